using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using OAuthAttest.Configuration;
using OAuthAttest.PagerDuty;
using OAuthAttest.PagerDuty.Webhooks;

namespace OAuthAttest.Local.Simulators.PagerDuty;

/// <summary>
/// A simulated PagerDuty account: Events API, the read part of the REST API, and people who acknowledge and resolve, which it
/// reports by signed webhooks. As strict as the real one; simulates faults.
/// </summary>
public sealed class PagerDutySimulator : IAsyncDisposable
{
    private const int MostAttempts = 5;

    private readonly PagerDutyState state;
    private readonly SimulatedCalls calls;
    private readonly TimeProvider clock;
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private int events;

    private PagerDutySimulator(PagerDutySimulatorOptions options, TimeProvider clock)
    {
        (Options, this.clock) = (options, clock);
        state = new PagerDutyState(clock);
        calls = new SimulatedCalls(Faults, "ratelimit-reset", () => options.Latency);
    }

    public PagerDutySimulatorOptions Options { get; }

    /// <summary>By method: <c>enqueue</c>, <c>incidents</c>, <c>alerts</c>.</summary>
    public HttpFaults Faults { get; } = new();

    public LoopbackServer Server { get; private set; } = null!;

    /// <summary>The value for <c>PagerDuty:EventsUrl</c> and <c>PagerDuty:RestUrl</c>.</summary>
    public Uri BaseUrl => Server.BaseUrl;

    /// <summary>Where webhooks are posted: the app's <c>/api/pagerduty/webhook</c>.</summary>
    public Uri? WebhookUrl { get; set; }

    public IReadOnlyDictionary<string, int> Calls => calls.Counts;

    public IReadOnlyCollection<string> Unexpected => calls.Unexpected;

    /// <summary>Called for every call twice: before it is processed, and after it was processed but before the response.</summary>
    public Func<string, CallMoment, Task>? OnCall
    {
        get => calls.OnCall;
        set => calls.OnCall = value;
    }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<SimulatedAlert> Alerts => state.Alerts;

    public static async Task<PagerDutySimulator> StartAsync(
        PagerDutySimulatorOptions? options = null,
        TimeProvider? clock = null,
        CancellationToken cancellation = default
    )
    {
        var simulator = new PagerDutySimulator(options ?? new PagerDutySimulatorOptions(), clock ?? TimeProvider.System);
        var endpoints = new PagerDutyEndpoints(simulator.Options, simulator.state, simulator.calls);
        simulator.Server = await LoopbackServer.StartAsync(simulator.Options.Port, app =>
        {
            endpoints.Map(app);
            new PagerDutyPages(simulator).Map(app);
        }, cancellation);
        return simulator;
    }

    /// <summary>The settings that point the app at this account.</summary>
    public IReadOnlyDictionary<string, string?> Settings() => new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
    {
        [SettingKey.Of<PagerDutyOptions>(pager => pager.RoutingKey)] = Options.RoutingKey,
        [SettingKey.Of<PagerDutyOptions>(pager => pager.FallbackRoutingKey)] = Options.FallbackRoutingKey,
        [SettingKey.Of<PagerDutyOptions>(pager => pager.RestKey)] = Options.RestKey,
        [SettingKey.FirstOf<PagerDutyOptions>(pager => pager.WebhookSecrets)] = Options.WebhookSecret,
        [SettingKey.Of<PagerDutyOptions>(pager => pager.EventsUrl)] = BaseUrl.AbsoluteUri,
        [SettingKey.Of<PagerDutyOptions>(pager => pager.RestUrl)] = BaseUrl.AbsoluteUri,
    };

    /// <summary>Somebody acknowledges the incident in PagerDuty, which sends the webhook.</summary>
    public Task<WebhookResult?> AcknowledgeAsync(SimulatedAlert alert, string personId = "PRESPONDER", int deliveries = 1) =>
        ChangeAsync(alert, SimulatedAlertStatus.Acknowledged, "incident.acknowledged", personId, deliveries);

    /// <inheritdoc cref="AcknowledgeAsync"/>
    public Task<WebhookResult?> ResolveAsync(SimulatedAlert alert, string personId = "PRESPONDER", int deliveries = 1) =>
        ChangeAsync(alert, SimulatedAlertStatus.Resolved, "incident.resolved", personId, deliveries);

    /// <summary>The acknowledgement runs out: PagerDuty notifies again, and sends a webhook that names nobody.</summary>
    public Task<WebhookResult?> UnacknowledgeAsync(SimulatedAlert alert) =>
        ChangeAsync(alert, SimulatedAlertStatus.Triggered, "incident.unacknowledged", personId: null, deliveries: 1);

    /// <summary>Somebody reopens the resolved incident.</summary>
    public Task<WebhookResult?> ReopenAsync(SimulatedAlert alert, string personId = "PRESPONDER") =>
        ChangeAsync(alert, SimulatedAlertStatus.Triggered, "incident.reopened", personId, deliveries: 1);

    /// <summary>Delivers a webhook as PagerDuty does: again after a 5xx or 429, at most five times, but without the pauses.</summary>
    public async Task<WebhookResult> DeliverAsync(byte[] body, string? secret = null)
    {
        var result = await PostWebhookAsync(body, secret);
        for (var attempt = 2; attempt <= MostAttempts && (int)result.StatusCode is (429 or >= 500); attempt++)
            result = await PostWebhookAsync(body, secret);
        return result;
    }

    /// <summary>Posts any body once, signed as PagerDuty would, or with another secret to test that it is refused.</summary>
    public async Task<WebhookResult> PostWebhookAsync(byte[] body, string? secret = null)
    {
        var target = WebhookUrl ?? throw new InvalidOperationException("Set WebhookUrl before somebody acts in PagerDuty.");
        using var request = new HttpRequestMessage(HttpMethod.Post, target)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        request.Headers.Add(PagerDutySignature.Header, PagerDutySignature.Sign(secret ?? Options.WebhookSecret, body));
        using var answer = await http.SendAsync(request);
        return new WebhookResult(answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The body of a webhook about an alert.</summary>
    public byte[] Webhook(SimulatedAlert alert, string eventType, string? personId) =>
        Bytes(
            PagerDutyJson.Webhook(alert, $"01SIM{Interlocked.Increment(ref events):D8}", eventType, clock.GetUtcNow(), personId, Options)
        );

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await Server.DisposeAsync();
    }

    private async Task<WebhookResult?> ChangeAsync(
        SimulatedAlert alert,
        SimulatedAlertStatus status,
        string eventType,
        string? personId,
        int deliveries
    )
    {
        if (!state.Change(alert, status, personId))
            return null;
        var body = Webhook(alert, eventType, personId);
        WebhookResult? last = null;
        for (var delivery = 0; delivery < deliveries; delivery++)
            last = await DeliverAsync(body);
        return last;
    }

    private static byte[] Bytes(JsonObject body) => Encoding.UTF8.GetBytes(body.ToJsonString());
}

/// <summary>What the app answered to a webhook.</summary>
public sealed record WebhookResult(HttpStatusCode StatusCode, string Body);
