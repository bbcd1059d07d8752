namespace OAuthAttest.Local.Simulators.Slack;

/// <summary>A member of the simulated workspace.</summary>
public sealed record SimulatedUser
{
    public required string Id { get; init; }

    public required string RealName { get; init; }

    public string? Email { get; init; }

    public string TimeZone { get; init; } = "Europe/Amsterdam";

    /// <summary>Deactivated: still in users.list, but cannot be sent messages.</summary>
    public bool IsDeleted { get; init; }

    public bool IsBot { get; init; }

    /// <summary>The workspace of somebody from outside; null: the simulated one.</summary>
    public string? TeamId { get; init; }

    /// <summary>Seen through a shared channel only: of another company's workspace.</summary>
    public bool IsStranger { get; init; }

    /// <summary>A guest of several channels.</summary>
    public bool IsRestricted { get; init; }

    /// <summary>A guest of one channel.</summary>
    public bool IsUltraRestricted { get; init; }

    /// <summary>The workspaces of the organization that the person is in.</summary>
    public IReadOnlyList<string> Teams { get; init; } = [];

    /// <summary>The app may not see this person.</summary>
    public bool IsHidden { get; init; }
}

/// <summary>A channel of the simulated workspace.</summary>
public sealed record SimulatedChannel
{
    public required string Id { get; init; }

    public bool IsArchived { get; init; }

    public bool HasBot { get; init; } = true;
}
