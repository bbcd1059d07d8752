using Microsoft.DurableTask.Client;
using OAuthAttest.Escalations.Consents;

namespace OAuthAttest.Functions.Escalations;

/// <summary>Starts the orchestrations of accepted consents.</summary>
public sealed class EscalationStart
{
    public Task StartAsync(DurableTaskClient client, IReadOnlyList<AcceptedConsent> accepted, CancellationToken cancellation) => Task.CompletedTask;
}
