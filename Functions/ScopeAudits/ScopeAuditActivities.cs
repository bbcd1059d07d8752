using Microsoft.Azure.Functions.Worker;
using OAuthAttest.Functions.Durable;
using OAuthAttest.ScopeAudits.Acting;
using OAuthAttest.ScopeAudits.Alerting;
using OAuthAttest.ScopeAudits.Running;

namespace OAuthAttest.Functions.ScopeAudits;

/// <summary>The steps of an audit of scopes, each of which may be repeated.</summary>
public sealed class ScopeAuditActivities(
    AuditParts parts, AuditConclusion conclusion, RemediationRequests remediations, AuditAlerting alerting)
{
    /// <summary>So many parts are asked at a time.</summary>
    private const int PartsAtOnce = 8;

    [Function(nameof(FindAuditParts))]
    public Task<WaitingParts> FindAuditParts([ActivityTrigger] ScopeAuditOrder order, CancellationToken cancellation) =>
        StepFailures.NameAsync(async () => new WaitingParts(await parts.WaitingAsync(order.AuditId, PartsAtOnce, cancellation)));

    [Function(nameof(ReadAuditPart))]
    public Task<PartRead> ReadAuditPart([ActivityTrigger] ReadPart part, CancellationToken cancellation) =>
        StepFailures.NameAsync(() => parts.ReadAsync(part, cancellation));

    [Function(nameof(ConcludeScopeAudit))]
    public Task<ConcludedAudit> ConcludeScopeAudit([ActivityTrigger] ScopeAuditOrder order, CancellationToken cancellation) =>
        StepFailures.NameAsync(async () =>
        {
            var concluded = await conclusion.ConcludeAsync(order.AuditId, cancellation);
            if (concluded.Outcome is not null)
                await remediations.RequestAutomaticAsync(order.AuditId, cancellation);
            return concluded;
        });

    [Function(nameof(TellScopeAudit))]
    public Task<ToldAudit> TellScopeAudit([ActivityTrigger] ScopeAuditOrder order, CancellationToken cancellation) =>
        StepFailures.NameAsync(() => alerting.TellAsync(order.AuditId, cancellation));
}
