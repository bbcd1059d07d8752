namespace OAuthAttest.Slack.People;

/// <summary>
/// When a workspace's list was last read to its end: until then the copy in <see cref="SlackUser"/> says nothing for sure.
/// </summary>
public sealed class SlackDirectoryReading
{
    public required string TeamId { get; init; }

    /// <summary>The organization (Enterprise Grid); null: none.</summary>
    public string? EnterpriseId { get; set; }

    /// <summary>The start of the newest reading that came to its end.</summary>
    public DateTimeOffset ReadAt { get; set; }

    /// <summary>Active people of the workspace.</summary>
    public int People { get; set; }
}
