namespace OAuthAttest.Local.Simulators.PagerDuty;

/// <summary>The simulated account: two services that page, and the keys to it.</summary>
public sealed record PagerDutySimulatorOptions
{
    public string RoutingKey { get; init; } = "simulatedprimary0123456789abcdef";

    public string FallbackRoutingKey { get; init; } = "simulatedfallback123456789abcdef";

    public string RestKey { get; init; } = "simulated-rest-key";

    public string WebhookSecret { get; init; } = "simulated-webhook-secret";

    /// <summary>
    /// Whether an incident shows its alert's key as its own. PagerDuty's reference says that an incident made of alerts has none; its
    /// samples show one.
    /// </summary>
    public bool TellsIncidentKey { get; init; } = true;

    /// <summary>The delay of every call.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Port to listen on; 0 picks a free one.</summary>
    public int Port { get; init; }
}
