namespace OAuthAttest.Local.Simulators.Identity.GoogleWorkspace;

/// <summary>The simulated Workspace.</summary>
public sealed record GoogleSimulatorOptions
{
    public string CustomerId { get; init; } = "C0simulated";

    /// <summary>The administrator that the service account may act as.</summary>
    public string Administrator { get; init; } = "admin@example.com";

    public string ServiceAccount { get; init; } = "attest@simulated.iam.gserviceaccount.com";

    /// <summary>No page of the report is larger, whatever is asked for.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>How long every call takes.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Port to listen on; 0 picks a free one.</summary>
    public int Port { get; init; }
}
