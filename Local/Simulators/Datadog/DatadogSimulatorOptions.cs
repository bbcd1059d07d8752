namespace OAuthAttest.Local.Simulators.Datadog;

/// <summary>The simulated organisation.</summary>
public sealed record DatadogSimulatorOptions
{
    public string ApiKey { get; init; } = "simulated-api-key";

    public string AppKey { get; init; } = "simulated-app-key";

    /// <summary>The delay of every call.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Port to listen on; 0 picks a free one.</summary>
    public int Port { get; init; }
}
