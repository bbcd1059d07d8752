namespace OAuthAttest.Slack.People;

/// <summary>A member of the workspace, as the last complete sync saw it.</summary>
public sealed class SlackUser
{
    public required string SlackUserId { get; init; }

    public string? TeamId { get; set; }

    /// <summary>Lower case.</summary>
    public string? Email { get; set; }

    public string? RealName { get; set; }

    /// <summary>Deactivated in Slack, or gone from its list.</summary>
    public bool Deleted { get; set; }

    public bool IsBot { get; set; }

    /// <summary>IANA time zone name.</summary>
    public string? TimeZone { get; set; }

    /// <summary>The start of the last sync that saw the person.</summary>
    public DateTimeOffset SyncedAt { get; set; }
}
