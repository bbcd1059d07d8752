using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OAuthAttest.Functions.Durable;
using OAuthAttest.ScopeAudits.Alerting;
using OAuthAttest.ScopeAudits.Running;

namespace OAuthAttest.Functions.ScopeAudits;

/// <param name="AuditId">The audit, whose row and parts are there.</param>
public sealed record ScopeAuditOrder(long AuditId);

/// <param name="Parts">The next ones; empty: all are read.</param>
public sealed record WaitingParts(IReadOnlyList<ReadPart> Parts);

/// <summary>
/// Reads an audit's parts, several at a time, and concludes and tells it. What was read is in the tables: an orchestration that is lost is
/// started anew under the same id, and asks what has no answer yet.
/// </summary>
public static class ScopeAuditOrchestrator
{
    /// <summary>A history of so many activities is short enough to be replayed at each step.</summary>
    private const int StepsARound = 20;

    [Function(nameof(ScopeAuditOrchestrator))]
    public static async Task<ConcludedAudit?> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var order = context.GetInput<ScopeAuditOrder>() ?? throw new InvalidOperationException("An audit needs an order.");
        for (var step = 0; step < StepsARound; step++)
        {
            var waiting = await context.StepAsync<WaitingParts>(nameof(ScopeAuditActivities.FindAuditParts), order);
            if (waiting.Parts.Count == 0)
            {
                var concluded = await context.StepAsync<ConcludedAudit>(nameof(ScopeAuditActivities.ConcludeScopeAudit), order);
                context.SetCustomStatus(concluded);
                if (concluded.Outcome is null)
                    continue;
                var told = await context.StepAsync<ToldAudit>(nameof(ScopeAuditActivities.TellScopeAudit), order);
                if (told.RetryAt is not { } again)
                    return concluded;
                await context.WaitUntilAsync(again);
                continue;
            }
            context.SetCustomStatus(new { asking = waiting.Parts });
            var read = await Task.WhenAll(waiting.Parts.Select(part =>
                context.StepAsync<PartRead>(nameof(ScopeAuditActivities.ReadAuditPart), part)));
            // As long as one of them can go on, it is not waited for the others.
            if (read.All(part => part.Again is not null))
                await context.WaitUntilAsync(read.Min(part => part.Again!.Value));
        }
        context.ContinueAsNew(order);
        return null;
    }
}
