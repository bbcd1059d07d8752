using Microsoft.Azure.Functions.Worker;
using OAuthAttest.Evidence;
using OAuthAttest.Functions.Timers;

namespace OAuthAttest.Functions.Evidence;

/// <summary>
/// Keeps the head of the audit log in an immutable container. A log that does not have the heads which are kept fails the run: it is
/// logged, and health calls the timer overdue, which alerts.
/// </summary>
public sealed class AuditHeadTimer(HeadKeeping keeping, TimerRecorder recorder)
{
    [Function(nameof(KeepAuditHead))]
    public Task KeepAuditHead(
        [TimerTrigger($"%{EvidenceOptions.HeadScheduleSetting}%")] TimerInfo timer,
        CancellationToken cancellation
    ) => recorder.RunAsync(nameof(KeepAuditHead), () => KeepAsync(cancellation), cancellation);

    private Task KeepAsync(CancellationToken cancellation) => keeping.IsConfigured ? keeping.RunAsync(cancellation) : Task.CompletedTask;
}
