using OAuthAttest.Grants;

namespace OAuthAttest.Identity.Live;

public enum RunState
{
    /// <summary>Being read or merged.</summary>
    Running = 1,

    /// <summary>Read to the end and merged.</summary>
    Succeeded = 2,

    /// <summary>Nothing of it was merged.</summary>
    Failed = 3,
}

/// <summary>One sync of one inventory source, from its first page to the merge.</summary>
public sealed class InventoryRun
{
    public long Id { get; set; }

    public required string Source { get; init; }

    public required ProviderName Provider { get; init; }

    /// <summary>What asked for it: <c>timer</c>, <c>campaign-2026Q4</c>, <c>local</c>.</summary>
    public required string Trigger { get; init; }

    /// <summary>Given by whoever asked for it, so that asking twice begins one run.</summary>
    public required string RequestKey { get; init; }

    public RunState State { get; set; }

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>When something of it was last done.</summary>
    public DateTimeOffset HeartbeatAt { get; set; }

    /// <summary>It waits for a provider until then; null: it does not.</summary>
    public DateTimeOffset? ResumeAt { get; set; }

    /// <summary>Every list was read to its end: what remains is the merge.</summary>
    public bool IsRead { get; set; }

    /// <summary>Faults of the provider since the last page.</summary>
    public int Faults { get; set; }

    /// <summary>Answers of the provider that are kept for it, or were.</summary>
    public long Pages { get; set; }

    public long Users { get; set; }

    public long UsersAdded { get; set; }

    public long UsersChanged { get; set; }

    public long UsersVanished { get; set; }

    public long Apps { get; set; }

    public long AppsAdded { get; set; }

    public long AppsChanged { get; set; }

    public long Grants { get; set; }

    public long GrantsAdded { get; set; }

    public long GrantsChanged { get; set; }

    public long GrantsVanished { get; set; }

    /// <summary>What could not be told, though the reading is whole, such as when apps were last used.</summary>
    public string[] Notes { get; set; } = [];

    /// <summary>Why it failed.</summary>
    public string? Error { get; set; }
}
