using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace OAuthAttest.Local.Simulators.Identity.GoogleWorkspace;

/// <summary>The parts of the Reports and Directory APIs that the app uses. Like Google, it omits empty lists from responses.</summary>
internal sealed class GoogleEndpoints(
    GoogleSimulatorOptions options,
    IReadOnlyDictionary<string, LateLog> logs,
    GoogleDirectory directory,
    ListPages pages,
    GoogleTokens tokens,
    GoogleWatch watch,
    CallLimit limit,
    SimulatedCalls calls
)
{
    public const string Token = "token";
    public const string Activities = "activities";
    public const string Users = "users";
    public const string User = "user";
    public const string Tokens = "tokens";
    public const string OneToken = "oneToken";
    public const string DeleteToken = "deleteToken";
    public const string Watch = "watch";
    public const string AdminWatch = "adminWatch";
    public const string AdminActivities = "adminActivities";
    public const string Stop = "stop";

    private const string ReportsScope = "https://www.googleapis.com/auth/admin.reports.audit.readonly";
    private const string UsersScope = "https://www.googleapis.com/auth/admin.directory.user.readonly";
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
        MapDirectory(app);
        app.MapFallback(calls.RefuseAsync);
    }

    private void MapDirectory(WebApplication app)
    {
        app.MapGet("/admin/directory/v1/users", (HttpContext http) =>
            RunAsync(http, Users, UsersScope, () => directory.ListUsers(http.Request))
        );
        app.MapGet("/admin/directory/v1/users/{user}", (HttpContext http, string user) =>
            RunAsync(http, User, UsersScope, () => directory.Find(http.Request, user))
        );
        app.MapGet("/admin/directory/v1/users/{user}/tokens", (HttpContext http, string user) =>
            RunAsync(http, Tokens, SecurityScope, () => directory.ListTokens(user))
        );
        app.MapGet("/admin/directory/v1/users/{user}/tokens/{client}", (HttpContext http, string user, string client) =>
            RunAsync(http, OneToken, SecurityScope, () => directory.FindToken(user, client))
        );
        app.MapDelete("/admin/directory/v1/users/{user}/tokens/{client}", (HttpContext http, string user, string client) =>
            RunAsync(http, DeleteToken, SecurityScope, () => directory.RemoveToken(user, client))
        );
    }

    private Task OpenWatchAsync(HttpContext http, string method, string application) =>
        RunAsync(http, method, ReportsScope, () => watch.OpenAsync(application, http.Request));

    private Task StopWatchAsync(HttpContext http) => RunAsync(http, Stop, ReportsScope, () => watch.StopAsync(http.Request));

    private Task IssueAsync(HttpContext http) => calls.RunAsync(http, Token, () => tokens.IssueAsync(http));

    private Task RunAsync(HttpContext http, string method, string scope, Func<SimulatedAnswer> work) =>
        RunAsync(http, method, scope, () => Task.FromResult(work()));

    private Task RunAsync(HttpContext http, string method, string scope, Func<Task<SimulatedAnswer>> work) =>
        calls.RunAsync(http, method, async () =>
            !tokens.IsAllowed(http, scope) ? GoogleErrors.Of(401, "authError")
            : limit.Take() is { } seconds ? Throttled(seconds)
            : await work());

    // By turns as Google does: of its quotas one is told by 429, another by 403, and neither says how long to wait.
    private static SimulatedAnswer Throttled(int seconds) =>
        seconds % 2 == 0 ? GoogleErrors.Of(429, "rateLimitExceeded") : GoogleErrors.Of(403, "userRateLimitExceeded");

    private SimulatedAnswer ListActivities(string application, HttpRequest request)
    {
        var name = request.Query["eventName"].ToString();
        if (
            !GoogleRecords.Listed[application].Contains(name)
            || !Instant(request.Query["startTime"], out var from)
            || !Until(request, out var until)
            || !GoogleDirectory.Size(request, most: 1000, out var asked)
        )
        {
            return GoogleErrors.Of(400, "badRequest");
        }

        var method = application == "token" ? Activities : AdminActivities;
        var found = logs[application].Read(from, until).Where(record => GoogleRecords.EventName(record) == name).Reverse().ToList();
        var part = $"{name} {from.Ticks} {until.Ticks}";
        if (pages.Take(method, found, Math.Min(asked, options.PageSize), request.Query["pageToken"], part) is not { } page)
            return GoogleErrors.Of(400, "invalid");
        var answer = new JsonObject { ["kind"] = "admin#reports#activities", ["etag"] = "\"simulated\"" };
        if (page.Items.Count > 0)
            answer["items"] = new JsonArray([.. page.Items.Select(item => item.DeepClone())]);
        if (page.Next is not null)
            answer["nextPageToken"] = page.Next;
        return page.Answer(new SimulatedAnswer(200, answer.ToJsonString()));
    }

    private static bool Until(HttpRequest request, out DateTimeOffset until)
    {
        until = DateTimeOffset.MaxValue;
        return !request.Query.ContainsKey("endTime") || Instant(request.Query["endTime"], out until);
    }

    private static bool Instant(string? text, out DateTimeOffset at) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out at);
}
