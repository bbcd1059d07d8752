using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace OAuthAttest.Local.Simulators.Identity.Graph;

/// <summary>The part of Microsoft Graph that the app uses, with only the filters that Graph documents.</summary>
internal sealed partial class GraphEndpoints(
    GraphSimulatorOptions options,
    GraphState state,
    SimulatedCalls calls,
    PageFaults pageFaults
)
{
    public const string Audits = "directoryAudits";
    public const string Principals = "servicePrincipals";
    public const string Grants = "oauth2PermissionGrants";
    public const string DeleteGrant = "deleteGrant";
    public const string Roles = "appRoleAssignments";
    public const string DeleteRole = "deleteRole";
    public const string Users = "users";

    public void Map(WebApplication app)
    {
        Get(app, "/v1.0/auditLogs/directoryAudits", Audits, http => ListAudits(http.Request));
        Get(app, "/v1.0/servicePrincipals", Principals, http => ListPrincipals(http.Request));
        Get(app, "/v1.0/servicePrincipals/{id}", Principals, http => FindPrincipal(http.Request, Id(http)));
        Get(app, "/v1.0/oauth2PermissionGrants", Grants, http => ListGrants(http.Request));
        Get(app, "/v1.0/servicePrincipals/{id}/appRoleAssignments", Roles, http => ListRoles(http.Request, Id(http)));
        Get(app, "/v1.0/users/{id}", Users, http => FindUser(Id(http)));
        MapRoles(app);
        MapLists(app);
        MapGrantChanges(app);
        MapPeoplesGrants(app);
        app.MapDelete("/v1.0/oauth2PermissionGrants/{id}", http =>
            RunAsync(http, DeleteGrant, () => Deleted(state.RemoveGrants(grant => grant.Id == Id(http))))
        );
        app.MapDelete("/v1.0/servicePrincipals/{id}/appRoleAssignedTo/{role}", http =>
            RunAsync(http, DeleteRole, () =>
                Deleted(
                    state.Do(() =>
                        state.Roles.RemoveAll(role => role.ResourceId == Id(http) && role.Id == (string?)http.Request.RouteValues["role"])
                    )
                )
            )
        );
        app.MapFallback(calls.RefuseAsync);
    }

    private void Get(WebApplication app, string route, string method, Func<HttpContext, SimulatedAnswer> answer) =>
        app.MapGet(route, (HttpContext http) => RunAsync(http, method, () => answer(http)));

    private Task RunAsync(HttpContext http, string method, Func<SimulatedAnswer> work) =>
        calls.RunAsync(http, method, () => Task.FromResult(Refusal(http, method) ?? work()));

    private SimulatedAnswer? Refusal(HttpContext http, string method)
    {
        if (state.WaitOf(options.CallsPerSecond) is { } wait)
            return Error(429, "TooManyRequests") with { Headers = [("Retry-After", wait.ToString(CultureInfo.InvariantCulture))] };
        var token = http.Request.Headers.Authorization.ToString();
        if (token == $"Bearer {options.Token}")
            return null;
        var held = options.Tokens.FirstOrDefault(each => token == $"Bearer {each.Key}").Value;
        return held is null ? Error(401, "InvalidAuthenticationToken")
            : GraphPermissions.Suffice(held, method) ? null
            : Error(403, "Authorization_RequestDenied");
    }

    private SimulatedAnswer ListAudits(HttpRequest request)
    {
        if (AuditFilter().Match(request.Query["$filter"].ToString()) is not { Success: true } filter
            || !Instant(filter.Groups["from"].Value, out var from) || !Instant(filter.Groups["until"].Value, out var until))
        {
            return Error(400, "BadRequest");
        }

        var found = state
            .Audits.Read(from, until)
            .Where(record => record["activityDisplayName"]!.GetValue<string>() == filter.Groups["activity"].Value);
        return Page(request, [.. found.Reverse()]);
    }

    private SimulatedAnswer ListPrincipals(HttpRequest request) =>
        !request.Query.ContainsKey("$filter") ? ListAllPrincipals(request)
        : AppFilter().Match(request.Query["$filter"].ToString()) is { Success: true } filter
            ? Page(
                request,
                state.Do(() =>
                    state
                        .Principals.FindAll(app => app.AppId == filter.Groups["id"].Value)
                        .ConvertAll(app => new JsonObject { ["id"] = app.Id })
                )
            )
            : Error(400, "Request_UnsupportedQuery");

    private SimulatedAnswer FindPrincipal(HttpRequest request, string id)
    {
        if (state.Do(() => state.Principals.Find(app => app.Id == id)) is not { } found)
            return Error(404, "Request_ResourceNotFound");
        var whole = new JsonObject
        {
            ["id"] = id,
            ["appId"] = found.AppId,
            ["displayName"] = found.Name,
            ["publisherName"] = null,
            ["verifiedPublisher"] = new JsonObject
            {
                ["displayName"] = found.VerifiedPublisher,
                ["verifiedPublisherId"] = found.VerifiedPublisher is null ? null : "1234567",
            },
        };
        var selected = request.Query["$select"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);
        var unselected = whole.Select(property => property.Key).Where(name => selected.Length > 0 && !selected.Contains(name)).ToList();
        unselected.ForEach(name => whole.Remove(name));
        return new SimulatedAnswer(200, whole.ToJsonString());
    }

    private SimulatedAnswer ListGrants(HttpRequest request) =>
        !request.Query.ContainsKey("$filter") ? ListAllGrants(request)
        : ClientFilter().Match(request.Query["$filter"].ToString()) is { Success: true } filter
            ? Page(request, state.DoOnListed(all => GrantsOf(all, grant => grant.ClientId == filter.Groups["id"].Value)))
            : Error(400, "Request_UnsupportedQuery");

    private static List<JsonObject> GrantsOf(
        IReadOnlyList<SimulatedPermissionGrant> listed,
        Func<SimulatedPermissionGrant, bool> which
    ) => [.. listed.Where(which).Select(Grant)];

    private SimulatedAnswer ListRoles(HttpRequest request, string id) =>
        Page(
            request,
            state.Do(() =>
                state
                    .Roles.FindAll(role => role.PrincipalId == id)
                    .ConvertAll(role => new JsonObject
                    {
                        ["id"] = role.Id,
                        ["principalId"] = role.PrincipalId,
                        ["resourceId"] = role.ResourceId,
                        ["appRoleId"] = role.AppRoleId,
                        ["principalType"] = "ServicePrincipal",
                    })
            )
        );

    private SimulatedAnswer FindUser(string name) => state.Do(() => state.Users.GetValueOrDefault(name)) is { } id
        ? new SimulatedAnswer(200, new JsonObject { ["id"] = id }.ToJsonString())
        : Error(404, "Request_ResourceNotFound");

    private SimulatedAnswer Page(HttpRequest request, List<JsonObject> all)
    {
        var top = int.TryParse(request.Query["$top"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked)
            ? asked
            : options.PageSize;
        if (top is < 1 or > 999)
            return Error(400, "BadRequest");
        var skip = int.TryParse(request.Query["$skiptoken"], NumberStyles.None, CultureInfo.InvariantCulture, out var token) ? token : 0;
        var size = options.HasEmptyFirstPages && !request.Query.ContainsKey("$skiptoken") ? 0 : Math.Min(top, options.PageSize);
        var page = new JsonObject
        {
            ["@odata.context"] = "simulated",
            ["value"] = new JsonArray([.. all.Skip(skip).Take(size).Select(item => item.DeepClone())]),
        };
        if (skip + size < all.Count)
        {
            var query = string.Concat(
                request
                    .Query.Where(part => part.Key != "$skiptoken")
                    .Select(part => $"{part.Key}={Uri.EscapeDataString(part.Value.ToString())}&")
            );
            page["@odata.nextLink"] = string.Create(
                CultureInfo.InvariantCulture,
                $"{request.Scheme}://{request.Host}{request.Path}?{query}$skiptoken={skip + size}"
            );
        }
        return new SimulatedAnswer(200, page.ToJsonString());
    }

    private static JsonObject Grant(SimulatedPermissionGrant grant) => new()
    {
        ["id"] = grant.Id,
        ["clientId"] = grant.ClientId,
        ["consentType"] = grant.PrincipalId is null ? "AllPrincipals" : "Principal",
        ["principalId"] = grant.PrincipalId,
        ["resourceId"] = grant.ResourceId,
        ["scope"] = grant.Scope,
    };

    private static SimulatedAnswer Deleted(int count) => count > 0 ? new SimulatedAnswer(204, "") : Error(404, "Request_ResourceNotFound");

    private static SimulatedAnswer Error(int status, string code) =>
        new(
            status,
            new JsonObject
            {
                ["error"] = new JsonObject
                {
                    ["code"] = code,
                    ["message"] = "Simulated.",
                    ["innerError"] = new JsonObject(),
                },
            }.ToJsonString()
        );

    private static string Id(HttpContext http) => (string)http.Request.RouteValues["id"]!;

    private static bool Instant(string text, out DateTimeOffset at) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out at);

    [GeneratedRegex(
        "^activityDisplayName eq '(?<activity>[^']+)' and activityDateTime ge (?<from>[0-9TZ:.-]+) and activityDateTime le "
            + "(?<until>[0-9TZ:.-]+)$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex AuditFilter();

    [GeneratedRegex("^appId eq '(?<id>[0-9a-f-]{36})'$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AppFilter();

    [GeneratedRegex("^clientId eq '(?<id>[0-9a-f-]{36})'$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ClientFilter();
}
