using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace OAuthAttest.Local.Simulators.Identity.Okta;

/// <content>The lists of users, apps and grants.</content>
internal sealed partial class OktaEndpoints
{
    public const string UserList = "userList";
    public const string AppList = "appList";
    public const string UserGrants = "userGrants";

    private void MapInventory(WebApplication app)
    {
        Get(app, "/api/v1/users", UserList, http => ListUsers(http.Request));
        Get(app, "/api/v1/apps", AppList, http => state.Do(() => Page(AppList, http.Request, state.AppList.ConvertAll(App))));
        Get(app, "/api/v1/users/{user}/grants", UserGrants, ListGrantsOfUser);
    }

    private SimulatedAnswer ListUsers(HttpRequest request) => state.Do(() =>
    {
        var filter = request.Query["filter"].ToString();
        var asked = StatusFilter().Match(filter);
        if (filter.Length > 0 && !asked.Success)
            return Error(400, "E0000031");
        // Whoever was deprovisioned is listed only where it is asked for.
        var found = state.Accounts.FindAll(user =>
            asked.Success ? user.Status == asked.Groups["status"].Value : user.Status != "DEPROVISIONED");
        return Page(UserList, request, found.ConvertAll(User), filter);
    });

    private SimulatedAnswer ListGrantsOfUser(HttpContext http) => state.Do(() =>
        state.UserId(Part(http, "user")) is not { } user
            ? Error(404, "E0000007")
            : Page(
                UserGrants,
                http.Request,
                [
                    .. state.Listed(state.Holdings, each => each.Kind == "grants" && each.UserId == user)
                        .Select(each => Grant(each, http.Request.Query["expand"] == "scope")),
                ],
                user));

    private SimulatedAnswer ListAppGrants(HttpContext http) => state.Do(() =>
    {
        var app = Part(http, "client");
        if (!state.IsApp(app))
            return Error(404, "E0000007");
        var page = pages.Take(
            AppGrants,
            state.Listed(state.AppGrants, grant => grant.AppId == app),
            int.MaxValue / 2,
            cursor: null);
        var client = state.AppList.Find(each => each.Id == app)?.ClientId ?? app;
        return page!.Answer(Whole([.. page.Items.Select(grant => new JsonObject
        {
            ["id"] = grant.Id,
            ["status"] = "ACTIVE",
            ["issuer"] = grant.Issuer,
            ["clientId"] = client,
            ["scopeId"] = grant.ScopeId,
            ["source"] = "ADMIN",
            ["created"] = grant.Created,
        })]));
    });

    private static JsonObject Grant(SimulatedOktaHolding holding, bool isExpanded)
    {
        var grant = new JsonObject
        {
            ["id"] = holding.Id,
            ["status"] = holding.Status,
            ["issuer"] = holding.Issuer,
            ["clientId"] = holding.ClientId,
            ["userId"] = holding.UserId,
            ["scopeId"] = holding.ScopeId,
            ["source"] = "END_USER",
            ["created"] = holding.Created,
        };
        if (isExpanded)
            grant["_embedded"] = Expanded(holding.ScopeId, holding.ScopeName);
        return grant;
    }

    private static JsonObject Expanded(string id, string? name) =>
        new() { ["scope"] = new JsonObject { ["id"] = id, ["name"] = name ?? id } };

    private static JsonObject App(SimulatedOktaApp app)
    {
        var json = new JsonObject
        {
            ["id"] = app.Id,
            ["label"] = app.Label,
            ["status"] = "ACTIVE",
            ["signOnMode"] = app.IsClient ? "OPENID_CONNECT" : "SAML_2_0",
        };
        if (app.IsClient)
        {
            json["credentials"] = new JsonObject { ["oauthClient"] = new JsonObject { ["client_id"] = app.ClientId ?? app.Id } };
            json["settings"] = new JsonObject { ["oauthClient"] = new JsonObject { ["application_type"] = app.Type } };
        }
        return json;
    }

    private static JsonObject User(SimulatedOktaUser user) => new()
    {
        ["id"] = user.Id,
        ["status"] = user.Status,
        ["profile"] = new JsonObject
        {
            ["login"] = user.Login,
            ["email"] = user.HasEmail ? user.Login : null,
            ["displayName"] = user.Name,
            ["managerId"] = user.Manager,
        },
    };

    [GeneratedRegex("^status eq \"(?<status>[A-Z_]+)\"$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StatusFilter();
}
