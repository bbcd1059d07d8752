using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace OAuthAttest.Local.Simulators.Identity.Graph;

/// <content>Directory roles, who has one or may activate one, and the members of groups.</content>
internal sealed partial class GraphEndpoints
{
    public const string RoleDefinitions = "roleDefinitions";
    public const string RoleAssignments = "roleAssignments";
    public const string RoleEligibilities = "roleEligibilityScheduleInstances";
    public const string DirectoryObjects = "directoryObjects";
    public const string Members = "transitiveMembers";

    private void MapRoles(WebApplication app)
    {
        const string directory = "/v1.0/roleManagement/directory";
        Get(app, $"{directory}/{RoleDefinitions}", RoleDefinitions, http => ListRoleDefinitions(http.Request));
        Get(app, $"{directory}/{RoleAssignments}", RoleAssignments, http => ListHolders(http.Request, isEligible: false));
        Get(app, $"{directory}/{RoleEligibilities}", RoleEligibilities, http =>
            options.HasPrivilegedIdentityManagement
                ? ListHolders(http.Request, isEligible: true)
                : Error(400, "AadPremiumLicenseRequired")
        );
        Get(app, "/v1.0/directoryObjects/{id}", DirectoryObjects, http =>
            Found(Id(http)) is { } found ? new SimulatedAnswer(200, Json(found).ToJsonString()) : Error(404, "Request_ResourceNotFound"));
        Get(app, "/v1.0/groups/{id}/transitiveMembers", Members, http => ListMembers(http.Request, Id(http)));
    }

    private SimulatedAnswer ListRoleDefinitions(HttpRequest request) =>
        HasOnly(request, "$select")
            ? Page(
                request,
                state.Do(() =>
                    state
                        .RoleHolders.Select(holder => holder.Role)
                        .Distinct(StringComparer.Ordinal)
                        .Select(role => new JsonObject
                        {
                            ["id"] = RoleId(role),
                            ["templateId"] = RoleId(role),
                            ["displayName"] = role,
                        })
                        .ToList()
                )
            )
            : Error(400, "BadRequest");

    private SimulatedAnswer ListHolders(HttpRequest request, bool isEligible) =>
        HasOnly(request, "$expand") && request.Query["$expand"] is [] or ["principal"]
            ? Page(
                request,
                state.Do(() =>
                    state
                        .RoleHolders.FindAll(holder => holder.IsEligible == isEligible)
                        .ConvertAll(holder => Holder(holder, request.Query.ContainsKey("$expand")))
                )
            )
            : Error(400, "BadRequest");

    private SimulatedAnswer ListMembers(HttpRequest request, string id)
    {
        if (!HasOnly(request, "$select", "$top"))
            return Error(400, "BadRequest");
        return Found(id) is { Type: "group" } group
            ? Page(request, [.. group.Members.Select(Found).OfType<SimulatedDirectoryObject>().Select(Json)])
            : Error(404, "Request_ResourceNotFound");
    }

    private JsonObject Holder(SimulatedRoleHolder holder, bool isExpanded)
    {
        var json = new JsonObject
        {
            ["id"] = $"{holder.PrincipalId}-{holder.Role}-1",
            ["principalId"] = holder.PrincipalId,
            ["roleDefinitionId"] = RoleId(holder.Role),
            ["directoryScopeId"] = "/",
        };
        if (holder.IsEligible)
        {
            json["memberType"] = "Direct";
            json["roleEligibilityScheduleId"] = $"{holder.PrincipalId}-{holder.Role}";
        }
        if (isExpanded && state.DirectoryObjects.GetValueOrDefault(holder.PrincipalId) is { } principal)
            json["principal"] = Json(principal);
        return json;
    }

    private SimulatedDirectoryObject? Found(string id) => state.Do(() => state.DirectoryObjects.GetValueOrDefault(id));

    private static JsonObject Json(SimulatedDirectoryObject found) => new()
    {
        ["@odata.type"] = $"#microsoft.graph.{found.Type}",
        ["id"] = found.Id,
        ["displayName"] = found.Name,
        ["mail"] = found.Mail,
        ["userPrincipalName"] = found.Type == "user" ? found.Mail : null,
        ["appId"] = found.AppId,
    };

    private static string RoleId(string role) => $"role-{role.Replace(' ', '-')}";

    private static bool HasOnly(HttpRequest request, params IReadOnlyList<string> known) =>
        request.Query.Keys.All(key => key == "$skiptoken" || known.Contains(key));
}
