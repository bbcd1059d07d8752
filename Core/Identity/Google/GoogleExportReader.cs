using System.Collections.Frozen;
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

    public IAsyncEnumerable<InventoryRecord> ReadAsync(Reading reading, CancellationToken cancellation) =>
        GoogleRecords.ReadAsync(new Export(folder, reading), reading, cancellation);

    private sealed class Export : IGoogleLists
    {
        private readonly JsonExport files;
        private readonly IReadOnlyList<string> users;
        private readonly IReadOnlyList<string> perUser;
        private readonly IReadOnlyList<string> tokens;
        private readonly IReadOnlyList<string> activities;

        public Export(string folder, Reading reading)
        {
            files = new JsonExport(folder, Shape, reading);
            users = files.Require("users*.json");
            perUser = files.Find("tokens/*.json");
            tokens = perUser.Count > 0 ? perUser : files.Require("tokens*.json");
            activities = files.Find("activities*.json");
            files.Expect([.. users, .. tokens, .. activities]);
        }

        public IAsyncEnumerable<JsonItem<GoogleUser>> Users(CancellationToken cancellation) =>
            files.ReadAsync(users, "users", GoogleJson.Default.GoogleUser, cancellation);

        public IAsyncEnumerable<JsonItem<GoogleActivity>> Activities(CancellationToken cancellation) =>
            files.ReadAsync(activities, "activities", GoogleJson.Default.GoogleActivity, cancellation);

        public IAsyncEnumerable<JsonItem<GoogleToken>> Tokens(GoogleAccounts accounts, CancellationToken cancellation)
        {
            if (perUser.Count > 0)
                accounts.RequireFileOfEach(perUser);
            return files.ReadAsync(tokens, perUser.Count > 0 ? "" : "tokens", GoogleJson.Default.GoogleToken, cancellation);
        }
    }
}
