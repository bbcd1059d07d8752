namespace OAuthAttest.Local.Simulators.Identity.Okta;

/// <summary>The simulated org.</summary>
public sealed record OktaSimulatorOptions
{
    /// <summary>The only API token that is accepted.</summary>
    public string ApiToken { get; init; } = "simulated-okta-token";

    /// <summary>The largest page of the log, whatever size is requested.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>The delay of every call.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Port to listen on; 0 picks a free one.</summary>
    public int Port { get; init; }
}
