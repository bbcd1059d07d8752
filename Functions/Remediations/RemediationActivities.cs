using Microsoft.Azure.Functions.Worker;
using OAuthAttest.Functions.Durable;
using OAuthAttest.ScopeAudits.Acting;

namespace OAuthAttest.Functions.Remediations;

/// <summary>The one step of a remediation, which may be repeated.</summary>
public sealed class RemediationActivities(RemediationTurns turns)
{
    [Function(nameof(AdvanceRemediation))]
    public Task<RemediationTurn> AdvanceRemediation([ActivityTrigger] RemediationOrder order, CancellationToken cancellation) =>
        StepFailures.NameAsync(() => turns.AdvanceAsync(order.Id, cancellation));
}
