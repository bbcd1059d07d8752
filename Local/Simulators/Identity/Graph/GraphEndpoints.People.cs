using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace OAuthAttest.Local.Simulators.Identity.Graph;

/// <content>One person's grants, and application permissions that are given again.</content>
/// <remarks>
/// https://learn.microsoft.com/graph/api/user-list-oauth2permissiongrants and …/serviceprincipal-post-approleassignedto
/// </remarks>
internal sealed partial class GraphEndpoints
{
    public const string GrantsOfUser = "grantsOfUser";
    public const string PostRole = "postRole";

    private void MapPeoplesGrants(WebApplication app)
    {
        Get(app, "/v1.0/users/{id}/oauth2PermissionGrants", GrantsOfUser, http => ListGrantsOf(http.Request, Id(http)));
        app.MapPost("/v1.0/servicePrincipals/{id}/appRoleAssignedTo", async http =>
        {
            var body = await ObjectAsync(http);
            await RunAsync(http, PostRole, () => AddRole(Id(http), body));
        });
    }

    // Known by object id or principal name, as in the real one.
    private SimulatedAnswer ListGrantsOf(HttpRequest request, string user) => state.Do(() =>
    {
        var id = state.Users.GetValueOrDefault(user) ?? user;
        return state.Users.ContainsValue(id)
            ? Page(request, state.DoOnListed(all => GrantsOf(all, grant => grant.PrincipalId == id)))
            : Error(404, "Request_ResourceNotFound");
    });

    private SimulatedAnswer AddRole(string resource, JsonObject? body) => state.Do(() =>
    {
        var wanted = body ?? [];
        var (principal, its, role) = (Text(wanted, "principalId"), Text(wanted, "resourceId"), Text(wanted, "appRoleId"));
        if (principal is null || role is null || its != resource)
            return Error(400, "Request_BadRequest");
        if (!state.Principals.Exists(app => app.Id == principal))
            return Error(404, "Request_ResourceNotFound");
        if (state.Roles.Exists(each => (each.PrincipalId, each.ResourceId, each.AppRoleId) == (principal, its, role)))
            return Error(400, "InvalidUpdate");
        var made = new SimulatedRoleAssignment($"role-{state.Roles.Count + 1}-{role[..4]}", principal, resource, role);
        state.Roles.Add(made);
        return new SimulatedAnswer(201, new JsonObject { ["id"] = made.Id, ["appRoleId"] = role }.ToJsonString());
    });
}
