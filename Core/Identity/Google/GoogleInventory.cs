using System.Runtime.CompilerServices;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;
using OAuthAttest.Identity.Access;
using OAuthAttest.Identity.Access.Pacing;
using OAuthAttest.Identity.Live;

namespace OAuthAttest.Identity.Google;

/// <summary>
/// A Google Workspace's users, the tokens of each, and their use from the token report. Google has no permission that lists tokens and
/// cannot delete them, so this class is written to send no request but GET.
/// </summary>
/// <remarks>
/// https://developers.google.com/workspace/admin/directory/reference/rest/v1/users/list, …/tokens/list,
/// https://developers.google.com/workspace/admin/reports/reference/rest/v1/activities/list
/// </remarks>
internal sealed class GoogleInventory : ILiveInventory
{
    public const string UsersScope = "https://www.googleapis.com/auth/admin.directory.user.readonly";
    public const string TokensScope = "https://www.googleapis.com/auth/admin.directory.user.security";
    public const string ReportsScope = "https://www.googleapis.com/auth/admin.reports.audit.readonly";

    // The default quota is 2,400 calls a minute and project (https://developers.google.com/workspace/admin/directory/v1/limits); others
    // of the project have a part of it.
    private const int CallsAWindow = 300;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly IHttpClientFactory clients;
    private readonly GoogleConnection connection;
    private readonly LiveReading settings;
    private readonly TimeProvider clock;
    private readonly IRequestPace pace;

    /// <param name="pace">Keeps the provider's rate; null: within this process alone.</param>
    public GoogleInventory(
        IHttpClientFactory clients,
        GoogleConnection connection,
        LiveReading settings,
        TimeProvider clock,
        IRequestPace? pace = null,
        string source = "google"
    )
    {
        (this.clients, this.connection, this.settings, this.clock, Source) = (clients, connection, settings, clock, source);
        this.pace = pace ?? new RequestPace(CallsAWindow, Window, TimeProvider.System);
    }

    public string Source { get; }

    public ProviderName Provider => ProviderName.Google;

    public bool IsConfigured => connection.IsConfigured;

    public IInventoryReader Open() => new Reader(this);

    private ProviderApi Api(string scope) => new(
        clients,
        new ProviderAccess(
            "Google", connection.BaseUrl, connection.RequestTimeout, new GoogleAuthorization(connection, scope), pace,
            Patience: settings.Patience, FirstPause: settings.FirstPause),
        clock);

    private sealed class Reader(GoogleInventory google) : IInventoryReader, IAsksBack
    {
        private readonly ProviderApi users = google.Api(UsersScope);
        private readonly ProviderApi tokens = google.Api(TokensScope);

        public string Source => google.Source;

        public ProviderName Provider => ProviderName.Google;

        public bool ListsAllUsers => true;

        public bool IsRemote => true;

        public RepeatedGrants Repeated => RepeatedGrants.AreOneIfEqual;

        public async IAsyncEnumerable<InventoryRecord> ReadAsync(Reading reading, [EnumeratorCancellation] CancellationToken cancellation)
        {
            var lists = new GoogleLiveLists(
                users, tokens, google.Api(ReportsScope), google.settings, google.clock, reading);
            await foreach (var record in GoogleRecords.ReadAsync(lists, reading, cancellation))
                yield return record;
        }

        public Task<bool> HasUserAsync(string externalId, CancellationToken cancellation) => KeptAnswers.PassAsync(async () =>
            await users.FindAsync(users.Address($"{User(externalId)}?fields=id"), cancellation) is not null);

        // Apps that never registered share one id, so one of them cannot be asked for; that any is left proves nothing.
        public Task<bool> HasGrantAsync(AskedGrant grant, CancellationToken cancellation) => KeptAnswers.PassAsync(async () =>
            grant.PrincipalId is { } user
            && !GoogleGrants.IsAnonymous(grant.ClientId)
            && await tokens.FindAsync(tokens.Address($"{User(user)}/tokens/{ProviderApi.Step(grant.ClientId)}"), cancellation) is not null);

        private static string User(string id) => $"admin/directory/v1/users/{ProviderApi.Step(id)}";
    }
}
