using System.Runtime.CompilerServices;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;
using OAuthAttest.Identity.Access;
using OAuthAttest.Identity.Access.Pacing;
using OAuthAttest.Identity.Live;

namespace OAuthAttest.Identity.Okta;

/// <summary>An Okta org's users, apps, the grants of each user, and those that administrators gave to apps.</summary>
/// <remarks>
/// https://developer.okta.com/docs/api/openapi/okta-management: listUsers, listApplications, listUserGrants,
/// listScopeConsentGrants. A token of an administrator with the role Read-only Administrator can read all of it and change nothing.
/// </remarks>
internal sealed class OktaInventory(
    IHttpClientFactory clients,
    OktaConnection connection,
    LiveReading settings,
    TimeProvider clock,
    IRequestPace? pace = null,
    string source = "okta"
) : ILiveInventory
{
    private readonly RateWindow window = new(RateHeaders.Okta, TimeProvider.System);

    public string Source => source;

    public ProviderName Provider => ProviderName.Okta;

    public bool IsConfigured => connection.IsConfigured;

    public IInventoryReader Open() => new Reader(this);

    private ProviderApi Api() => new(
        clients,
        new ProviderAccess(
            "Okta",
            connection.BaseUrl ?? throw new InvalidOperationException("Okta is not configured."),
            connection.RequestTimeout,
            new OktaAuthorization(connection.ApiToken!),
            pace,
            Window: window,
            Patience: settings.Patience,
            FirstPause: settings.FirstPause),
        clock);

    private LiveReading Settings => settings;

    private sealed class Reader(OktaInventory okta) : IInventoryReader, IAsksBack
    {
        private readonly ProviderApi api = okta.Api();

        public string Source => okta.Source;

        public ProviderName Provider => ProviderName.Okta;

        public bool ListsAllUsers => true;

        public bool IsRemote => true;

        public RepeatedGrants Repeated => RepeatedGrants.AreParts;

        public async IAsyncEnumerable<InventoryRecord> ReadAsync(Reading reading, [EnumeratorCancellation] CancellationToken cancellation)
        {
            var lists = new OktaLiveLists(api, okta.Settings, reading);
            await foreach (var record in OktaRecords.ReadAsync(lists, reading, cancellation))
                yield return record;
        }

        public Task<bool> HasUserAsync(string externalId, CancellationToken cancellation) => KeptAnswers.PassAsync(async () =>
            await api.FindAsync(api.Address($"api/v1/users/{ProviderApi.Step(externalId)}"), cancellation) is not null);

        public Task<bool> HasGrantAsync(AskedGrant grant, CancellationToken cancellation)
        {
            var client = ProviderApi.Step(grant.ClientId);
            var list = grant.PrincipalId is { } user
                ? $"api/v1/users/{ProviderApi.Step(user)}/clients/{client}/grants"
                : $"api/v1/apps/{client}/grants";
            var first = api.Address($"{list}?expand=scope&limit={OktaLiveLists.APage}");
            return KeptAnswers.PassAsync(() => HasOpenAsync(first, grant, cancellation));
        }

        private async Task<bool> HasOpenAsync(Uri first, AskedGrant asked, CancellationToken cancellation)
        {
            if (await api.FindAsync(first, cancellation) is null)
                return false;
            await foreach (var page in api.PagesAsync(first, OktaLiveLists.Next, cancellation))
            {
                foreach (var item in page.Whole())
                {
                    var grant = page.Read(item, OktaJson.Default.OktaGrant);
                    var scope = OktaGrants.ScopeOf(grant);
                    if (
                        grant.Status != OktaGrants.Revoked
                        && grant.Issuer == asked.Resource
                        && (asked.Scopes.Count == 0 || scope is not null && asked.Scopes.Contains(scope))
                    )
                    {
                        return true;
                    }
                }
            }
            return false;
        }
    }
}
