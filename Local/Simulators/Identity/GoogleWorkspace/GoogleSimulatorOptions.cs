namespace OAuthAttest.Local.Simulators.Identity.GoogleWorkspace;

/// <summary>The simulated Workspace.</summary>
public sealed record GoogleSimulatorOptions
{
    public string CustomerId { get; init; } = "C0simulated";

    /// <summary>The administrator that the service account may impersonate.</summary>
    public string Administrator { get; init; } = "admin@example.com";

    public string ServiceAccount { get; init; } = "attest@simulated.iam.gserviceaccount.com";

    /// <summary>
    /// Another one, for the inventory. Google has no scope that lists tokens and cannot delete them: what parts the two is who has the key.
    /// </summary>
    public string ReadingServiceAccount { get; init; } = "attest-reads@simulated.iam.gserviceaccount.com";

    /// <summary>The largest page of any list, whatever size is requested.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>A watch channel ends at the latest after this time, whatever was asked for.</summary>
    public TimeSpan LongestChannel { get; init; } = TimeSpan.FromHours(6);

    /// <summary>How long a deleted user or token is still listed.</summary>
    public TimeSpan DeletedStayListed { get; init; }

    /// <summary>The calls that are taken; null: all. Over it Google answers 429, or 403 with a quota's name.</summary>
    public CallRate? Rate { get; init; }

    /// <summary>The delay of every call.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Port to listen on; 0 picks a free one.</summary>
    public int Port { get; init; }
}
