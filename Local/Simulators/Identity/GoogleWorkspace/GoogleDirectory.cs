using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace OAuthAttest.Local.Simulators.Identity.GoogleWorkspace;

/// <summary>
/// Users and their tokens, as the Directory API shows them. Like Google, it leaves empty lists out of answers, and whatever
/// <c>fields</c> does not name.
/// </summary>
/// <remarks>https://developers.google.com/workspace/admin/directory/reference/rest/v1/users/list and …/tokens</remarks>
internal sealed class GoogleDirectory(GoogleSimulatorOptions options, ListPages pages, TimeProvider clock)
{
    private const int FirstId = 1_000_001;

    private static readonly string[] ListParameters =
        ["customer", "domain", "maxResults", "orderBy", "sortOrder", "pageToken", "projection", "viewType", "fields"];

    private readonly ConcurrentDictionary<string, SimulatedGoogleUser> byKey = new(StringComparer.OrdinalIgnoreCase);
    private readonly LingeringLists<SimulatedGoogleUser> users = new(clock, options.DeletedStayListed, StringComparer.Ordinal);
    private readonly LingeringLists<SimulatedGoogleToken> tokens = new(
        clock, options.DeletedStayListed, StringComparer.OrdinalIgnoreCase);

    private int made;

    public IReadOnlyList<SimulatedGoogleUser> Users => users.All;

    public IReadOnlyList<SimulatedGoogleToken> Tokens => tokens.All;

    public void AddUser(string email) =>
        Add(new SimulatedGoogleUser((FirstId + Interlocked.Increment(ref made)).ToString(CultureInfo.InvariantCulture), email));

    public void Add(SimulatedGoogleUser user)
    {
        foreach (var key in (string[])[user.Id, user.Email, .. user.Aliases])
            byKey[key] = user;
        users.Add("", user);
    }

    public void Add(SimulatedGoogleToken token) => tokens.Add(token.Email, token);

    public void Delete(string email)
    {
        foreach (var user in users.Held("").Where(user => Is(user, email)).ToList())
        {
            users.Remove("", each => each == user);
            foreach (var key in (string[])[user.Id, user.Email, .. user.Aliases])
                byKey.TryRemove(key, out _);
        }
    }

    public SimulatedAnswer ListUsers(HttpRequest request)
    {
        if (
            !request.Query.Keys.All(ListParameters.Contains)
            || StringValues.IsNullOrEmpty(request.Query["customer"]) == StringValues.IsNullOrEmpty(request.Query["domain"])
            || request.Query.TryGetValue("customer", out var customer) && customer != "my_customer" && customer != options.CustomerId
            || request.Query.TryGetValue("orderBy", out var order) && order.ToString() is not ("email" or "familyName" or "givenName")
            || !Size(request, most: 500, out var asked)
        )
        {
            return GoogleErrors.Of(400, "badRequest");
        }
        var all = users.Listed("").OrderBy(user => user.Email, StringComparer.OrdinalIgnoreCase).ToList();
        if (pages.Take(GoogleEndpoints.Users, all, Math.Min(asked, options.PageSize), request.Query["pageToken"]) is not { } page)
            return GoogleErrors.Of(400, "invalid");
        var answer = new JsonObject { ["kind"] = "admin#directory#users", ["etag"] = "\"simulated\"" };
        if (page.Items.Count > 0)
            answer["users"] = new JsonArray([.. page.Items.Select(user => (JsonNode)Json(user))]);
        if (page.Next is not null)
            answer["nextPageToken"] = page.Next;
        return page.Answer(new SimulatedAnswer(200, Masked(answer, request).ToJsonString()));
    }

    public SimulatedAnswer Find(HttpRequest request, string key) =>
        byKey.TryGetValue(key, out var user)
            ? new SimulatedAnswer(200, Masked(Json(user), request).ToJsonString())
            : GoogleErrors.Of(404, "notFound");

    public SimulatedAnswer ListTokens(string key)
    {
        if (!byKey.TryGetValue(key, out var user))
            return GoogleErrors.Of(404, "notFound");
        var answer = new JsonObject { ["kind"] = "admin#directory#tokenList", ["etag"] = "\"simulated\"" };
        var page = pages.Take(GoogleEndpoints.Tokens, tokens.Listed(user.Email), int.MaxValue / 2, cursor: null);
        if (page!.Items.Count > 0)
            answer["items"] = new JsonArray([.. page.Items.Select(token => Json(token, user))]);
        return page.Answer(new SimulatedAnswer(200, answer.ToJsonString()));
    }

    public SimulatedAnswer FindToken(string key, string client) =>
        byKey.TryGetValue(key, out var user) && tokens.Held(user.Email).FirstOrDefault(each => each.ClientId == client) is { } token
            ? new SimulatedAnswer(200, Json(token, user).ToJsonString())
            : GoogleErrors.Of(404, "notFound");

    public SimulatedAnswer RemoveToken(string key, string client) =>
        byKey.TryGetValue(key, out var user) && tokens.Remove(user.Email, token => token.ClientId == client) > 0
            ? new SimulatedAnswer(204, "")
            : GoogleErrors.Of(404, "notFound");

    public static bool Size(HttpRequest request, int most, out int asked) =>
        int.TryParse(request.Query["maxResults"], NumberStyles.None, CultureInfo.InvariantCulture, out asked)
        && asked >= 1
        && asked <= most;

    private static bool Is(SimulatedGoogleUser user, string email) => string.Equals(user.Email, email, StringComparison.OrdinalIgnoreCase);

    /// <summary>Only what <c>fields</c> names, at the top level.</summary>
    private static JsonObject Masked(JsonObject answer, HttpRequest request)
    {
        if (!request.Query.TryGetValue("fields", out var fields))
            return answer;
        var named = GoogleFields.Top(fields.ToString());
        foreach (var name in answer.Select(field => field.Key).Where(name => !named.Contains(name)).ToList())
            answer.Remove(name);
        return answer;
    }

    private static JsonObject Json(SimulatedGoogleUser user)
    {
        var json = new JsonObject
        {
            ["kind"] = "admin#directory#user",
            ["id"] = user.Id,
            ["primaryEmail"] = user.Email,
            ["name"] = new JsonObject { ["fullName"] = user.Name ?? user.Email },
            ["suspended"] = user.IsSuspended,
            ["archived"] = false,
            ["aliases"] = new JsonArray([.. user.Aliases.Select(alias => (JsonNode)alias)]),
            ["emails"] = new JsonArray(new JsonObject { ["address"] = user.Email, ["primary"] = true }),
        };
        if (user.Manager is not null)
            json["relations"] = new JsonArray(new JsonObject { ["value"] = user.Manager, ["type"] = "manager" });
        return json;
    }

    private static JsonObject Json(SimulatedGoogleToken token, SimulatedGoogleUser user) => new JsonObject
    {
        ["kind"] = "admin#directory#token",
        ["etag"] = "\"simulated\"",
        ["clientId"] = token.ClientId,
        ["displayText"] = token.DisplayText ?? token.ClientId,
        ["anonymous"] = token.ClientId == "anonymous",
        ["nativeApp"] = false,
        ["userKey"] = user.Id,
        ["scopes"] = new JsonArray([.. token.Scopes.Select(scope => (JsonNode)scope)]),
    };
}
