using System.Runtime.CompilerServices;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;
using OAuthAttest.Identity.Access;
using OAuthAttest.Identity.Access.Pacing;
using OAuthAttest.Identity.Live;
using OAuthAttest.Json;

namespace OAuthAttest.Identity.GitHub;

/// <summary>
/// What reaches an organization of GitHub: installed apps, fine-grained tokens, and with single sign-on the credentials that members
/// authorized. GitHub has no API that lists the OAuth apps that an organization approved, nor classic tokens without single sign-on.
/// </summary>
/// <remarks>
/// https://docs.github.com/rest/orgs: the App needs the organization's permissions Members, Administration and Personal access tokens,
/// all to read.
/// </remarks>
internal sealed class GitHubInventory : ILiveInventory, IDisposable
{
    /// <summary>What a token of the App is asked for, whatever else the App was given.</summary>
    public static readonly IReadOnlyDictionary<string, string> Permissions = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["members"] = "read",
        ["organization_administration"] = "read",
        ["organization_personal_access_tokens"] = "read",
    };

    private readonly GitHubConnection connection;
    private readonly bool hasSingleSignOn;
    private readonly GitHubAuthorization? authorization;
    private readonly ProviderApi? api;

    /// <param name="hasSingleSignOn">Whether members authorize their credentials for SAML single sign-on; only then are they listed.</param>
    public GitHubInventory(
        IHttpClientFactory clients,
        GitHubConnection connection,
        LiveReading settings,
        TimeProvider clock,
        bool hasSingleSignOn = false,
        IRequestPace? pace = null,
        string source = "github"
    )
    {
        (this.connection, this.hasSingleSignOn, Source) = (connection, hasSingleSignOn, source);
        if (!connection.IsConfigured)
            return;
        authorization = new GitHubAuthorization(clients, connection, connection.InstallationId!, Permissions, clock);
        var access = GitHubAccess.Of(connection, authorization, pace, new RateWindow(RateHeaders.GitHub, TimeProvider.System)) with
        {
            Patience = settings.Patience,
            FirstPause = settings.FirstPause,
        };
        api = new ProviderApi(clients, access, clock);
    }

    public string Source { get; }

    public ProviderName Provider => ProviderName.GitHub;

    public bool IsConfigured => connection.IsConfigured;

    public IInventoryReader Open() =>
        new Reader(this, api ?? throw new InvalidOperationException("GitHub is not configured."));

    public void Dispose() => authorization?.Dispose();

    private sealed class Reader(GitHubInventory github, ProviderApi api) : IInventoryReader, IAsksBack
    {
        private readonly string organization = github.connection.Organization!;

        public string Source => github.Source;

        public ProviderName Provider => ProviderName.GitHub;

        public bool ListsAllUsers => true;

        public bool IsRemote => true;

        public async IAsyncEnumerable<InventoryRecord> ReadAsync(Reading reading, [EnumeratorCancellation] CancellationToken cancellation)
        {
            var lists = new GitHubLists(api, organization, reading);
            var accounts = new GitHubAccounts(reading.Errors);
            await foreach (var (member, origin) in lists.Members(cancellation))
            {
                if (accounts.Record(member, origin) is { } record)
                    yield return record;
            }
            var grants = new GitHubGrants(accounts, reading);
            await foreach (var (installed, origin) in lists.Installed(cancellation))
            {
                foreach (var record in grants.Of(installed, origin))
                    yield return record;
            }
            await foreach (var (token, origin) in lists.Tokens(cancellation))
            {
                foreach (var record in grants.Of(token, origin))
                    yield return record;
            }
            if (!github.hasSingleSignOn)
                yield break;
            await foreach (var (credential, origin) in lists.Credentials(cancellation))
            {
                foreach (var record in grants.Of(credential, origin))
                    yield return record;
            }
        }

        public Task<bool> HasUserAsync(string externalId, CancellationToken cancellation) => KeptAnswers.PassAsync(async () =>
            await LoginAsync(externalId, cancellation) is { } login
            && await api.FindAsync(
                api.Address($"orgs/{ProviderApi.Step(organization)}/memberships/{ProviderApi.Step(login)}"), cancellation) is not null);

        public Task<bool> HasGrantAsync(AskedGrant grant, CancellationToken cancellation) => KeptAnswers.PassAsync(async () =>
        {
            var reading = new Reading(1);
            var lists = new GitHubLists(api, organization, reading);
            var accounts = new GitHubAccounts(reading.Errors);
            var found = grant.PrincipalId is not { } person
                ? lists.Installed(cancellation).SelectMany(each => new GitHubGrants(accounts, reading).Of(each.Value, each.Origin))
                : await LoginAsync(person, cancellation) is not { } login
                    ? AsyncEnumerable.Empty<InventoryRecord>()
                    : Of(login);
            return await found.OfType<GrantRecord>().AnyAsync(each => each.ExternalId == grant.ExternalId, cancellation);

            IAsyncEnumerable<InventoryRecord> Of(string login)
            {
                var grants = new GitHubGrants(accounts, reading);
                var name = Uri.EscapeDataString(login);
                return grant.ClientId.StartsWith(GitHubTokens.CredentialPrefix, StringComparison.Ordinal)
                    ? lists.Credentials(cancellation, $"?login={name}").SelectMany(each => grants.Of(each.Value, each.Origin))
                    : lists.Tokens(cancellation, $"?owner[]={name}").SelectMany(each => grants.Of(each.Value, each.Origin));
            }
        });

        /// <summary>The account's login now; null: there is no such account any more.</summary>
        private async Task<string?> LoginAsync(string id, CancellationToken cancellation)
        {
            // Of somebody who was no member, only the login is known.
            if (!id.All(char.IsAsciiDigit))
                return id;
            var answer = await api.FindAsync(api.Address($"user/{ProviderApi.Step(id)}"), cancellation);
            return answer?.Body.Text("login");
        }
    }
}
