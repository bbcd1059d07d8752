using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;
using OAuthAttest.Grants.Import.Json;

namespace OAuthAttest.Identity.Okta;

/// <summary>
/// Reads a folder of Okta responses: <c>users*.json</c>, <c>apps*.json</c>; the grants, either one file per user (<c>grants/&lt;user
/// id&gt;.json</c>; then every listed user must have one) or all in <c>grants*.json</c> with those of one user together; and optionally
/// the grants that an administrator gave to apps (<c>app-grants*.json</c>).
/// </summary>
public sealed class OktaExportReader(string folder, string source = "okta") : IInventoryReader
{
    private static readonly JsonListShape Shape = new()
    {
        Lists = FrozenSet.Create("items", "value"),
        NextPage = FrozenSet.Create(JsonListShape.LinksProperty),
        FullPage = 200,
    };

    public string Source => source;

    public ProviderName Provider => ProviderName.Okta;

    public bool ListsAllUsers => true;

    public bool IsRemote => false;

    public RepeatedGrants Repeated => RepeatedGrants.AreParts;

    public IAsyncEnumerable<InventoryRecord> ReadAsync(Reading reading, CancellationToken cancellation) =>
        OktaRecords.ReadAsync(new Export(folder, reading), reading, cancellation);

    private sealed class Export : IOktaLists
    {
        private readonly JsonExport files;
        private readonly IReadOnlyList<string> users;
        private readonly IReadOnlyList<string> apps;
        private readonly IReadOnlyList<string> perUser;
        private readonly IReadOnlyList<string> grants;
        private readonly IReadOnlyList<string> appGrants;

        public Export(string folder, Reading reading)
        {
            files = new JsonExport(folder, Shape, reading);
            users = files.Require("users*.json");
            apps = files.Require("apps*.json");
            perUser = files.Find("grants/*.json");
            grants = perUser.Count > 0 ? perUser : files.Require("grants*.json");
            appGrants = files.Find("app-grants*.json");
            if (appGrants.Count == 0)
            {
                reading.IsAbsent(ConsentType.Application, "app-grants*.json");
                reading.IsAbsent(ConsentType.Tenant, "app-grants*.json");
            }
            files.Expect([.. users, .. apps, .. grants, .. appGrants]);
        }

        public IAsyncEnumerable<JsonItem<OktaApp>> Apps(CancellationToken cancellation) =>
            files.ReadAsync(apps, "apps", OktaJson.Default.OktaApp, cancellation);

        public IAsyncEnumerable<JsonItem<OktaUser>> Users(CancellationToken cancellation) =>
            files.ReadAsync(users, "users", OktaJson.Default.OktaUser, cancellation);

        public async IAsyncEnumerable<OktaOwned> GrantsOfUsers(OktaUsers users, [EnumeratorCancellation] CancellationToken cancellation)
        {
            if (perUser.Count > 0)
                users.RequireFileOfEach(perUser);
            var read = files.ReadAsync(grants, perUser.Count > 0 ? "" : "grants", OktaJson.Default.OktaGrant, cancellation);
            await foreach (var grant in read)
                yield return new OktaOwned(grant, perUser.Count > 0 ? OwnerOf(grant.Origin.File) : null);
        }

        public IAsyncEnumerable<JsonItem<OktaGrant>> AppGrants(OktaApps apps, CancellationToken cancellation) =>
            files.ReadAsync(appGrants, "app-grants", OktaJson.Default.OktaGrant, cancellation);

        /// <summary>Whose grants a file holds; the further pages of a list have a number after the id.</summary>
        private static string OwnerOf(string file) =>
            PageName.Of(file, "") is { Number: not null } page ? page.List : Path.GetFileNameWithoutExtension(file);
    }
}
