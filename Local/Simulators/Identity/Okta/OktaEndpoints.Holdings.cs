using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace OAuthAttest.Local.Simulators.Identity.Okta;

/// <content>What an app holds of a user: grants and refresh tokens, to list and to revoke, all or one.</content>
internal sealed partial class OktaEndpoints
{
    private const string Grants = "grants";
    private const string Tokens = "tokens";

    private void MapHoldings(WebApplication app)
    {
        const string ofClient = "/api/v1/users/{user}/clients/{client}/{kind}";
        Get(app, ofClient, Holdings, ListHoldings);
        Delete(app, ofClient, DeleteHoldings, RemoveHoldings);
        Delete(app, $"{ofClient}/{{id}}", DeleteToken, http =>
            // One grant is deleted at the user, not at the client.
            Part(http, "kind") == Tokens ? RemoveOne(http, each => IsOf(each, http, each.UserId)) : Error(405, "E0000022"));
        Delete(app, "/api/v1/users/{user}/grants/{id}", DeleteUserGrant, http => RemoveOne(http, each => each.Kind == Grants));
    }

    private void Delete(WebApplication app, string route, string method, Func<HttpContext, SimulatedAnswer> answer) =>
        app.MapDelete(route, (HttpContext http) => RunAsync(http, method, () => state.Do(() => answer(http))));

    private SimulatedAnswer ListHoldings(HttpContext http) => state.Do(() =>
    {
        if (HolderOf(http) is not { } user)
            return Error(404, "E0000007");
        var isExpanded = http.Request.Query["expand"] == "scope";
        return Page(
            Holdings,
            http.Request,
            [
                .. state.Listed(state.Holdings, each => IsOf(each, http, user))
                    .Select(each => each.Kind == Tokens ? Token(each) : Grant(each, isExpanded)),
            ],
            http.Request.Path);
    });

    private SimulatedAnswer RemoveHoldings(HttpContext http)
    {
        if (HolderOf(http) is not { } user)
            return Error(404, "E0000007");
        state.Remove(state.Holdings, each => IsOf(each, http, user));
        return new SimulatedAnswer(204, "");
    }

    private SimulatedAnswer RemoveOne(HttpContext http, Predicate<SimulatedOktaHolding> which) =>
        state.UserId(Part(http, "user")) is { } user
            ? Deleted(state.Remove(state.Holdings, each => each.UserId == user && each.Id == Part(http, "id") && which(each)))
            : Error(404, "E0000007");

    private string? HolderOf(HttpContext http) =>
        state.Apps.Contains(Part(http, "client")) && Part(http, "kind") is Grants or Tokens ? state.UserId(Part(http, "user")) : null;

    private static bool IsOf(SimulatedOktaHolding holding, HttpContext http, string user) =>
        holding.Kind == Part(http, "kind") && holding.UserId == user && holding.ClientId == Part(http, "client");

    /// <remarks>
    /// https://developer.okta.com/docs/api/openapi/okta-management/management/tags/useroauth: it names its server and its scopes.
    /// </remarks>
    private static JsonObject Token(SimulatedOktaHolding token) => new()
    {
        ["id"] = token.Id,
        ["status"] = token.Status,
        ["issuer"] = token.Issuer,
        ["clientId"] = token.ClientId,
        ["userId"] = token.UserId,
        ["scopes"] = new JsonArray("offline_access", token.ScopeName ?? token.ScopeId),
        ["created"] = token.Created,
        ["expiresAt"] = "2036-06-01T10:00:00.000Z",
    };
}
