using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Incidents;
using OAuthAttest.Local.Demo.Stage;
using OAuthAttest.Local.Hosting;
using OAuthAttest.Local.Simulators.PagerDuty;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Local.Time;
using Spectre.Console;

namespace OAuthAttest.Local.Demo.Consents;

/// <summary>What the steps of the second scene share: how a consent is sent, how time passes, what the outside has seen.</summary>
internal sealed class SceneStage : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };
    // Against a hang, not against slowness: a machine that does other things besides may need half a minute.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly LocalHost host;
    private readonly VirtualClock clock;
    private readonly VirtualTimeDriver driver;
    private readonly RealTime realTime;
    private readonly HttpClient http = new();
    private readonly ConsentSender sender;

    public SceneStage(IAnsiConsole console, LocalHost host, DemoOutside outside, VirtualClock clock)
    {
        (Console, this.host, Outside, this.clock) = (console, host, outside, clock);
        driver = new VirtualTimeDriver(clock, host.WhenIdleAsync);
        realTime = new RealTime(clock);
        Watch = new SceneRecorder(outside);
        sender = new ConsentSender(http, host.BaseUri, DemoSettings.ConsentSecret, clock);
    }

    public IAnsiConsole Console { get; }

    public DemoOutside Outside { get; }

    public SceneRecorder Watch { get; }

    public Promises Promises { get; } = new();

    /// <summary>The messages of the security channel and its threads, oldest first.</summary>
    public IReadOnlyList<SimulatedMessage> Channel => Outside.Slack.Messages(DemoSettings.SecurityChannel);

    /// <summary>Calls that PagerDuty and Datadog got so far.</summary>
    public int Sent => Outside.Pager.Calls.Values.Sum() + Outside.Datadog.Calls.Values.Sum();

    public void Dispose() => http.Dispose();

    /// <summary>Lets that much time pass, with everything that it brings.</summary>
    public Task PassAsync(TimeSpan time, CancellationToken cancellation) => driver.AdvanceAsync(time, cancellation);

    public Task<ConsentAnswer> SendAsync(string eventId, JsonObject consent, CancellationToken cancellation) => sender.SendAsync(eventId, consent, cancellation);

    /// <summary>Sends a consent while the clock goes as fast as ours, until page, post and event are out; then lets the rest happen.</summary>
    public async Task<ConsentAnswer> SendAndWaitAsync(string eventId, JsonObject consent, CancellationToken cancellation)
    {
        Watch.Restart();
        var sending = SendAsync();
        await realTime.RunUntilAsync(() => sending.IsFaulted || Watch.Has(Milestone.Answered, Milestone.Paged, Milestone.Posted, Milestone.Told), Limit, cancellation);
        var answer = await sending;
        await driver.AdvanceAsync(TimeSpan.FromSeconds(30), cancellation);
        return answer;

        async Task<ConsentAnswer> SendAsync()
        {
            var answered = await sender.SendAsync(eventId, consent, cancellation);
            Watch.Reach(Milestone.Answered);
            return answered;
        }
    }

    public async Task<EscalationReport> ReportAsync(ConsentAnswer answer, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.BaseUri, $"api/escalations/{answer.Key}"));
        request.Headers.Add("x-functions-key", host.Keys.Function);
        using var report = await http.SendAsync(request, cancellation);
        if (!report.IsSuccessStatusCode)
            throw new DemoFailedException($"The consent was answered {(int)answer.Status} {answer.Body}, and reading it {(int)report.StatusCode}.");
        return (await report.Content.ReadFromJsonAsync<EscalationReport>(Json, cancellation))!;
    }

    public IReadOnlyList<SimulatedAlert> AlertsOf(ConsentAnswer answer) => [.. Outside.Pager.Alerts.Where(alert => alert.DedupKey == IncidentKeys.DedupKey(answer.Key!))];

    public JsonObject Now(SampleConsent consent) => consent.ToJson(clock.GetUtcNow().AddSeconds(-2));

    public void Heading(string text)
    {
        Console.WriteLine();
        Console.MarkupLineInterpolated($"[bold]▸ {text}[/]");
    }

    public void ShowAnswer(ConsentAnswer answer) => Console.MarkupLineInterpolated($"POST /api/consents/standard, signed: [blue]{(int)answer.Status}[/] {answer.Body}");

    public void ShowPanel(string header, string text) => Console.Write(new Panel(Markup.Escape(text)).Header(header).Border(BoxBorder.Rounded));
}
