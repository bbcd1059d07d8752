namespace OAuthAttest.Local.Simulators.Identity.GoogleWorkspace;

/// <summary>The simulated Workspace.</summary>
public sealed record GoogleSimulatorOptions
{
    public string CustomerId { get; init; } = "C0simulated";

    /// <summary>The administrator that the service account may impersonate.</summary>
    public string Administrator { get; init; } = "admin@example.com";

    public string ServiceAccount { get; init; } = "attest@simulated.iam.gserviceaccount.com";

    /// <summary>The largest page of the report, whatever size is requested.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>A watch channel ends at the latest after this time, whatever was asked for.</summary>
    public TimeSpan LongestChannel { get; init; } = TimeSpan.FromHours(6);

    /// <summary>The delay of every call.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Port to listen on; 0 picks a free one.</summary>
    public int Port { get; init; }
}
