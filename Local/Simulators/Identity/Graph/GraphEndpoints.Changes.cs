using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace OAuthAttest.Local.Simulators.Identity.Graph;

/// <content>Delegated grants that are changed or given again.</content>
/// <remarks>https://learn.microsoft.com/graph/api/oauth2permissiongrant-update and …/oauth2permissiongrant-post</remarks>
internal sealed partial class GraphEndpoints
{
    public const string PatchGrant = "patchGrant";
    public const string PostGrant = "postGrant";

    private void MapGrantChanges(WebApplication app)
    {
        app.MapPatch("/v1.0/oauth2PermissionGrants/{id}", async http =>
        {
            var body = await ObjectAsync(http);
            await RunAsync(http, PatchGrant, () => Patched(Id(http), body));
        });
        app.MapPost("/v1.0/oauth2PermissionGrants", async http =>
        {
            var body = await ObjectAsync(http);
            await RunAsync(http, PostGrant, () => Posted(body));
        });
    }

    /// <summary>Only the scope of a grant can be changed, and not to nothing.</summary>
    private SimulatedAnswer Patched(string id, JsonObject? body)
    {
        if (body is null || body.Count != 1 || Text(body, "scope") is not { } scope || string.IsNullOrWhiteSpace(scope))
            return Error(400, "Request_BadRequest");
        return state.Do(() =>
        {
            var index = state.Grants.FindIndex(grant => grant.Id == id);
            if (index < 0)
                return Error(404, "Request_ResourceNotFound");
            state.Grants[index] = state.Grants[index] with { Scope = scope };
            return new SimulatedAnswer(204, "");
        });
    }

    private SimulatedAnswer Posted(JsonObject? body)
    {
        string[] known = ["clientId", "consentType", "principalId", "resourceId", "scope", "startTime", "expiryTime"];
        if (body is null || body.Any(property => !known.Contains(property.Key)))
            return Error(400, "Request_BadRequest");
        var (client, resource, person, scope) = (
            Text(body, "clientId"), Text(body, "resourceId"), Text(body, "principalId"), Text(body, "scope"));
        var isWhole = Text(body, "consentType") switch
        {
            "AllPrincipals" => person is null,
            "Principal" => person is not null,
            _ => false,
        };
        if (!isWhole || client is null || resource is null || string.IsNullOrWhiteSpace(scope))
            return Error(400, "Request_BadRequest");
        return state.Do(() =>
        {
            if (state.Principals.TrueForAll(app => app.Id != client))
                return Error(404, "Request_ResourceNotFound");
            if (state.Grants.Exists(grant => (grant.ClientId, grant.ResourceId, grant.PrincipalId) == (client, resource, person)))
                return Error(409, "Request_MultipleObjectsWithSameKeyValue");
            var given = new SimulatedPermissionGrant(IdOf(client, resource, person), client, person, scope, resource);
            state.Grants.Add(given);
            return new SimulatedAnswer(201, Grant(given).ToJsonString());
        });
    }

    /// <summary>The id that this grant always has: given again it is the same one, as in Entra.</summary>
    private static string IdOf(string client, string resource, string? person) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{client}|{resource}|{person}")).TrimEnd('=').Replace('/', '_').Replace('+', '-');

    private static string? Text(JsonObject body, string name) =>
        body[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static async Task<JsonObject?> ObjectAsync(HttpContext http)
    {
        try
        {
            return await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
