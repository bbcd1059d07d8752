using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OAuthAttest.Configuration;
using OAuthAttest.Datadog;

namespace OAuthAttest.Local.Simulators.Datadog;

/// <summary>A simulated Datadog intake of events v2 and metrics v2, as strict as the real one; simulates faults.</summary>
public sealed class DatadogSimulator : IAsyncDisposable
{
    private const int MostBytes = 512_000;

    private readonly Lock gate = new();
    private readonly List<SimulatedDatadogEvent> events = [];
    private readonly List<SimulatedDatadogPoint> points = [];
    private readonly SimulatedCalls calls;
    private readonly TimeProvider clock;

    private DatadogSimulator(DatadogSimulatorOptions options, TimeProvider clock)
    {
        (Options, this.clock) = (options, clock);
        calls = new SimulatedCalls(Faults, "X-Ratelimit-Reset", () => options.Latency);
    }

    public DatadogSimulatorOptions Options { get; }

    /// <summary>By method: <c>events</c>, <c>series</c>.</summary>
    public HttpFaults Faults { get; } = new();

    public LoopbackServer Server { get; private set; } = null!;

    /// <summary>The value for <c>Datadog:EventsUrl</c> and <c>Datadog:ApiUrl</c>.</summary>
    public Uri BaseUrl => Server.BaseUrl;

    public IReadOnlyDictionary<string, int> Calls => calls.Counts;

    public IReadOnlyCollection<string> Unexpected => calls.Unexpected;

    /// <summary>Called for every call twice: before it is processed, and after it was processed but before the response.</summary>
    public Func<string, CallMoment, Task>? OnCall
    {
        get => calls.OnCall;
        set => calls.OnCall = value;
    }

    public IReadOnlyList<SimulatedDatadogEvent> Events
    {
        get
        {
            lock (gate)
                return [.. events];
        }
    }

    public IReadOnlyList<SimulatedDatadogPoint> Points
    {
        get
        {
            lock (gate)
                return [.. points];
        }
    }

    public static async Task<DatadogSimulator> StartAsync(
        DatadogSimulatorOptions? options = null,
        TimeProvider? clock = null,
        CancellationToken cancellation = default
    )
    {
        var simulator = new DatadogSimulator(options ?? new DatadogSimulatorOptions(), clock ?? TimeProvider.System);
        simulator.Server = await LoopbackServer.StartAsync(simulator.Options.Port, simulator.Map, cancellation);
        return simulator;
    }

    /// <summary>The settings that point the app at this organisation.</summary>
    public IReadOnlyDictionary<string, string?> Settings() => new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
    {
        [SettingKey.Of<DatadogOptions>(datadog => datadog.ApiKey)] = Options.ApiKey,
        [SettingKey.Of<DatadogOptions>(datadog => datadog.AppKey)] = Options.AppKey,
        [SettingKey.Of<DatadogOptions>(datadog => datadog.EventsUrl)] = BaseUrl.AbsoluteUri,
        [SettingKey.Of<DatadogOptions>(datadog => datadog.ApiUrl)] = BaseUrl.AbsoluteUri,
    };

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private void Map(WebApplication app)
    {
        app.MapPost("/api/v2/events", TakeEventsAsync);
        app.MapPost("/api/v2/series", TakeSeriesAsync);
        new DatadogPages(this).Map(app);
        app.MapFallback(calls.RefuseAsync);
    }

    private Task TakeEventsAsync(HttpContext http) => calls.RunAsync(http, "events", () => TakeAsync(http, needsAppKey: true, TakeEvent));

    private Task TakeSeriesAsync(HttpContext http) => calls.RunAsync(http, "series", () => TakeAsync(http, needsAppKey: false, TakeSeries));

    private async Task<SimulatedAnswer> TakeAsync(HttpContext http, bool needsAppKey, Func<JsonElement, SimulatedAnswer> take)
    {
        if (
            http.Request.Headers["DD-API-KEY"] != Options.ApiKey
            || (needsAppKey && http.Request.Headers["DD-APPLICATION-KEY"] != Options.AppKey)
        )
        {
            return Errors(StatusCodes.Status403Forbidden, ["Forbidden"]);
        }
        var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer, http.RequestAborted);
        if (buffer.Length > MostBytes)
            return Errors(StatusCodes.Status413PayloadTooLarge, ["Payload too large"]);
        if (http.Request.ContentType?.StartsWith("application/json", StringComparison.Ordinal) != true)
            return Errors(StatusCodes.Status400BadRequest, ["Content-Type must be application/json"]);
        try
        {
            using var json = JsonDocument.Parse(buffer.ToArray());
            return take(json.RootElement.Clone());
        }
        catch (JsonException)
        {
            return Errors(StatusCodes.Status400BadRequest, ["The payload is not valid JSON"]);
        }
    }

    private SimulatedAnswer TakeEvent(JsonElement body)
    {
        var now = clock.GetUtcNow();
        if (DatadogRules.CheckEvent(body, now) is { Count: > 0 } errors)
            return Errors(StatusCodes.Status400BadRequest, errors);
        var attributes = body.GetProperty("data").GetProperty("attributes");
        var taken = new SimulatedDatadogEvent(
            attributes.GetProperty("title").GetString()!,
            attributes.GetProperty("attributes").GetProperty("status").GetString()!,
            attributes.TryGetProperty("aggregation_key", out var key) ? key.GetString() : null,
            attributes.TryGetProperty("timestamp", out var at) ? at.GetDateTimeOffset() : now,
            attributes);
        lock (gate)
            events.Add(taken);
        return new SimulatedAnswer(
            StatusCodes.Status202Accepted,
            """{"data":{"type":"event","attributes":{"attributes":{"evt":{"id":"1"}}}},"links":{}}"""
        );
    }

    private SimulatedAnswer TakeSeries(JsonElement body)
    {
        if (DatadogRules.CheckSeries(body) is { Count: > 0 } errors)
            return Errors(StatusCodes.Status400BadRequest, errors);
        var now = clock.GetUtcNow();
        lock (gate)
        {
            // Datadog accepts points that are too old or too far in the future, but drops them.
            points.AddRange(
                body.GetProperty("series")
                    .EnumerateArray()
                    .SelectMany(Points)
                    .Where(point => point.At >= now.AddHours(-1) && point.At <= now.AddMinutes(10))
            );
        }
        return Errors(StatusCodes.Status202Accepted, []);

        static IEnumerable<SimulatedDatadogPoint> Points(JsonElement series) =>
            from point in series.GetProperty("points").EnumerateArray()
            select new SimulatedDatadogPoint(
                series.GetProperty("metric").GetString()!,
                series.GetProperty("type").GetInt32(),
                point.GetProperty("value").GetDouble(),
                DateTimeOffset.FromUnixTimeSeconds(point.GetProperty("timestamp").GetInt64()),
                series.TryGetProperty("tags", out var tags) ? [.. tags.EnumerateArray().Select(tag => tag.GetString()!)] : [],
                series.TryGetProperty("unit", out var unit) ? unit.GetString() : null);
    }

    private static SimulatedAnswer Errors(int status, IReadOnlyList<string> errors) =>
        new(status, new JsonObject { ["errors"] = JsonSerializer.SerializeToNode(errors) }.ToJsonString());
}
