using System.Collections.Frozen;
using System.Runtime.CompilerServices;
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

    public async IAsyncEnumerable<InventoryRecord> ReadAsync(Reading reading, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var export = new JsonExport(folder, Shape, reading);
        var principals = export.Require("servicePrincipals*.json");
        var users = export.Require("users*.json");
        var grants = export.Require("oauth2PermissionGrants*.json");
        var assignments = export.Find("appRoleAssignments*.json");
        var log = export.Find("signIns*.json");
        if (assignments.Count == 0)
            reading.IsAbsent(ConsentType.Application, "appRoleAssignments*.json");
        export.Expect([.. principals, .. users, .. grants, .. assignments, .. log]);

        var apps = new GraphApps(reading.Errors);
        var principalsRead = export.ReadAsync(principals, "servicePrincipals", GraphJson.Default.GraphServicePrincipal, cancellation);
        await foreach (var (principal, origin) in principalsRead)
            apps.Add(principal, origin);
        await foreach (var (user, origin) in export.ReadAsync(users, "users", GraphJson.Default.GraphUser, cancellation))
        {
            if (GraphUsers.Record(user, origin, reading.Errors) is { } record)
                yield return record;
        }
        var signIns = new GraphSignIns(reading);
        await foreach (var (signIn, origin) in export.ReadAsync(log, "signIns", GraphJson.Default.GraphSignIn, cancellation))
            signIns.Add(signIn, origin);
        var delegated = new GraphDelegatedGrants(apps, signIns, reading.Errors);
        var grantsRead = export.ReadAsync(grants, "oauth2PermissionGrants", GraphJson.Default.GraphPermissionGrant, cancellation);
        await foreach (var (grant, origin) in grantsRead)
        {
            if (delegated.Record(grant, origin) is not { } record)
                continue;
            if (apps.FirstMention(grant.ClientId!) is { } app)
                yield return app;
            yield return record;
        }
        var application = new GraphApplicationGrants(apps, signIns, reading);
        var assignmentsRead = export.ReadAsync(assignments, "appRoleAssignments", GraphJson.Default.GraphAppRoleAssignment, cancellation);
        await foreach (var (assignment, origin) in assignmentsRead)
            application.Add(assignment, origin);
        foreach (var (client, record) in application.Records())
        {
            if (apps.FirstMention(client) is { } app)
                yield return app;
            yield return record;
        }
        apps.RefuseCutList();
    }
}
