using OAuthAttest.Addresses;

namespace OAuthAttest.Campaigns;

/// <summary>
/// Configuration section <c>Campaign</c>. Time spans are written <c>d.hh:mm:ss</c>; the key of a nested value joins the names with
/// a colon, e.g. <c>Campaign:Breaker:MaxShareOfApp</c> (<c>Campaign__Breaker__MaxShareOfApp</c> in the environment).
/// </summary>
public sealed class CampaignOptions
{
    public const string Section = "Campaign";

    /// <summary>Where <see cref="Schedule"/> stands: a setting of its own at the top, because timer triggers find no nested names when the app scales.</summary>
    public const string ScheduleSetting = "CampaignSchedule";

    /// <summary>Where <see cref="CatchUpSchedule"/> stands.</summary>
    public const string CatchUpScheduleSetting = "CampaignCatchUpSchedule";

    /// <summary>The timers start nothing until somebody turns this on. A start over HTTP works either way.</summary>
    public bool Enabled { get; set; }

    /// <summary>NCRONTAB of the quarterly start.</summary>
    public string Schedule { get; set; } = "0 0 6 1 1,4,7,10 *";

    /// <summary>NCRONTAB of the catch-up, which starts a campaign that the quarterly timer missed.</summary>
    public string CatchUpSchedule { get; set; } = "0 0 7 * * *";

    public TimeSpan ResponseWindow { get; set; } = TimeSpan.FromDays(14);

    /// <summary>Counted from the opening, ascending, inside the response window.</summary>
    public IReadOnlyList<TimeSpan> ReminderOffsets { get; set; } = [TimeSpan.FromDays(5), TimeSpan.FromDays(10), TimeSpan.FromDays(13)];

    /// <summary>Counted from the opening; null: managers are not asked.</summary>
    public TimeSpan? EscalateToManagerAfter { get; set; }

    public TimeSpan CorrectionWindow { get; set; } = TimeSpan.FromDays(1);

    public SilencePolicy Silence { get; set; } = SilencePolicy.Revoke;

    public BreakerPolicy Breaker { get; set; } = new(MaxShareOfGrants: 0.25, MaxShareOfApp: 0.5, MinGrantsOfApp: 10, ProtectedApps: []);

    public CampaignFilter Filter { get; set; } = new();

    public IReadOnlyList<CampaignExclusion> Exclusions { get; set; } = [];

    public TimeSpan MaxInventoryAge { get; set; } = TimeSpan.FromDays(7);

    /// <summary>People a shard, 1 to 1000.</summary>
    public int ShardSize { get; set; } = 500;

    public string AskedBy { get; set; } = "the security team";

    public string Why { get; set; } = "Four times a year we check which third-party apps can reach company data. Keep what you use, remove what you do not.";

    /// <summary>The security lead. Required once <see cref="Enabled"/> is on.</summary>
    public string? LeadEmail { get; set; }

    /// <summary>Who may decide on a held worklist besides the lead.</summary>
    public IReadOnlyList<string> Approvers { get; set; } = [];

    /// <summary>How long a held worklist waits for a decision; then it counts as rejected.</summary>
    public TimeSpan ApprovalWindow { get; set; } = TimeSpan.FromDays(14);

    /// <summary>What could not be read from the configuration; <see cref="CampaignOptionsValidator"/> reports it with the rest.</summary>
    internal IReadOnlyList<string> ReadErrors { get; set; } = [];

    /// <summary>The rules for a campaign that opens now.</summary>
    public CampaignPolicy ToPolicy() => new()
    {
        ResponseWindow = ResponseWindow,
        ReminderOffsets = ReminderOffsets,
        EscalateToManagerAfter = EscalateToManagerAfter,
        CorrectionWindow = CorrectionWindow,
        Silence = Silence,
        Breaker = Breaker,
        Filter = Filter,
        Exclusions = Exclusions,
        MaxInventoryAge = MaxInventoryAge,
        ShardSize = ShardSize,
        AskedBy = AskedBy,
        Why = Why,
        LeadEmail = EmailAddress.Of(LeadEmail),
        Approvers = [.. Approvers.Select(EmailAddress.Of).OfType<string>()],
        ApprovalWindow = ApprovalWindow,
    };
}
