using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Consents.Inbox;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Functions.Escalations;
using OAuthAttest.Grants;
using OAuthAttest.Local.Hosting;
using OAuthAttest.Local.Hosting.Catalog;
using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.Datadog;
using OAuthAttest.Local.Simulators.PagerDuty;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Local.Time;
using OAuthAttest.Persistence;
using OAuthAttest.Revocations.Providers;
using OAuthAttest.Rosters;
using OAuthAttest.Tests.Escalations.Consents.Webhooks;
using Xunit;

namespace OAuthAttest.Tests.Functions.Escalations;

/// <summary>
/// The real functions on the real local engine and PostgreSQL, simulated PagerDuty, Slack and Datadog over HTTP, a virtual clock, and
/// a host that can crash in the middle of any outside call.
/// </summary>
internal sealed class CourseWorld : IAsyncDisposable
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

    private readonly TestDatabase database;
    private readonly Dictionary<string, string?> settings;
    private TaskCompletionSource struck = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource buried = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> failures = new();
    private int consents;

    private CourseWorld(
        TestDatabase database,
        Dictionary<string, string?> settings,
        VirtualClock clock,
        (PagerDutySimulator Pager, SlackSimulator Slack, DatadogSimulator Datadog) outside
    )
    {
        (this.database, this.settings, Clock) = (database, settings, clock);
        (Pager, Slack, Datadog) = outside;
    }

    public PagerDutySimulator Pager { get; }

    public SlackSimulator Slack { get; }

    public DatadogSimulator Datadog { get; }

    public VirtualClock Clock { get; }

    public LocalHost Host { get; private set; } = null!;

    public string ConnectionString => database.ConnectionString;

    /// <summary>How often the host crashed and was restarted.</summary>
    public int Restarts { get; private set; }

    public IGrantRevoker? Revoker { get; init; }

    public IFunctionInterceptor? Interceptor { get; init; }

    public Action<IServiceCollection>? Configure { get; init; }

    private Func<LocalHostOptions, LocalHostOptions> Options { get; init; } = options => options;

    public IReadOnlyList<SimulatedMessage> Messages => Slack.Messages(Channel);

    /// <summary>The summary message; there must be exactly one.</summary>
    public SimulatedMessage Summary => Assert.Single(Messages, message => IsOf(message, "slack-summary:"));

    public IReadOnlyList<SimulatedMessage> Thread => [.. Messages.Where(message => message.Thread == Summary.Timestamp)];

    public static bool IsOf(SimulatedMessage message, string kind) => message.Key!.StartsWith(kind, StringComparison.Ordinal);

    public static async Task<CourseWorld> StartAsync(
        Dictionary<string, string?>? settings = null,
        IGrantRevoker? revoker = null,
        IFunctionInterceptor? interceptor = null,
        Action<IServiceCollection>? configure = null,
        Func<LocalHostOptions, LocalHostOptions>? options = null,
        TestDatabase? database = null
    )
    {
        var clock = new VirtualClock(Start);
        var slack = await SlackSimulator.StartAsync(clock: clock);
        slack.Add(new SimulatedChannel { Id = Channel });
        slack.Add(new SimulatedUser { Id = Responder, RealName = "Responder", Email = "responder@example.com" });
        slack.Add(new SimulatedUser { Id = Bystander, RealName = "Bystander", Email = "bystander@example.com" });
        var pager = await PagerDutySimulator.StartAsync(clock: clock);
        var datadog = await DatadogSimulator.StartAsync(clock: clock);
        var all = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Slack:BotToken"] = slack.Options.BotToken,
            ["Slack:SigningSecrets:0"] = slack.Options.SigningSecret,
            ["Slack:BaseUrl"] = slack.BaseUrl.AbsoluteUri,
            ["Slack:LeadChannel"] = Channel,
            ["Slack:PacePerMinute"] = "0",
            ["Campaign:LeadEmail"] = "lead@example.com",
            ["Escalation:Enabled"] = "true",
            ["Escalation:SecurityChannel"] = Channel,
            ["Escalation:Responders:0"] = Responder,
            ["Escalation:AppUrl"] = "https://attest.example.com/",
            ["Escalation:RunbookUrl"] = "https://runbooks.example.com/consent",
            ["Consents:Standard:Secrets:0"] = TestWebhooks.StandardSecret,
        };
        foreach (var (key, value) in pager.Settings().Concat(datadog.Settings()).Concat(settings ?? []))
            all[key] = value;
        var world = new CourseWorld(database ?? await TestDatabase.CreateAsync(), all, clock, (pager, slack, datadog))
        {
            Revoker = revoker,
            Interceptor = interceptor,
            Configure = configure,
            Options = options ?? (unchanged => unchanged),
        };
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
    public async Task RestartAsync()
    {
        await Host.DisposeAsync();
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
    public async Task<Incident> IncidentAsync(string? dedupKey = null)
    {
        await using var db = Open();
        return await db.Incidents.AsNoTracking().SingleAsync(i => dedupKey == null || i.DedupKey == dedupKey);
    }

    /// <summary>The effects of one incident, or all.</summary>
    public async Task<IReadOnlyList<EscalationEffect>> EffectsAsync(long? incident = null)
    {
        await using var db = Open();
        return await db.Effects.AsNoTracking().Where(e => incident == null || e.IncidentId == incident).OrderBy(e => e.Id).ToListAsync();
    }

    public async Task<EscalationEffect> EffectAsync(EffectKind kind) => Assert.Single(await EffectsAsync(), effect => effect.Kind == kind);

    public async Task<IReadOnlyList<string>> AuditAsync()
    {
        await using var db = Open();
        return await db.AuditEvents.AsNoTracking().OrderBy(e => e.Sequence).Select(e => e.Kind).ToListAsync();
    }

    public T Service<T>()
        where T : notnull => Host.Services.GetRequiredService<T>();

    public OAuthAttestDb Open() => new(new DbContextOptionsBuilder<OAuthAttestDb>().UseNpgsql(database.Source).Options);

    public async ValueTask DisposeAsync()
    {
        buried.TrySetResult();
        await Host.DisposeAsync();
        Assert.Empty(failures);
        Assert.Empty(Pager.Unexpected);
        Assert.Empty(Datadog.Unexpected);
        await Slack.DisposeAsync();
        await Pager.DisposeAsync();
        await Datadog.DisposeAsync();
        await database.DisposeAsync();
    }

    private async Task AddRosterAsync()
    {
        await using var db = Open();
        db.Add(
            new RosterSource
            {
                Name = "hr",
                LastSucceededAt = Start.AddHours(-3),
                Entries = 1,
            }
        );
        db.Add(
            new RosterEntry
            {
                Source = "hr",
                Email = "boss@example.com",
                Name = "boss",
                Category = RosterCategory.Executive,
                Role = "CFO",
            }
        );
        for (var i = 1; i <= 250; i++)
            db.Add(new RosterEntry { Source = "hr", Email = $"chief-{i}@example.com", Category = RosterCategory.Finance });
        await db.SaveChangesAsync();
    }

    private async Task StartHostAsync()
    {
        Host = await LocalHost.StartAsync(Options(new LocalHostOptions
        {
            ConnectionString = database.ConnectionString,
            TimeProvider = Clock,
            Configuration = settings,
            Keys = FlowWorld.Keys,
            ActivityGrace = TimeSpan.Zero,
            ConfigureLogging = logging => logging.AddProvider(new FailureLog(failures)),
            ConfigureServices = services =>
            {
                if (Revoker is not null)
                    services.AddSingleton(Revoker);
                if (Interceptor is not null)
                    services.AddSingleton(Interceptor);
                Configure?.Invoke(services);
            },
        }));
        Slack.InteractionsUrl = new Uri(Host.BaseUri, "api/slack/interactions");
        Pager.WebhookUrl = new Uri(Host.BaseUri, "api/pagerduty/webhook");
    }

    /// <summary>Records failed channels: a channel that fails by a bug is retried, so the bug would go unnoticed.</summary>
    private sealed class FailureLog(ConcurrentQueue<string> failures) : ILoggerProvider, ILogger
    {
        private const int ChannelFailed = 3340;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (eventId.Id == ChannelFailed)
                failures.Enqueue($"{formatter(state, exception)} {exception}");
        }

        public void Dispose()
        {
        }
    }
}
