using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace OAuthAttest.Local.Simulators.Identity.Okta;

/// <content>Administrators: users and groups with roles.</content>
internal sealed partial class OktaEndpoints
{
    public const string Assignees = "assignees";
    public const string UserRoles = "userRoles";
    public const string Groups = "groups";
    public const string GroupRoles = "groupRoles";
    public const string GroupUsers = "groupUsers";

    private void MapRoles(WebApplication app)
    {
        Get(app, "/api/v1/iam/assignees/users", Assignees, http => ListAssignees(http.Request));
        Get(app, "/api/v1/users/{user}/roles", UserRoles, http =>
            state.Do(() => state.UserId(Part(http, "user")) is { } id ? Whole(RolesOf(id)) : Error(404, "E0000007")));
        Get(app, "/api/v1/groups", Groups, http => ListGroups(http.Request));
        Get(app, "/api/v1/groups/{group}/roles", GroupRoles, http =>
            OfGroup(http, group => Whole([.. group.Roles.Select(role => Role(role, "ACTIVE", "GROUP"))])));
        Get(app, "/api/v1/groups/{group}/users", GroupUsers, http =>
            OfGroup(http, group => Page(GroupUsers, http.Request, [.. group.Members.Select(id => User(id))], group.Id)));
    }

    // The list's link is in its body, and not in a header.
    private SimulatedAnswer ListAssignees(HttpRequest request) =>
        Paged(request, most: 100) is not var (skip, size)
            ? Error(400, "E0000001")
            : state.Do(() =>
            {
                var all = state.Roles.Select(role => role.UserId).Distinct(StringComparer.Ordinal).ToList();
                var links = new JsonObject();
                if (skip + size < all.Count)
                    links["next"] = new JsonObject { ["href"] = Next(request, (skip + size).ToString(CultureInfo.InvariantCulture)) };
                var list = all.Skip(skip).Take(size).Select(id => (JsonNode)new JsonObject { ["id"] = id, ["orn"] = $"orn:{id}" });
                var page = new JsonObject { ["value"] = new JsonArray([.. list]), ["_links"] = links };
                return new SimulatedAnswer(200, page.ToJsonString());
            });

    private SimulatedAnswer ListGroups(HttpRequest request) =>
        request.Query["expand"] != "stats"
            ? Error(400, "E0000001")
            : state.Do(() => Page(Groups, request, state.Groups.ConvertAll(group => new JsonObject
            {
                ["id"] = group.Id,
                ["type"] = "OKTA_GROUP",
                ["profile"] = new JsonObject { ["name"] = group.Id },
                ["_embedded"] = new JsonObject
                {
                    ["stats"] = new JsonObject { ["usersCount"] = group.Members.Count, ["hasAdminPrivilege"] = group.Roles.Count > 0 },
                },
            })));

    private SimulatedAnswer OfGroup(HttpContext http, Func<SimulatedOktaGroup, SimulatedAnswer> work) =>
        state.Do(() => state.Groups.Find(group => group.Id == Part(http, "group")) is { } group ? work(group) : Error(404, "E0000007"));

    private List<JsonObject> RolesOf(string user) =>
        [
            .. state.Roles.Where(role => role.UserId == user).Select(role => Role(role.Label, role.Status, "USER")),
            .. state
                .Groups.Where(group => group.Members.Contains(user))
                .SelectMany(group => group.Roles)
                .Select(role => Role(role, "ACTIVE", "GROUP")),
        ];

    private static JsonObject Role(string label, string status, string assignment) => new()
    {
        ["id"] = $"ra-{label}",
        ["label"] = label,
        ["type"] = "CUSTOM",
        ["status"] = status,
        ["assignmentType"] = assignment,
    };

    private SimulatedAnswer FindUser(string key) =>
        state.UserId(key) is { } id ? new SimulatedAnswer(200, User(id).ToJsonString()) : Error(404, "E0000007");

    private JsonObject User(string id) =>
        User(state.Accounts.Find(user => user.Id == id) ?? new SimulatedOktaUser(id, state.Users.First(user => user.Value == id).Key));

    private SimulatedAnswer Page(string list, HttpRequest request, List<JsonObject> all, string part = "")
    {
        if (Paged(request, most: 200) is not var (_, size) || pages.Take(list, all, size, request.Query["after"], part) is not { } page)
            return Error(400, "E0000001");
        var links = $"<{request.Scheme}://{request.Host}{request.Path}>; rel=\"self\"";
        if (page.Next is not null)
            links += $", <{Next(request, page.Next)}>; rel=\"next\"";
        return page.Answer(Whole([.. page.Items]) with { Headers = [("Link", links)] });
    }

    private (int Skip, int Size)? Paged(HttpRequest request, int most)
    {
        if (!int.TryParse(request.Query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var limit) || limit > most)
            return null;
        var skip = int.TryParse(request.Query["after"], NumberStyles.None, CultureInfo.InvariantCulture, out var after) ? after : 0;
        return (skip, Math.Min(limit, options.PageSize));
    }

    private static string Next(HttpRequest request, string after)
    {
        var query = string.Concat(
            request.Query.Where(part => part.Key != "after").Select(part => $"{part.Key}={Uri.EscapeDataString(part.Value.ToString())}&"));
        return $"{request.Scheme}://{request.Host}{request.Path}?{query}after={after}";
    }

    private static SimulatedAnswer Whole(List<JsonObject> list) =>
        new(200, new JsonArray([.. list.Select(item => (JsonNode)item)]).ToJsonString());
}
