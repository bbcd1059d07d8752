using System.Diagnostics.CodeAnalysis;
using Microsoft.DurableTask.Client;
using OAuthAttest.Escalations.Consents;

namespace OAuthAttest.Functions.Escalations;

/// <summary>Starts the orchestrations of accepted consents.</summary>
public sealed class EscalationStart
{
    [SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "It is injected.")]
    public Task StartAsync(DurableTaskClient client, IReadOnlyList<AcceptedConsent> accepted, CancellationToken cancellation) => Task.CompletedTask;
}
