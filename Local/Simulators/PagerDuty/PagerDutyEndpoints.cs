using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace OAuthAttest.Local.Simulators.PagerDuty;

/// <summary>Events API v2 and the part of the REST API that the app reads.</summary>
internal sealed class PagerDutyEndpoints(PagerDutySimulatorOptions options, PagerDutyState state, SimulatedCalls calls)
{
    public const string Enqueue = "enqueue";
    public const string Incidents = "incidents";
    public const string Alerts = "alerts";

    private const int MostBytes = 512 * 1024;
    private const string RestVersion = "application/vnd.pagerduty+json;version=2";

    public void Map(WebApplication app)
    {
        app.MapPost("/v2/enqueue", TakeEventAsync);
        app.MapGet("/incidents", ShowIncidentsAsync);
        app.MapGet("/incidents/{id}/alerts", ShowAlertsAsync);
        app.MapFallback(calls.RefuseAsync);
    }

    private Task TakeEventAsync(HttpContext http) => calls.RunAsync(http, Enqueue, () => EnqueueAsync(http));

    private Task ShowIncidentsAsync(HttpContext http) =>
        calls.RunAsync(http, Incidents, () => Task.FromResult(Refusal(http) ?? List(http.Request)));

    private Task ShowAlertsAsync(HttpContext http) =>
        calls.RunAsync(http, Alerts, () => Task.FromResult(Refusal(http) ?? ListAlerts((string)http.Request.RouteValues["id"]!)));

    private async Task<SimulatedAnswer> EnqueueAsync(HttpContext http)
    {
        var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer, http.RequestAborted);
        if (buffer.Length > MostBytes)
        {
            return new SimulatedAnswer(
                StatusCodes.Status413PayloadTooLarge,
                """{"status":"invalid event","message":"Event is too large","errors":[]}"""
            );
        }
        if (http.Request.ContentType?.StartsWith("application/json", StringComparison.Ordinal) != true)
            return Invalid(["Content-Type must be application/json"]);
        try
        {
            using var json = JsonDocument.Parse(buffer.ToArray());
            if (PagerDutyEventRules.Check(json.RootElement, options) is { Count: > 0 } errors)
                return Invalid(errors);
            state.Apply(json.RootElement);
            var answer = new JsonObject
            {
                ["status"] = "success",
                ["message"] = "Event processed",
                ["dedup_key"] = json.RootElement.GetProperty("dedup_key").GetString(),
            };
            return new SimulatedAnswer(StatusCodes.Status202Accepted, answer.ToJsonString());
        }
        catch (JsonException)
        {
            return Invalid(["The event is not valid JSON"]);
        }
    }

    private static SimulatedAnswer Invalid(IReadOnlyList<string> errors) =>
        new(
            StatusCodes.Status400BadRequest,
            new JsonObject
            {
                ["status"] = "invalid event",
                ["message"] = "Event object is invalid",
                ["errors"] = JsonSerializer.SerializeToNode(errors),
            }.ToJsonString()
        );

    private SimulatedAnswer? Refusal(HttpContext http)
    {
        if (http.Request.Headers.Authorization.ToString() != $"Token token={options.RestKey}")
            return RestError(StatusCodes.Status401Unauthorized, 2006, "Authentication failed");
        return http.Request.Headers.Accept.ToString() == RestVersion
            ? null
            : RestError(StatusCodes.Status400BadRequest, 2001, "The Accept header does not name version 2");
    }

    private SimulatedAnswer List(HttpRequest request)
    {
        if (
            request.Query.Keys.Any(name => name is not ("incident_key" or "sort_by" or "limit"))
            || request.Query["sort_by"] != "created_at:desc"
        )
        {
            return RestError(StatusCodes.Status400BadRequest, 2001, "Invalid Input Provided");
        }
        var limit = int.TryParse(request.Query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : 25;
        var found = state
            .Alerts.Where(alert => alert.DedupKey == request.Query["incident_key"])
            .OrderByDescending(alert => alert.Number)
            .ToList();
        return Page("incidents", found.Take(limit).Select(alert => PagerDutyJson.Incident(alert, options)), limit, found.Count > limit);
    }

    private SimulatedAnswer ListAlerts(string incidentId) =>
        state.Alerts.FirstOrDefault(alert => alert.IncidentId == incidentId) is { } found
            ? Page("alerts", [PagerDutyJson.Alert(found)], 100, more: false)
            : RestError(StatusCodes.Status404NotFound, 2100, "Not Found");

    private static SimulatedAnswer Page(string name, IEnumerable<JsonObject> items, int limit, bool more) =>
        new(
            StatusCodes.Status200OK,
            new JsonObject
            {
                [name] = new JsonArray([.. items]),
                ["limit"] = limit,
                ["offset"] = 0,
                ["total"] = null,
                ["more"] = more,
            }.ToJsonString()
        );

    private static SimulatedAnswer RestError(int status, int code, string message) =>
        new(
            status,
            new JsonObject
            {
                ["error"] = new JsonObject
                {
                    ["message"] = message,
                    ["code"] = code,
                    ["errors"] = new JsonArray(),
                },
            }.ToJsonString()
        );
}
