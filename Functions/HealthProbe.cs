using Microsoft.DurableTask.Client;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using OAuthAttest.Escalations.Polling.Monitoring;
using OAuthAttest.Evidence;
using OAuthAttest.Functions.Timers;
using OAuthAttest.Persistence;
using OAuthAttest.Slack.Pausing;

namespace OAuthAttest.Functions;

/// <summary>The parts' states: <c>ok</c>, or what is wrong.</summary>
/// <param name="Timers">Null when another part is not ok: they are not read then.</param>
/// <param name="Slack">
/// <c>ok</c>; <c>refused</c>: messages wait because Slack refuses the app; <c>unreachable</c>: they wait because it gives no answer.
/// </param>
/// <param name="Feeds">Empty while escalation is switched off.</param>
internal sealed record HealthReport(
    string Database,
    string Audit,
    string Engine,
    IReadOnlyList<TimerState>? Timers,
    IReadOnlyList<FeedState> Feeds,
    string Slack = "unknown"
)
{
    public bool IsUp => Timers is not null;

    public bool IsDegraded =>
        Timers?.Any(timer => timer.IsOverdue) == true || Feeds.Any(feed => feed.State == FeedStanding.Troubled)
        || Slack is "refused" or "unreachable";
}

/// <summary>
/// Checks the parts that everything needs. Probes cost little however many there are: those at the same time share one check, and a good
/// result stands for some seconds. A bad one does not, so that the end of an outage shows at once.
/// </summary>
public sealed partial class HealthProbe(
    IDbContextFactory<OAuthAttestDb> databases,
    TimerStatus timers,
    FeedStatus feeds,
    SlackPauses slack,
    TimeProvider clock,
    ILogger<HealthProbe> logger
)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Shelf = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Blip = TimeSpan.FromMinutes(2);

    private readonly Lock gate = new();
    private Task<HealthReport>? check;
    private (HealthReport Report, DateTimeOffset At)? good;

    internal Task<HealthReport> ReadAsync(DurableTaskClient client, CancellationToken cancellation)
    {
        lock (gate)
        {
            // Also after a clock that was set back.
            if (good is var (report, at) && (clock.GetUtcNow() - at).Duration() < Shelf)
                return Task.FromResult(report);
            // Not with one caller's token: the others wait for the same check.
            if (check is not { IsCompleted: false })
                check = Task.Run(() => CheckAsync(client), CancellationToken.None);
            return check.WaitAsync(cancellation);
        }
    }

    private async Task<HealthReport> CheckAsync(DurableTaskClient client)
    {
        var database = await CheckAsync("database", IsDatabaseReadyAsync);
        var audit = database == "ok" ? await CheckAsync("audit log", IsAuditReadyAsync) : "unknown";
        var engine = await CheckAsync("engine", token => IsEngineReadyAsync(client, token));
        if (database != "ok" || audit != "ok" || engine != "ok")
            return new HealthReport(database, audit, engine, null, []);
        using var patience = new CancellationTokenSource(Patience, clock);
        var report = new HealthReport(
            database, audit, engine, await timers.ReadAsync(patience.Token), await feeds.ReadAsync(patience.Token),
            await SlackAsync(patience.Token));
        foreach (var overdue in report.Timers!.Where(timer => timer.IsOverdue))
            LogOverdue(logger, overdue.Name, overdue.LastRanAt);
        lock (gate)
            good = (report, clock.GetUtcNow());
        return report;
    }

    private async Task<string> IsDatabaseReadyAsync(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return (await db.Database.GetPendingMigrationsAsync(cancellation)).Any() ? "migrations are missing" : "ok";
    }

    private async Task<string> IsAuditReadyAsync(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await AuditLog.IsFreeAsync(db, cancellation) ? "ok" : "held: nothing can be committed";
    }

    private async Task<string> SlackAsync(CancellationToken cancellation)
    {
        if (await slack.FindAsync(cancellation) is not { } pause)
            return "ok";
        // A call that fails and succeeds a little later is no outage.
        if (pause.Kind == SlackPauseKind.NoAnswer && clock.GetUtcNow() - pause.Since < Blip)
            return "ok";
        LogPaused(logger, pause.Method, pause.Error, pause.Since);
        return pause.Kind == SlackPauseKind.Refused ? "refused" : "unreachable";
    }

    private static async Task<string> IsEngineReadyAsync(DurableTaskClient client, CancellationToken cancellation)
    {
        await client.GetInstanceAsync("health", cancellation);
        return "ok";
    }

    private async Task<string> CheckAsync(string part, Func<CancellationToken, Task<string>> look)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        try
        {
            var state = await look(patience.Token).WaitAsync(patience.Token);
            if (state != "ok")
                LogUnhealthy(logger, part, state);
            return state;
        }
        catch (Exception e)
        {
            LogUnhealthy(logger, part, e.GetType().Name);
            return "unreachable";
        }
    }

    [LoggerMessage(3104, LogLevel.Warning, "Health: the {Part} is not available ({ErrorType})")]
    private static partial void LogUnhealthy(ILogger logger, string part, string errorType);

    [LoggerMessage(3115, LogLevel.Error, "Health: messages wait for Slack: {Method} fails with {Error} since {Since}")]
    private static partial void LogPaused(ILogger logger, string method, string error, DateTimeOffset since);

    [LoggerMessage(3109, LogLevel.Warning, "Health: the timer of {Function} is overdue; it last ran at {LastRanAt}")]
    private static partial void LogOverdue(ILogger logger, string function, DateTimeOffset? lastRanAt);
}
