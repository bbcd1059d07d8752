namespace OAuthAttest.Campaigns.Starting;

/// <summary>Since when the timers may start campaigns. One row: what was due before is nobody's omission, and is not caught up.</summary>
public sealed class CampaignSwitch
{
    /// <summary>The only key.</summary>
    public const string Timers = "timers";

    public required string Name { get; init; }

    /// <summary>Null while they are switched off.</summary>
    public DateTimeOffset? EnabledSince { get; init; }
}
