using System.Collections.Frozen;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;
using OAuthAttest.Grants.Import.Json;

namespace OAuthAttest.Identity.MicrosoftGraph;

/// <summary>
/// Reads a folder of Microsoft Graph responses: <c>users*.json</c>, <c>servicePrincipals*.json</c>, <c>oauth2PermissionGrants*.json</c>,
/// and optionally <c>appRoleAssignments*.json</c> (application permissions) and <c>signIns*.json</c> (when apps were last used).
/// </summary>
public sealed class GraphExportReader(string folder, string source = "entra") : IInventoryReader
{
    private static readonly JsonListShape Shape = new()
    {
        Lists = FrozenSet.Create("value"),
        NextPage = FrozenSet.Create("@odata.nextLink"),
    };

    public string Source => source;

    public ProviderName Provider => ProviderName.Entra;

    public bool ListsAllUsers => true;

    public bool IsRemote => false;

    public RepeatedGrants Repeated => RepeatedGrants.AreOneIfEqual;

    public IAsyncEnumerable<InventoryRecord> ReadAsync(Reading reading, CancellationToken cancellation) =>
        GraphInventoryFlow.ReadAsync(new Files(new JsonExport(folder, Shape, reading), reading), reading, cancellation);

    private sealed class Files : IGraphLists
    {
        private readonly JsonExport export;
        private readonly IReadOnlyList<string> principals;
        private readonly IReadOnlyList<string> users;
        private readonly IReadOnlyList<string> grants;
        private readonly IReadOnlyList<string> assignments;
        private readonly IReadOnlyList<string> log;

        public Files(JsonExport export, Reading reading)
        {
            this.export = export;
            principals = export.Require("servicePrincipals*.json");
            users = export.Require("users*.json");
            grants = export.Require("oauth2PermissionGrants*.json");
            assignments = export.Find("appRoleAssignments*.json");
            log = export.Find("signIns*.json");
            if (assignments.Count == 0)
                reading.IsAbsent(ConsentType.Application, "appRoleAssignments*.json");
            export.Expect([.. principals, .. users, .. grants, .. assignments, .. log]);
        }

        public IAsyncEnumerable<JsonItem<GraphServicePrincipal>> PrincipalsAsync(CancellationToken cancellation) =>
            export.ReadAsync(principals, "servicePrincipals", GraphJson.Default.GraphServicePrincipal, cancellation);

        public IAsyncEnumerable<JsonItem<GraphUser>> UsersAsync(CancellationToken cancellation) =>
            export.ReadAsync(users, "users", GraphJson.Default.GraphUser, cancellation);

        public IAsyncEnumerable<JsonItem<GraphSignIn>> SignInsAsync(CancellationToken cancellation) =>
            export.ReadAsync(log, "signIns", GraphJson.Default.GraphSignIn, cancellation);

        public IAsyncEnumerable<JsonItem<GraphPermissionGrant>> GrantsAsync(CancellationToken cancellation) =>
            export.ReadAsync(grants, "oauth2PermissionGrants", GraphJson.Default.GraphPermissionGrant, cancellation);

        public IAsyncEnumerable<JsonItem<GraphAppRoleAssignment>> AssignmentsAsync(
            IReadOnlyList<string> apis,
            CancellationToken cancellation
        ) => export.ReadAsync(assignments, "appRoleAssignments", GraphJson.Default.GraphAppRoleAssignment, cancellation);
    }
}
