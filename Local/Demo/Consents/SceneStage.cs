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

/// <summary>Helpers that the steps of the second scene share: send a consent, let time pass, read what the simulators received.</summary>
internal sealed class SceneStage : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };
    // Detects a hang, not slowness: on a machine that is busy with other work, half a minute can be needed.
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
        Recorder = new SceneRecorder(outside);
        sender = new ConsentSender(http, host.BaseUri, DemoSettings.ConsentSecret, clock);
    }

    public IAnsiConsole Console { get; }

    public DemoOutside Outside { get; }

    public SceneRecorder Recorder { get; }

    public Promises Promises { get; } = new();

    /// <summary>The messages of the security channel and its threads, oldest first.</summary>
    public IReadOnlyList<SimulatedMessage> Channel => Outside.Slack.Messages(DemoSettings.SecurityChannel);

    /// <summary>The number of calls that PagerDuty and Datadog have received so far.</summary>
    public int Sent => Outside.Pager.Calls.Values.Sum() + Outside.Datadog.Calls.Values.Sum();

    public void Dispose() => http.Dispose();

    /// <summary>Advances the virtual clock by that much and runs everything that becomes due.</summary>
    public Task PassAsync(TimeSpan time, CancellationToken cancellation) => driver.AdvanceAsync(time, cancellation);

    public Task<ConsentAnswer> SendAsync(string eventId, JsonObject consent, CancellationToken cancellation) =>
        sender.SendAsync(eventId, consent, cancellation);

    /// <summary>Sends a consent in real time until page, post and event are sent; then runs everything else that is due.</summary>
    public async Task<ConsentAnswer> SendAndWaitAsync(string eventId, JsonObject consent, CancellationToken cancellation)
    {
        Recorder.Restart();
        var sending = SendAsync();
        await realTime.RunUntilAsync(
            () => sending.IsFaulted || Recorder.Has(Milestone.Answered, Milestone.Paged, Milestone.Posted, Milestone.Logged),
            Limit,
            cancellation
        );
        var answer = await sending;
        await driver.AdvanceAsync(TimeSpan.FromSeconds(30), cancellation);
        return answer;

        async Task<ConsentAnswer> SendAsync()
        {
            var answered = await sender.SendAsync(eventId, consent, cancellation);
            Recorder.Reach(Milestone.Answered);
            return answered;
        }
    }

    public async Task<EscalationReport> ReportAsync(ConsentAnswer answer, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.BaseUri, $"api/escalations/{answer.Key}"));
        request.Headers.Add("x-functions-key", host.Keys.Function);
        using var report = await http.SendAsync(request, cancellation);
        if (!report.IsSuccessStatusCode)
        {
            throw new DemoFailedException(
                $"The consent was answered {(int)answer.Status} {answer.Body}, and reading it {(int)report.StatusCode}."
            );
        }
        return (await report.Content.ReadFromJsonAsync<EscalationReport>(Json, cancellation))!;
    }

    public IReadOnlyList<SimulatedAlert> AlertsOf(ConsentAnswer answer) =>
        [.. Outside.Pager.Alerts.Where(alert => alert.DedupKey == IncidentKeys.DedupKey(answer.Key!))];

    public JsonObject Now(SampleConsent consent) => consent.ToJson(clock.GetUtcNow().AddSeconds(-2));

    public void Heading(string text)
    {
        Console.WriteLine();
        Console.MarkupLineInterpolated($"[bold]▸ {text}[/]");
    }

    public void ShowAnswer(ConsentAnswer answer) =>
        Console.MarkupLineInterpolated($"POST /api/consents/standard, signed: [blue]{(int)answer.Status}[/] {answer.Body}");

    public void ShowPanel(string header, string text) =>
        Console.Write(new Panel(Markup.Escape(text)).Header(header).Border(BoxBorder.Rounded));
}
