using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Consents.Inbox;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Functions.Escalations;
using OAuthAttest.Grants;
using OAuthAttest.Local.Hosting;
using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.Datadog;
using OAuthAttest.Local.Simulators.PagerDuty;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Local.Time;
using OAuthAttest.Revocations.Providers;
using OAuthAttest.Rosters;
using OAuthAttest.Tests.Escalations.Consents.Webhooks;
using Xunit;

namespace OAuthAttest.Tests.Functions.Escalations;

/// <summary>
/// The real functions on the real local engine and PostgreSQL, simulated PagerDuty, Slack and Datadog over HTTP, a virtual clock, and
/// a host that can crash in the middle of any outside call.
/// </summary>
internal sealed class CourseWorld : HostedWorld
{
    public const string Channel = "C0SEC";
    public const string Responder = "U0RESPONDER";
    public const string Bystander = "U0BYSTANDER";
    public static readonly DateTimeOffset Start = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Short timeouts in real time, which a busy machine may exceed: only for tests with responses that never come.</summary>
    public static readonly Dictionary<string, string?> Impatient = new(StringComparer.Ordinal)
    {
        ["Slack:RequestTimeout"] = "00:00:02",
        ["PagerDuty:RequestTimeout"] = "00:00:02",
        ["Datadog:RequestTimeout"] = "00:00:02",
    };

    public static readonly string[] HighScopes = ["Mail.ReadWrite", "offline_access"];

    private const int ChannelFailed = 3340;

    private TaskCompletionSource struck = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource buried = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int consents;

    private CourseWorld(
        TestDatabase database,
        VirtualClock clock,
        HostSetup setup,
        (PagerDutySimulator Pager, SlackSimulator Slack, DatadogSimulator Datadog) outside
    )
        : base(database, clock, setup) => (Pager, Slack, Datadog) = outside;

    public PagerDutySimulator Pager { get; }

    public SlackSimulator Slack { get; }

    public DatadogSimulator Datadog { get; }

    /// <summary>How often the host crashed and was restarted.</summary>
    public int Restarts { get; private set; }

    public IReadOnlyList<SimulatedMessage> Messages => Slack.Messages(Channel);

    /// <summary>The summary message; there must be exactly one.</summary>
    public SimulatedMessage Summary => Assert.Single(Messages, message => IsOf(message, "slack-summary:"));

    public IReadOnlyList<SimulatedMessage> Thread => [.. Messages.Where(message => message.Thread == Summary.Timestamp)];

    public static bool IsOf(SimulatedMessage message, string kind) => message.Key!.StartsWith(kind, StringComparison.Ordinal);

    public static async Task<CourseWorld> StartAsync(HostSetup? setup = null, IGrantRevoker? revoker = null, TestDatabase? database = null)
    {
        var clock = new VirtualClock(Start);
        var slack = await SlackSimulator.StartAsync(clock: clock);
        slack.Add(new SimulatedChannel { Id = Channel });
        slack.Add(new SimulatedUser { Id = Responder, RealName = "Responder", Email = "responder@example.com" });
        slack.Add(new SimulatedUser { Id = Bystander, RealName = "Bystander", Email = "bystander@example.com" });
        var pager = await PagerDutySimulator.StartAsync(clock: clock);
        var datadog = await DatadogSimulator.StartAsync(clock: clock);
        var own = new Dictionary<string, string?>
        {
            ["Slack:PacePerMinute"] = "0",
            ["Campaign:LeadEmail"] = "lead@example.com",
            ["Escalation:Enabled"] = "true",
            ["Escalation:SecurityChannel"] = Channel,
            ["Escalation:Responders:0"] = Responder,
            ["Escalation:AppUrl"] = "https://attest.example.com/",
            ["Escalation:RunbookUrl"] = "https://runbooks.example.com/consent",
            ["Consents:Standard:Secrets:0"] = TestWebhooks.StandardSecret,
        };
        var changed = (setup ?? new()).Over(slack.Settings(Channel), pager.Settings(), datadog.Settings(), own);
        if (revoker is not null)
            changed = changed with { ConfigureServices = changed.ConfigureServices + (services => services.AddSingleton(revoker)) };
        var world = new CourseWorld(database ?? await TestDatabase.CreateAsync(), clock, changed, (pager, slack, datadog));
        await world.StartHostAsync();
        await world.AddRosterAsync();
        return world;
    }

    /// <summary>Puts a consent into the inbox and runs everything that is due at once.</summary>
    public async Task<AcceptedConsent> LetInAsync(
        string who = "boss",
        string client = "client-1",
        string[]? scopes = null,
        bool isStarted = true
    )
    {
        var accepted = await AcceptAsync(Consent(who, client, scopes));
        if (isStarted)
            await StartAsync(accepted);
        await SettleAsync();
        return accepted[0];
    }

    public ConsentEvent Consent(string who = "boss", string client = "client-1", string[]? scopes = null, string? key = null) => new()
    {
        Source = ConsentSource.Standard,
        EventKey = key ?? $"event-{++consents}",
        Provider = ProviderName.Entra,
        OccurredAt = Clock.GetUtcNow().AddSeconds(-4),
        Who = new ConsentingPerson($"account-{who}", $"{who}@example.com", who),
        App = new ConsentedApp(client, "Mail Helper", "Unknown Ltd", false),
        Scopes = scopes ?? HighScopes,
        ConsentType = ConsentType.Principal,
        Tenant = "tenant-1",
        IpAddress = "203.0.113.9",
        UserAgent = "Browser",
    };

    public Task<IReadOnlyList<AcceptedConsent>> AcceptAsync(params IReadOnlyList<ConsentEvent> events) =>
        Service<ConsentInbox>().AcceptAsync(events, ConsentArrival.Push, Clock.GetUtcNow(), CancellationToken.None);

    public Task StartAsync(IReadOnlyList<AcceptedConsent> accepted) =>
        Service<EscalationStart>().StartAsync(Host.Client, accepted, CancellationToken.None);

    /// <summary>Runs everything that is due now; a host that crashed is replaced by a new one.</summary>
    public async Task SettleAsync()
    {
        while (true)
        {
            var idle = Host.WhenIdleAsync();
            await Task.WhenAny(idle, struck.Task);
            if (!struck.Task.IsCompleted)
            {
                await idle;
                return;
            }
            await RestartAsync();
        }
    }

    /// <summary>
    /// Lets time pass, from timer to timer in small steps: a big step could skip a timer that is being created while everything
    /// else is idle.
    /// </summary>
    public async Task PassAsync(TimeSpan time)
    {
        var end = Clock.GetUtcNow() + time;
        var stride = time / 200 > TimeSpan.FromSeconds(1) ? time / 200 : TimeSpan.FromSeconds(1);
        while (Clock.GetUtcNow() < end)
        {
            await SettleAsync();
            var target = Clock.GetUtcNow() + stride;
            if (Clock.NextDue < target)
                target = Clock.NextDue.Value;
            Clock.AdvanceTo(target < end ? target : end);
        }
        await SettleAsync();
    }

    /// <summary>A hook that crashes the host at the nth call of a method: before it is processed, or before its response.</summary>
    public Func<string, CallMoment, Task> StrikeAt(string method, int number, CallMoment moment)
    {
        var seen = 0;
        return async (called, when) =>
        {
            if (called != method || when != moment || Interlocked.Increment(ref seen) != number)
                return;
            var end = buried.Task;
            struck.TrySetResult();
            await end;
            if (moment == CallMoment.Received)
                throw new IOException("The caller died before it had sent everything.");
        };
    }

    /// <summary>Ends the host as if its process died, and starts another on the same database.</summary>
    public override async Task RestartAsync()
    {
        await StopHostAsync();
        Restarts++;
        var (over, end) = (struck, buried);
        struck = new(TaskCreationOptions.RunContinuationsAsynchronously);
        buried = new(TaskCreationOptions.RunContinuationsAsynchronously);
        end.TrySetResult();
        over.TrySetResult();
        await StartHostAsync();
    }

    /// <summary>Presses a button of the summary.</summary>
    public async Task<InteractionResult> PressAsync(string action, string who = Responder, InteractionOptions? options = null)
    {
        var button = Summary.Buttons().Single(b => b.ActionId == action);
        var result = await Slack.Person(who).PressAsync(button, options);
        await PassAsync(TimeSpan.FromSeconds(3));
        return result;
    }

    /// <summary>The incident with this dedup key, or the only one.</summary>
    public Task<Incident> IncidentAsync(string? dedupKey = null) =>
        OneAsync(db => db.Incidents.Where(incident => dedupKey == null || incident.DedupKey == dedupKey));

    /// <summary>The effects of one incident, or all.</summary>
    public Task<List<EscalationEffect>> EffectsAsync(long? incident = null) =>
        ReadAsync(db => db.Effects.Where(effect => incident == null || effect.IncidentId == incident).OrderBy(effect => effect.Id));

    public async Task<EscalationEffect> EffectAsync(EffectKind kind) => Assert.Single(await EffectsAsync(), effect => effect.Kind == kind);

    public override async ValueTask DisposeAsync()
    {
        buried.TrySetResult();
        await base.DisposeAsync();
        // A channel that fails by a bug is retried, so the bug would go unnoticed.
        Assert.DoesNotContain(Log.Lines, line => line.Id == ChannelFailed);
        Assert.Empty(Pager.Unexpected);
        Assert.Empty(Datadog.Unexpected);
        await Slack.DisposeAsync();
        await Pager.DisposeAsync();
        await Datadog.DisposeAsync();
    }

    protected override LocalHostOptions Adjust(LocalHostOptions options) => options with { ActivityGrace = TimeSpan.Zero };

    protected override void Connect(Uri host)
    {
        Slack.InteractionsUrl = new Uri(host, "api/slack/interactions");
        Pager.WebhookUrl = new Uri(host, "api/pagerduty/webhook");
    }

    private Task AddRosterAsync() =>
        SaveAsync([
            new RosterSource { Name = "hr", LastSucceededAt = Start.AddHours(-3), Entries = 1 },
            TestData.Privileged("boss@example.com", name: "boss", role: "CFO"),
            .. Enumerable
                .Range(1, 250)
                .Select(i => TestData.Privileged($"chief-{i}@example.com", category: RosterCategory.Finance, role: null)),
        ]);
}
