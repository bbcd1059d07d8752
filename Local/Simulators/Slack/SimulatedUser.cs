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
