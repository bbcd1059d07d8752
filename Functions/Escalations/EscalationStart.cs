using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Dispatch.Scheduling;
using OAuthAttest.Functions.Durable;

namespace OAuthAttest.Functions.Escalations;

/// <summary>
/// Starts the orchestrations of committed consents. Best effort: the consent's <c>Start</c> row stays open until the consent is decided,
/// and the sweep starts whatever was not started here.
/// </summary>
public sealed partial class EscalationStart(
    EscalationBacklog backlog,
    PageLane lane,
    TimeProvider clock,
    ILogger<EscalationStart> logger
)
{
    private static readonly TimeSpan BeforeNextTry = TimeSpan.FromSeconds(50);

    /// <summary>Starts the orchestration of each consent that is to be decided about, or wakes it when it already runs.</summary>
    public async Task StartAsync(DurableTaskClient client, IReadOnlyList<AcceptedConsent> consents, CancellationToken cancellation)
    {
        var undecided = consents.Where(consent => consent.IsToDecide).ToList();
        // Before the first start, so that each orchestration finds its decision under way.
        foreach (var consent in undecided)
            lane.Begin(consent.Id);
        foreach (var consent in undecided)
            await TryAsync(client, new StrandedConsent(consent.Id, consent.Key), mayLive: !consent.IsNew, cancellation);
    }

    /// <summary>The sweep: starts what was never started, and wakes or restarts what has stopped half-way.</summary>
    public async Task SweepAsync(DurableTaskClient client, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var undecided = await backlog.FindUndecidedAsync(now, cancellation);
        var overdue = await backlog.FindOverdueAsync(now, cancellation);
        if (undecided.Count > 0 || overdue.Count > 0)
            LogSwept(logger, undecided.Count, overdue.Count);
        foreach (var consent in undecided.Union(overdue))
            await TryAsync(client, consent, mayLive: true, cancellation);
        await backlog.PostponeAsync(undecided, now + BeforeNextTry, cancellation);
    }

    private async Task TryAsync(DurableTaskClient client, StrandedConsent consent, bool mayLive, CancellationToken cancellation)
    {
        try
        {
            if (!mayLive || !await WakeAsync(client, consent, cancellation))
                await RunAsync(client, consent, cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            LogNotStarted(logger, consent.Key, e.GetType().Name);
        }
    }

    private static async Task RunAsync(DurableTaskClient client, StrandedConsent consent, CancellationToken cancellation)
    {
        var order = new EscalationOrder(consent.ConsentId, consent.Key);
        if (
            !await client.StartFreeAsync(
                nameof(EscalationOrchestrator),
                EscalationKey.InstanceId(consent.Key),
                order,
                StartOnce.Alive,
                cancellation
            )
        )
        {
            await client.RaiseWakeUpAsync(EscalationKey.InstanceId(consent.Key), cancellation);
        }
    }

    /// <returns>False: no running instance has the id.</returns>
    private static async Task<bool> WakeAsync(DurableTaskClient client, StrandedConsent consent, CancellationToken cancellation)
    {
        var id = EscalationKey.InstanceId(consent.Key);
        if (!await client.IsTakenAsync(id, StartOnce.Alive, cancellation))
            return false;
        await client.RaiseWakeUpAsync(id, cancellation);
        return true;
    }

    [LoggerMessage(3341, LogLevel.Warning, "Escalation {Escalation} could not be started ({ErrorType}): the sweep does it")]
    private static partial void LogNotStarted(ILogger logger, string escalation, string errorType);

    [LoggerMessage(
        3342,
        LogLevel.Warning,
        "The sweep found {Undecided} consents that were not decided about and {Overdue} incidents that stood still"
    )]
    private static partial void LogSwept(ILogger logger, int undecided, int overdue);
}
