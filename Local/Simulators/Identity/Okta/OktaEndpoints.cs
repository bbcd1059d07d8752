using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace OAuthAttest.Local.Simulators.Identity.Okta;

/// <summary>The part of Okta's management API that is used.</summary>
internal sealed partial class OktaEndpoints(
    OktaSimulatorOptions options,
    OktaState state,
    ListPages pages,
    CallLimit limit,
    SimulatedCalls calls
)
{
    public const string Logs = "logs";
    public const string Holdings = "holdings";
    public const string DeleteHoldings = "deleteHoldings";
    public const string DeleteUserGrant = "deleteUserGrant";
    public const string DeleteToken = "deleteToken";
    public const string AppGrants = "appGrants";
    public const string DeleteAppGrant = "deleteAppGrant";
    public const string Users = "users";
    public const string Apps = "apps";

    public void Map(WebApplication app)
    {
        Get(app, "/api/v1/logs", Logs, http => ListLog(http.Request));
        Get(app, "/api/v1/users/{user}", Users, http => state.Do(() => FindUser(Part(http, "user"))));
        MapRoles(app);
        MapInventory(app);
        Get(app, "/api/v1/apps/{client}", Apps, http =>
            Known(state.Do(() => state.IsApp(Part(http, "client")) ? Part(http, "client") : null))
        );
        MapHoldings(app);
        Get(app, "/api/v1/apps/{client}/grants", AppGrants, ListAppGrants);
        app.MapDelete("/api/v1/apps/{client}/grants/{grant}", http =>
            RunAsync(http, DeleteAppGrant, () =>
                Deleted(
                    state.Do(() =>
                        state.Remove(
                            state.AppGrants, grant => grant.AppId == Part(http, "client") && grant.Id == Part(http, "grant"))
                    )
                )
            )
        );
        app.MapFallback(calls.RefuseAsync);
    }

    private void Get(WebApplication app, string route, string method, Func<HttpContext, SimulatedAnswer> answer) =>
        app.MapGet(route, (HttpContext http) => RunAsync(http, method, () => answer(http)));

    private Task RunAsync(HttpContext http, string method, Func<SimulatedAnswer> work) =>
        calls.RunAsync(http, method, () => Task.FromResult(Limited(() => Allowed(http) ?? work())));

    /// <summary>Null: the token may do it.</summary>
    private SimulatedAnswer? Allowed(HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        return header == $"SSWS {options.ApiToken}" ? null
            : header != $"SSWS {options.ReadingToken}" ? Error(401, "E0000011")
            : HttpMethods.IsGet(http.Request.Method) ? null
            : Error(403, "E0000006");
    }

    private SimulatedAnswer Limited(Func<SimulatedAnswer> work)
    {
        var answer = limit.Take() is null ? work() : Error(429, "E0000047");
        return answer with
        {
            Headers = [.. answer.Headers ?? [], .. limit.Headers("X-Rate-Limit-Limit", "X-Rate-Limit-Remaining", "X-Rate-Limit-Reset")],
        };
    }

    private SimulatedAnswer ListLog(HttpRequest request)
    {
        var wanted = int.TryParse(request.Query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : 100;
        if (
            wanted is < 1 or > 1000
            || request.Query["sortOrder"] != "ASCENDING"
            || !Instant(request.Query["since"], out var since)
            || !Instant(request.Query["until"], out var until)
            || !Filter().IsMatch(request.Query["filter"].ToString())
        )
        {
            return Error(400, "E0000031");
        }

        var types = EventType()
            .Matches(request.Query["filter"].ToString())
            .Select(match => match.Groups["type"].Value)
            .ToHashSet(StringComparer.Ordinal);
        var found = state.Log.Read(since, until).Where(entry => types.Contains(entry["eventType"]!.GetValue<string>())).ToList();
        var size = Math.Min(wanted, options.PageSize);
        var skip = int.TryParse(request.Query["after"], NumberStyles.None, CultureInfo.InvariantCulture, out var after) ? after : 0;
        var self =
            $"{request.Scheme}://{request.Host}{request.Path}?"
            + string.Concat(
                request
                    .Query.Where(part => part.Key != "after")
                    .Select(part => $"{part.Key}={Uri.EscapeDataString(part.Value.ToString())}&")
            );
        var links = $"<{self}>; rel=\"self\"";
        if (skip + size < found.Count)
            links += string.Create(CultureInfo.InvariantCulture, $", <{self}after={skip + size}>; rel=\"next\"");
        return new SimulatedAnswer(
            200,
            new JsonArray([.. found.Skip(skip).Take(size).Select(entry => entry.DeepClone())]).ToJsonString(),
            [("Link", links)]
        );
    }

    private static SimulatedAnswer Known(string? id) =>
        id is null
            ? Error(404, "E0000007")
            : new SimulatedAnswer(200, new JsonObject { ["id"] = id, ["status"] = "ACTIVE" }.ToJsonString());

    private static SimulatedAnswer Deleted(int count) => count > 0 ? new SimulatedAnswer(204, "") : Error(404, "E0000007");

    private static SimulatedAnswer Error(int status, string code) =>
        new(
            status,
            new JsonObject
            {
                ["errorCode"] = code,
                ["errorSummary"] = "Simulated.",
                ["errorLink"] = code,
                ["errorId"] = "sim",
                ["errorCauses"] = new JsonArray(),
            }.ToJsonString()
        );

    private static string Part(HttpContext http, string name) => (string)http.Request.RouteValues[name]!;

    private static bool Instant(string? text, out DateTimeOffset at) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out at);

    [GeneratedRegex(
        "^eventType eq \"[a-z0-9._]+\"( or eventType eq \"[a-z0-9._]+\")*$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Filter();

    [GeneratedRegex("eventType eq \"(?<type>[a-z0-9._]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EventType();
}
