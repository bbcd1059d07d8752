namespace OAuthAttest.Local.Simulators.Identity.Okta;

/// <summary>The simulated org.</summary>
public sealed record OktaSimulatorOptions
{
    /// <summary>The only API token that is known.</summary>
    public string ApiToken { get; init; } = "simulated-okta-token";

    /// <summary>No page of the log is larger, whatever is asked for.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>How long every call takes.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Port to listen on; 0 picks a free one.</summary>
    public int Port { get; init; }
}
