using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Monitoring;
using OAuthAttest.Campaigns.Opening;
using OAuthAttest.Campaigns.Reporting;
using OAuthAttest.Campaigns.Starting;
using OAuthAttest.Functions.Durable;
using OAuthAttest.Orchestrations;
using OAuthAttest.Revocations;
using OAuthAttest.Revocations.Providers;
using OAuthAttest.Slack;
using OAuthAttest.WorkingTime;

namespace OAuthAttest.Functions.Campaigns;

/// <summary>
/// Starts campaigns, each exactly once: of several callers that start the same one, the row of <c>campaign_starts</c> admits one.
/// Checking the orchestration instance alone would let all of them through.
/// </summary>
public sealed partial class CampaignStart(
    CampaignStatusReader reader,
    CampaignStartRequests requests,
    InventoryGate gate,
    LeadChannel leadChannel,
    CampaignSwitches switches,
    IOptions<CampaignOptions> options,
    IOptions<SlackOptions> slack,
    IOptions<RevocationOptions> revocation,
    TimeProvider clock,
    ILogger<CampaignStart> logger
)
{
    /// <summary>A caller that claimed a start has started the orchestration within this time, or has died.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan TimerGrace = TimeSpan.FromMinutes(1);

    /// <summary>Starts the campaign; for an open one whose orchestration is lost, starts an orchestration that continues it.</summary>
    public async Task<CampaignStartOutcome> StartAsync(DurableTaskClient client, CampaignOrder order, CancellationToken cancellation)
    {
        var status = await reader.FindAsync(order.Key, cancellation);
        if (status is { State: CampaignState.Closed or CampaignState.Cancelled } || !await ClaimAsync(client, order, cancellation))
            return CampaignStartOutcome.Exists;
        // Instances that have ended are replaced: a start that was blocked or failed is tried again under the same id.
        if (!await client.StartOnceAsync(nameof(CampaignOrchestrator), order.Key.InstanceId, order, StartOnce.Alive, cancellation))
            return CampaignStartOutcome.Exists;
        return status is null ? CampaignStartOutcome.Started : CampaignStartOutcome.Resumed;
    }

    /// <summary>
    /// Starts a campaign that fell due while the timers were switched on and was not started. Part of the daily catch-up, which also
    /// continues the open ones.
    /// </summary>
    public async Task StartDueAsync(DurableTaskClient client, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var (noted, fellDue) = (await NoteSwitchAsync(cancellation), Calendar().DueAt(now));
        if (noted is not { } since || fellDue is not { } dueAt)
            return;
        var due = CampaignKey.OfQuarter(now);
        if (since <= dueAt)
            await StartAsync(client, new CampaignOrder(due, "timer", Scheduled: true), cancellation);
        else if (!await IsOpenedAsync(due, cancellation))
            LogNotCaughtUp(logger, due, dueAt, since);
    }

    /// <summary>
    /// Whether a run of the quarterly timer may start the campaign: once it is due, which is never on a free day; the daily catch-up starts
    /// it on the working day then. A run that comes late may only when the timers were on when it fell due.
    /// </summary>
    public async Task<bool> MayStartAsync(bool isPastDue, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (await NoteSwitchAsync(cancellation) is not { } since)
            return false;
        // A timer may fire a moment before its time.
        return Calendar().DueAt(now + TimerGrace) is { } due && (!isPastDue || since <= due);
    }

    /// <summary>Records whether the timers are switched on.</summary>
    /// <returns>Since when they are; null: they are off.</returns>
    public Task<DateTimeOffset?> NoteSwitchAsync(CancellationToken cancellation) =>
        switches.RecordAsync(options.Value.Enabled, clock.GetUtcNow(), cancellation);

    /// <summary>Whether a campaign with this key was opened: then the inventory's age does not matter any more.</summary>
    public async Task<bool> IsOpenedAsync(CampaignKey key, CancellationToken cancellation) =>
        await reader.FindAsync(key, cancellation) is not null;

    /// <summary>Whether the start is being carried out: its orchestration runs, or a caller claimed it less than a lease ago.</summary>
    internal static bool IsUnderWay(CampaignStartRequest request, OrchestrationMetadata? instance, DateTimeOffset now)
    {
        if (instance is not null && Instances.LifeOf(instance.RuntimeStatus) == OrchestrationLife.Alive)
            return true;
        var hasEnded = instance is not null && instance.CreatedAt >= request.TriedAt;
        return !hasEnded && request.TriedAt > now - Lease;
    }

    private async Task<bool> ClaimAsync(DurableTaskClient client, CampaignOrder order, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var request = new RequestCampaignStart(
            order.Key, order.RequestedBy, order.Scheduled, order.AcceptStale, order.ResponseWindow, now, order.NamedRequester);
        if (await requests.AddAsync(request, cancellation))
            return true;
        if (await requests.FindAsync(order.Key, cancellation) is not { } earlier)
            return false;
        var instance = await client.GetInstanceAsync(order.Key.InstanceId, cancellation);
        return !IsUnderWay(earlier, instance, now) && await requests.TakeOverAsync(request, earlier.TriedAt, cancellation);
    }

    public async Task<GateVerdict> CheckGateAsync(CampaignOrder order, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var check = new GateCheck(now, options.Value.MaxInventoryAge, order.Scheduled, order.AcceptStale, PolicyOf(order));
        var result = await gate.CheckAsync(check, cancellation);
        IReadOnlyList<string> stale = result.HasSources ? [.. result.Sources.Select(Describe)] : ["Nothing was ever imported."];
        IReadOnlyList<string> others = await leadChannel.FindProblemAsync(order.Key, now, cancellation) is { } problem
            ? [.. result.UnknownNames, problem]
            : result.UnknownNames;
        return new GateVerdict(
            result.IsOpen && others.Count == 0, [.. others, .. stale], IsOnlyStale: result.HasSources && others.Count == 0);
    }

    /// <summary>The configured policy with the order's changes. A shorter window drops the steps that would come after it.</summary>
    public CampaignPolicy PolicyOf(CampaignOrder order)
    {
        var policy = options.Value.ToPolicy() with
        {
            Sending = options.Value.SendingOf(slack.Value),
            HoldsEveryList = revocation.Value.Mode == RevocationMode.Approved,
            RemovesUnnamed = revocation.Value.Mode == RevocationMode.Automatic,
        };
        if (order.ResponseWindow is not { } window)
            return policy;
        return policy with
        {
            ResponseWindow = window,
            ReminderOffsets = [.. policy.ReminderOffsets.Where(offset => offset < window)],
            AskManagerAfter = policy.AskManagerAfter < window ? policy.AskManagerAfter : null,
            CorrectionWindow = policy.CorrectionWindow < window ? policy.CorrectionWindow : window,
        };
    }

    private CampaignCalendar Calendar() => new(
        options.Value.Schedule,
        new WorkingDays(options.Value.Holidays),
        TimeZoneInfo.FindSystemTimeZoneById(slack.Value.TimeZone)
    );

    private static string Describe(StaleSource source) =>
        (source.Problem, source.LastSucceededAt) switch
        {
            (SourceProblem.NeverRead, _) =>
                $"{source.Name}: never read; if nobody reads it, or its name is mistyped: import --retire {source.Name}",
            (SourceProblem.Failed, { } at) =>
                $"{source.Name}: the newest reading failed ({source.Failure}); last read {at.UtcDateTime:yyyy-MM-dd HH:mm} UTC",
            (SourceProblem.Failed, _) => $"{source.Name}: the newest reading failed ({source.Failure}); never read before",
            (_, { } at) => $"{source.Name}: too old, last read {at.UtcDateTime:yyyy-MM-dd HH:mm} UTC",
            _ => $"{source.Name}: too old",
        };

    [LoggerMessage(
        3357,
        LogLevel.Information,
        "Campaign {Campaign} was due at {Due:u}, and the timers are on since {Since:u}: it starts by hand, or the next quarter's does"
    )]
    private static partial void LogNotCaughtUp(ILogger logger, CampaignKey campaign, DateTimeOffset due, DateTimeOffset since);
}
