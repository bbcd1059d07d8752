using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace OAuthAttest.Local.Simulators.Identity.GoogleWorkspace;

/// <summary>The parts of the Reports and Directory APIs that the app uses. Like Google, it omits empty lists from responses.</summary>
internal sealed class GoogleEndpoints(
    GoogleSimulatorOptions options,
    IReadOnlyDictionary<string, LateLog> logs,
    List<SimulatedGoogleToken> held,
    HashSet<string> users,
    GoogleTokens tokens,
    GoogleWatch watch,
    SimulatedCalls calls
)
{
    public const string Token = "token";
    public const string Activities = "activities";
    public const string Tokens = "tokens";
    public const string DeleteToken = "deleteToken";
    public const string Watch = "watch";
    public const string AdminWatch = "adminWatch";
    public const string AdminActivities = "adminActivities";
    public const string Stop = "stop";

    private const string ReportsScope = "https://www.googleapis.com/auth/admin.reports.audit.readonly";
    private const string SecurityScope = "https://www.googleapis.com/auth/admin.directory.user.security";

    public void Map(WebApplication app)
    {
        app.MapPost("/token", IssueAsync);
        foreach (var application in GoogleRecords.EventNames.Keys)
        {
            var (activities, open) = application == "token" ? (Activities, Watch) : (AdminActivities, AdminWatch);
            app.MapGet($"/admin/reports/v1/activity/users/all/applications/{application}", (HttpContext http) =>
                RunAsync(http, activities, ReportsScope, () => ListActivities(application, http.Request))
            );
            app.MapPost($"/admin/reports/v1/activity/users/all/applications/{application}/watch", (HttpContext http) =>
                OpenWatchAsync(http, open, application)
            );
        }
        app.MapPost("/admin/reports_v1/channels/stop", StopWatchAsync);
        app.MapGet("/admin/directory/v1/users/{user}/tokens", (HttpContext http, string user) =>
            RunAsync(http, Tokens, SecurityScope, () => ListTokens(user))
        );
        app.MapDelete("/admin/directory/v1/users/{user}/tokens/{client}", (HttpContext http, string user, string client) =>
            RunAsync(http, DeleteToken, SecurityScope, () => Remove(user, client))
        );
        app.MapFallback(calls.RefuseAsync);
    }

    private Task OpenWatchAsync(HttpContext http, string method, string application) =>
        RunAsync(http, method, ReportsScope, () => watch.OpenAsync(application, http.Request));

    private Task StopWatchAsync(HttpContext http) => RunAsync(http, Stop, ReportsScope, () => watch.StopAsync(http.Request));

    private Task IssueAsync(HttpContext http) => calls.RunAsync(http, Token, () => tokens.IssueAsync(http));

    private Task RunAsync(HttpContext http, string method, string scope, Func<SimulatedAnswer> work) =>
        RunAsync(http, method, scope, () => Task.FromResult(work()));

    private Task RunAsync(HttpContext http, string method, string scope, Func<Task<SimulatedAnswer>> work) =>
        calls.RunAsync(http, method, async () => tokens.IsAllowed(http, scope) ? await work() : GoogleErrors.Of(401, "authError"));

    private SimulatedAnswer ListActivities(string application, HttpRequest request)
    {
        if (
            request.Query["eventName"] != GoogleRecords.EventNames[application]
            || !Instant(request.Query["startTime"], out var from)
            || !Instant(request.Query["endTime"], out var until)
            || !int.TryParse(request.Query["maxResults"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked)
            || asked is < 1 or > 1000
        )
        {
            return GoogleErrors.Of(400, "badRequest");
        }

        var found = logs[application].Read(from, until).Reverse().ToList();
        var size = Math.Min(asked, options.PageSize);
        var skip = int.TryParse(request.Query["pageToken"], NumberStyles.None, CultureInfo.InvariantCulture, out var token) ? token : 0;
        var answer = new JsonObject { ["kind"] = "admin#reports#activities", ["etag"] = "\"simulated\"" };
        if (found.Count > skip)
            answer["items"] = new JsonArray([.. found.Skip(skip).Take(size).Select(item => item.DeepClone())]);
        if (found.Count > skip + size)
            answer["nextPageToken"] = (skip + size).ToString(CultureInfo.InvariantCulture);
        return new SimulatedAnswer(200, answer.ToJsonString());
    }

    private SimulatedAnswer ListTokens(string user)
    {
        lock (held)
        {
            if (!users.Contains(user))
                return GoogleErrors.Of(404, "notFound");
            var answer = new JsonObject { ["kind"] = "admin#directory#tokenList", ["etag"] = "\"simulated\"" };
            var found = held.FindAll(token => token.Email == user);
            if (found.Count > 0)
            {
                answer["items"] = new JsonArray([
                    .. found.Select(token => new JsonObject
                    {
                        ["kind"] = "admin#directory#token",
                        ["clientId"] = token.ClientId,
                        ["userKey"] = user,
                    }),
                ]);
            }
            return new SimulatedAnswer(200, answer.ToJsonString());
        }
    }

    private SimulatedAnswer Remove(string user, string client)
    {
        lock (held)
        {
            return held.RemoveAll(token => token.Email == user && token.ClientId == client) > 0
                ? new SimulatedAnswer(204, "")
                : GoogleErrors.Of(404, "notFound");
        }
    }

    private static bool Instant(string? text, out DateTimeOffset at) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out at);
}
