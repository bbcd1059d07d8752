namespace OAuthAttest.Orchestrations;

/// <summary>One orchestration that was found lost, and how often it was started again. The rows stay, as the count of what went wrong.</summary>
public sealed class OrchestrationFailure
{
    public required string InstanceId { get; init; }

    public required OrchestrationKind Kind { get; init; }

    /// <summary>The campaign that it belongs to, by key: one whose start failed has no row yet.</summary>
    public string? CampaignKey { get; init; }

    /// <summary>How often it was found lost.</summary>
    public int Failures { get; set; }

    /// <summary>How often it was started again.</summary>
    public int Revivals { get; set; }

    public required DateTimeOffset FoundAt { get; set; }

    /// <summary>Not started again before then.</summary>
    public required DateTimeOffset NextAt { get; set; }
}
