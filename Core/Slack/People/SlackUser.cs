namespace OAuthAttest.Slack.People;

/// <summary>Somebody whom the workspace's list names, as the last complete sync saw it.</summary>
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

    /// <summary>
    /// Of another workspace (Slack Connect, or another one of the organization): never asked, and never counts as somebody.
    /// </summary>
    public bool IsExternal { get; set; }

    /// <summary>A guest of this workspace. Asked like a member where the address is the account's.</summary>
    public bool IsGuest { get; set; }

    /// <summary>IANA time zone name.</summary>
    public string? TimeZone { get; set; }

    /// <summary>The start of the last sync that saw the person.</summary>
    public DateTimeOffset SyncedAt { get; set; }
}
