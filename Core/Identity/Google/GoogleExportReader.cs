using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;
using OAuthAttest.Grants.Import.Json;

namespace OAuthAttest.Identity.Google;

/// <summary>
/// Reads a folder of Google Workspace API responses: <c>users*.json</c>; the token lists, either one file per user (<c>tokens/&lt;id or
/// email&gt;.json</c>; then every listed user must have one) or all in <c>tokens*.json</c>; and optionally the token activities of the
/// Reports API (<c>activities*.json</c>), which contain when a grant was given and last used.
/// </summary>
public sealed class GoogleExportReader(string folder, string source = "google") : IInventoryReader
{
    private static readonly JsonListShape Shape = new()
    {
        Lists = FrozenSet.Create("items", "users"),
        NextPage = FrozenSet.Create("nextPageToken"),
        ListKinds = FrozenSet.Create("admin#directory#tokenList", "admin#directory#users", "admin#reports#activities"),
    };

    public string Source => source;

    public ProviderName Provider => ProviderName.Google;

    public bool ListsAllUsers => true;

    public bool IsRemote => false;

    public RepeatedGrants Repeated => RepeatedGrants.AreOneIfEqual;

    public async IAsyncEnumerable<InventoryRecord> ReadAsync(Reading reading, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var export = new JsonExport(folder, Shape, reading);
        var users = export.Require("users*.json");
        var perUser = export.Find("tokens/*.json");
        var tokens = perUser.Count > 0 ? perUser : export.Require("tokens*.json");
        var activities = export.Find("activities*.json");
        export.Expect([.. users, .. tokens, .. activities]);

        var accounts = new GoogleAccounts(reading.Errors);
        await foreach (var (user, origin) in export.ReadAsync(users, "users", GoogleJson.Default.GoogleUser, cancellation))
        {
            if (accounts.Record(user, origin) is { } record)
                yield return record;
        }
        if (perUser.Count > 0)
            accounts.RequireFileOfEach(perUser);

        var history = new GoogleTokenHistory(accounts, reading);
        await foreach (var (activity, _) in export.ReadAsync(activities, "activities", GoogleJson.Default.GoogleActivity, cancellation))
            history.Add(activity);

        var grants = new GoogleGrants(accounts, history, reading.Errors);
        var tokensRead = export.ReadAsync(tokens, perUser.Count > 0 ? "" : "tokens", GoogleJson.Default.GoogleToken, cancellation);
        await foreach (var (token, origin) in tokensRead)
        {
            var record = grants.Record(token, origin);
            if (grants.FirstMention(token) is { } app)
                yield return app;
            if (record is not null)
                yield return record;
        }
        foreach (var record in grants.Rest())
            yield return record;
    }
}
