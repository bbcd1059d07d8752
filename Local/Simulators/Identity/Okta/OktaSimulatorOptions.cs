namespace OAuthAttest.Local.Simulators.Identity.Okta;

/// <summary>The simulated org.</summary>
public sealed record OktaSimulatorOptions
{
    /// <summary>The API token of an administrator who may read and change everything.</summary>
    public string ApiToken { get; init; } = "simulated-okta-token";

    /// <summary>The API token of a Read-only Administrator.</summary>
    public string ReadingToken { get; init; } = "simulated-okta-reading-token";

    /// <summary>How long a grant that was taken away is still listed.</summary>
    public TimeSpan DeletedStayListed { get; init; }

    /// <summary>The calls that are taken; null: all. Every answer then tells of the limit in its headers.</summary>
    public CallRate? Rate { get; init; }

    /// <summary>The largest page of any list, whatever size is requested.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>The delay of every call.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Port to listen on; 0 picks a free one.</summary>
    public int Port { get; init; }
}
