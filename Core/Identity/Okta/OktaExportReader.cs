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

    public async IAsyncEnumerable<InventoryRecord> ReadAsync(Reading reading, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var export = new JsonExport(folder, Shape, reading);
        var users = export.Require("users*.json");
        var apps = export.Require("apps*.json");
        var perUser = export.Find("grants/*.json");
        var grants = perUser.Count > 0 ? perUser : export.Require("grants*.json");
        var appGrants = export.Find("app-grants*.json");
        if (appGrants.Count == 0)
        {
            reading.IsAbsent(ConsentType.Application, "app-grants*.json");
            reading.IsAbsent(ConsentType.Tenant, "app-grants*.json");
        }
        export.Expect([.. users, .. apps, .. grants, .. appGrants]);

        var known = new OktaApps(reading.Errors);
        await foreach (var (app, origin) in export.ReadAsync(apps, "apps", OktaJson.Default.OktaApp, cancellation))
            known.Add(app, origin);
        var roster = new OktaUsers(reading.Errors);
        await foreach (var (user, origin) in export.ReadAsync(users, "users", OktaJson.Default.OktaUser, cancellation))
        {
            if (roster.Record(user, origin) is { } record)
                yield return record;
        }
        if (perUser.Count > 0)
            roster.RequireFileOfEach(perUser);

        var gathered = new OktaGrants(known, reading);
        var grantsRead = export.ReadAsync(grants, perUser.Count > 0 ? "" : "grants", OktaJson.Default.OktaGrant, cancellation);
        await foreach (var (grant, origin) in grantsRead)
        {
            foreach (var record in gathered.AddOfUser(grant, perUser.Count > 0 ? OwnerOf(origin.File) : null, origin))
                yield return record;
        }
        await foreach (var (grant, origin) in export.ReadAsync(appGrants, "app-grants", OktaJson.Default.OktaGrant, cancellation))
        {
            foreach (var record in gathered.Add(grant, origin))
                yield return record;
        }
        foreach (var record in gathered.Rest())
            yield return record;
    }

    /// <summary>Whose grants a file holds; the further pages of a list have a number after the id.</summary>
    private static string OwnerOf(string file) =>
        PageName.Of(file, "") is { Number: not null } page ? page.List : Path.GetFileNameWithoutExtension(file);
}
