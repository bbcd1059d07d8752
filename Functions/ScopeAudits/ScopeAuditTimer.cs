using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OAuthAttest.Functions.Timers;
using OAuthAttest.ScopeAudits.Sources;

namespace OAuthAttest.Functions.ScopeAudits;

/// <summary>Audits what has happened since the last audit; one that is under way goes on. Approvals lapse and end, and are told.</summary>
public sealed class ScopeAuditTimer(ScopeAuditLauncher launcher, TimerRecorder recorder)
{
    [Function(nameof(AuditScopes))]
    public Task AuditScopes(
        [TimerTrigger($"%{ScopeAuditOptions.ScheduleSetting}%")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => recorder.RunAsync(nameof(AuditScopes), () => launcher.TickAsync(client, cancellation), cancellation);
}
