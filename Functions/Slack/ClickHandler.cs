using Microsoft.DurableTask.Client;
using OAuthAttest.Functions.Campaigns;
using OAuthAttest.Functions.Escalations;
using OAuthAttest.Functions.Remediations;
using OAuthAttest.Functions.Revocations;
using OAuthAttest.Functions.ScopeAudits;
using OAuthAttest.Interactions;

namespace OAuthAttest.Functions.Slack;

/// <summary>Routes a click to the handler of its kind: attestations, worklists, removals, incidents, remediations or scopes.</summary>
public sealed class ClickHandler(
    AttestationClicks attestations,
    WorklistClicks worklists,
    RemovalClicks removals,
    IncidentClicks incidents,
    RemediationClicks remediations,
    ScopeApprovalClicks scopes
)
{
    /// <returns>The JSON that answers a submitted modal; null for an empty answer.</returns>
    public Task<string?> HandleAsync(SlackCommand command, DurableTaskClient client, CancellationToken cancellation) => command switch
    {
        AttestationCommand attestation => attestations.HandleAsync(attestation, client, cancellation),
        WorklistCommand worklist => worklists.HandleAsync(worklist, client, cancellation),
        RemovalCommand removal => removals.HandleAsync(removal, client, cancellation),
        RemediationCommand remediation => remediations.HandleAsync(remediation, client, cancellation),
        IncidentCommand incident => incidents.HandleAsync(incident, client, cancellation),
        ScopeCommand scope => scopes.HandleAsync(scope, cancellation),
        _ => throw new InvalidOperationException($"Nothing handles {command.GetType().Name}."),
    };
}
