using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace OAuthAttest.Local.Simulators.Identity.GitHub;

/// <summary>The part of GitHub's REST API that is used.</summary>
internal sealed class GitHubEndpoints(
    GitHubSimulatorOptions options,
    GitHubState state,
    ListPages pages,
    GitHubTokens tokens,
    CallLimit limit,
    SimulatedCalls calls
)
{
    public const string AccessToken = "accessToken";
    public const string Members = "members";
    public const string Membership = "membership";
    public const string User = "user";
    public const string Installations = "installations";
    public const string TokenGrants = "tokenGrants";
    public const string RevokeToken = "revokeToken";
    public const string Credentials = "credentials";
    public const string DeleteCredential = "deleteCredential";
    public const string Uninstall = "uninstall";

    private const string Administration = "organization_administration";
    private const string PersonalTokens = "organization_personal_access_tokens";
    private const string EnterpriseApps = "enterprise_organization_installations";

    public void Map(WebApplication app)
    {
        var org = $"/orgs/{options.Organization}";
        app.MapPost("/app/installations/{id:long}/access_tokens", (HttpContext http, long id) =>
            RunAsync(http, AccessToken, () => tokens.IssueAsync(http, id))
        );
        Map(app, HttpMethods.Get, $"{org}/members", Members, http => ListMembers(http));
        Map(app, HttpMethods.Get, $"{org}/memberships/{{login}}", Membership, http =>
            tokens.Refusal(http, "members", "read") ?? FindMember(Text(http, "login")));
        Map(app, HttpMethods.Get, "/user/{id}", User, http => FindUser(Text(http, "id")));
        Map(app, HttpMethods.Get, $"{org}/installations", Installations, http =>
            tokens.Refusal(http, Administration, "read") ?? ListInstallations(http.Request));
        Map(app, HttpMethods.Get, $"{org}/personal-access-tokens", TokenGrants, http =>
            tokens.Refusal(http, PersonalTokens, "read") ?? ListTokens(http.Request));
        app.MapPost($"{org}/personal-access-tokens/{{id:long}}", (HttpContext http, long id) =>
            RunAsync(http, RevokeToken, async () => tokens.Refusal(http, PersonalTokens, "write") ?? await RevokeAsync(http, id))
        );
        Map(app, HttpMethods.Get, $"{org}/credential-authorizations", Credentials, http =>
            tokens.Refusal(http, Administration, "read") ?? ListCredentials(http.Request));
        Map(app, HttpMethods.Delete, $"{org}/credential-authorizations/{{id}}", DeleteCredential, http =>
            tokens.Refusal(http, Administration, "write")
            ?? Done(state.Credentials.Remove("", each => each.Id.ToString(CultureInfo.InvariantCulture) == Text(http, "id"))));
        Map(
            app,
            HttpMethods.Delete,
            $"/enterprises/{options.Enterprise}/apps/organizations/{options.Organization}/installations/{{id}}",
            Uninstall,
            http => tokens.Refusal(http, EnterpriseApps, "write")
                ?? Done(state.Installations.Remove("", each => each.Id.ToString(CultureInfo.InvariantCulture) == Text(http, "id"))));
        app.MapFallback(calls.RefuseAsync);
    }

    private void Map(WebApplication app, string verb, string route, string method, Func<HttpContext, SimulatedAnswer> work) =>
        app.MapMethods(route, [verb], (HttpContext http) => RunAsync(http, method, work));

    private Task RunAsync(HttpContext http, string method, Func<HttpContext, SimulatedAnswer> work) =>
        RunAsync(http, method, () => Task.FromResult(work(http)));

    private Task RunAsync(HttpContext http, string method, Func<Task<SimulatedAnswer>> work) => calls.RunAsync(http, method, async () =>
    {
        if (http.Request.Headers.UserAgent.Count == 0)
            return GitHubErrors.Of(403, "Request forbidden by administrative rules.");
        if (http.Request.Headers["X-GitHub-Api-Version"] != "2022-11-28")
            return GitHubErrors.Of(400, "The version is not supported.");
        var answer = limit.Take() is null ? await work() : GitHubErrors.Of(403, "API rate limit exceeded for installation.");
        return answer with
        {
            Headers = [.. answer.Headers ?? [], .. limit.Headers("x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset")],
        };
    });

    // Without the permission only public members are shown, and here nobody is one.
    private SimulatedAnswer ListMembers(HttpContext http) =>
        Page(Members, http.Request, tokens.Has(http, "members") ? state.Members.Listed("") : [], Json);

    private SimulatedAnswer FindMember(string login) =>
        state.Members.Held("").FirstOrDefault(member => string.Equals(member.Login, login, StringComparison.OrdinalIgnoreCase)) is { } found
            ? new SimulatedAnswer(
                200, new JsonObject { ["state"] = "active", ["role"] = "member", ["user"] = Json(found) }.ToJsonString())
            : GitHubErrors.Of(404, "Not Found");

    private SimulatedAnswer FindUser(string id) =>
        state.Members.Held("").FirstOrDefault(member => member.Id.ToString(CultureInfo.InvariantCulture) == id) is { } found
            ? new SimulatedAnswer(200, Json(found).ToJsonString())
            : GitHubErrors.Of(404, "Not Found");

    private SimulatedAnswer ListInstallations(HttpRequest request)
    {
        var all = state.Installations.Listed("");
        return Page(Installations, request, all, each => new JsonObject
        {
            ["id"] = each.Id,
            ["app_id"] = each.AppId,
            ["app_slug"] = each.Slug,
            ["target_type"] = "Organization",
            ["repository_selection"] = "all",
            ["permissions"] = Json(each.Permissions),
            ["events"] = new JsonArray(),
            ["created_at"] = "2026-05-01T08:00:00Z",
            ["suspended_at"] = null,
        }, list => new JsonObject { ["total_count"] = all.Count, ["installations"] = list });
    }

    private SimulatedAnswer ListTokens(HttpRequest request)
    {
        var owner = request.Query["owner[]"].ToString();
        var all = state.Tokens.Listed("").Where(each => owner.Length == 0 || each.Owner.Login == owner).ToList();
        return Page(owner.Length == 0 ? TokenGrants : $"{TokenGrants}?owner", request, all, each => new JsonObject
        {
            ["id"] = each.Id,
            ["owner"] = Json(each.Owner),
            ["repository_selection"] = "all",
            ["permissions"] = new JsonObject { ["organization"] = new JsonObject(), ["repository"] = Json(each.Permissions) },
            ["access_granted_at"] = "2026-05-16T08:47:09.000-07:00",
            ["token_id"] = each.TokenId,
            ["token_name"] = each.Name,
            ["token_expired"] = each.IsExpired,
            ["token_expires_at"] = "2027-11-16T08:47:09.000-07:00",
            ["token_last_used_at"] = null,
        });
    }

    private SimulatedAnswer ListCredentials(HttpRequest request)
    {
        if (!options.HasSingleSignOn)
            return GitHubErrors.Of(404, "Not Found");
        var login = request.Query["login"].ToString();
        var all = state.Credentials.Listed("").Where(each => login.Length == 0 || each.Login == login).ToList();
        return Page(login.Length == 0 ? Credentials : $"{Credentials}?login", request, all, each => new JsonObject
        {
            ["login"] = each.Login,
            ["credential_id"] = each.Id,
            ["credential_type"] = each.Type,
            ["credential_authorized_at"] = "2026-01-26T19:06:43Z",
            ["credential_accessed_at"] = "2026-09-26T19:06:43Z",
            ["authorized_credential_note"] = each.Note,
            ["scopes"] = new JsonArray([.. each.Scopes.Select(scope => (JsonNode)scope)]),
        });
    }

    private async Task<SimulatedAnswer> RevokeAsync(HttpContext http, long id)
    {
        using var body = await JsonDocument.ParseAsync(http.Request.Body);
        return body.RootElement.TryGetProperty("action", out var action) && action.GetString() == "revoke"
            ? Done(state.Tokens.Remove("", each => each.Id == id))
            : GitHubErrors.Of(422, "Validation Failed");
    }

    private SimulatedAnswer Page<T>(
        string list, HttpRequest request, IReadOnlyList<T> all, Func<T, JsonNode> json, Func<JsonArray, JsonNode>? wrap = null)
    {
        var size = Math.Min(Number(request, "per_page", 30), options.PageSize);
        var number = Number(request, "page", 1);
        var page = pages.Take(list, all, size, number - 1);
        var items = new JsonArray([.. page.Items.Select(json)]);
        var links = new List<string>();
        if (page.Index > 0)
            links.Add(Link(request, page.Index, "prev"));
        if (page.Next is { } next)
        {
            links.Add(Link(request, int.Parse(next, CultureInfo.InvariantCulture), "next"));
            links.Add(Link(request, page.Pages, "last"));
        }
        var answer = new SimulatedAnswer(200, (wrap?.Invoke(items) ?? items).ToJsonString());
        return page.Answer(links.Count == 0 ? answer : answer with { Headers = [("Link", string.Join(", ", links))] });
    }

    private static int Number(HttpRequest request, string name, int otherwise) =>
        int.TryParse(request.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : otherwise;

    private static string Link(HttpRequest request, int page, string relation)
    {
        var query = string.Concat(request.Query.Where(part => part.Key != "page")
            .Select(part => $"{Uri.EscapeDataString(part.Key)}={Uri.EscapeDataString(part.Value.ToString())}&"));
        return string.Create(
            CultureInfo.InvariantCulture, $"<{request.Scheme}://{request.Host}{request.Path}?{query}page={page}>; rel=\"{relation}\"");
    }

    private static SimulatedAnswer Done(int removed) => removed > 0 ? new SimulatedAnswer(204, "") : GitHubErrors.Of(404, "Not Found");

    private static JsonNode Json(SimulatedMember member) =>
        new JsonObject { ["id"] = member.Id, ["login"] = member.Login, ["type"] = "User", ["site_admin"] = false };

    private static JsonObject Json((string Name, string Level)[] permissions) =>
        new(permissions.Select(each => KeyValuePair.Create(each.Name, (JsonNode?)each.Level)));

    private static string Text(HttpContext http, string name) => (string)http.Request.RouteValues[name]!;
}
