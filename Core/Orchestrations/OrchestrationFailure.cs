namespace OAuthAttest.Orchestrations;

/// <summary>An orchestration that was found lost, and how often it was restarted. Rows are kept as a record of failures.</summary>
public sealed class OrchestrationFailure
{
    public required string InstanceId { get; init; }

    public required OrchestrationKind Kind { get; init; }

    /// <summary>The key of its campaign; not the id, because a campaign whose start failed has no row yet.</summary>
    public string? CampaignKey { get; init; }

    /// <summary>How often it was found lost.</summary>
    public int Failures { get; set; }

    /// <summary>How often it was restarted.</summary>
    public int Revivals { get; set; }

    public required DateTimeOffset FoundAt { get; set; }

    /// <summary>It is not restarted before this.</summary>
    public required DateTimeOffset NextAt { get; set; }
}
