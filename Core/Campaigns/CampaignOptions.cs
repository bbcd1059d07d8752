using OAuthAttest.Addresses;
using OAuthAttest.Configuration;
using OAuthAttest.Slack;
using OAuthAttest.WorkingTime;

namespace OAuthAttest.Campaigns;

/// <summary>
/// Configuration section <c>Campaign</c>. Time spans are written <c>d.hh:mm:ss</c>; the key of a nested value joins the names with
/// a colon, e.g. <c>Campaign:Breaker:MaxShareOfApp</c> (<c>Campaign__Breaker__MaxShareOfApp</c> in the environment).
/// </summary>
[SettingsSection(CampaignOptions.Section)]
public sealed class CampaignOptions : IChecked
{
    public const string Section = "Campaign";

    /// <summary>
    /// The setting name of <see cref="Schedule"/>. It is at the top level, because timer triggers find no nested names when the app
    /// scales.
    /// </summary>
    public const string ScheduleSetting = "CampaignSchedule";

    /// <summary>The setting name of <see cref="CatchUpSchedule"/>.</summary>
    public const string CatchUpScheduleSetting = "CampaignCatchUpSchedule";

    /// <summary>The setting name of <see cref="ReconcileSchedule"/>.</summary>
    public const string ReconcileScheduleSetting = "ReconcileSchedule";

    private const string LongestWindow = "90.00:00:00";

    /// <summary>Whether the timers start campaigns. Off by default; a start over HTTP works either way.</summary>
    public bool Enabled { get; set; }

    /// <summary>NCRONTAB of the quarterly start.</summary>
    [TopLevel(ScheduleSetting), Schedule]
    public string Schedule { get; set; } = "0 0 6 1 1,4,7,10 *";

    /// <summary>NCRONTAB of the catch-up, which starts a campaign that the quarterly timer missed.</summary>
    [TopLevel(CatchUpScheduleSetting), Schedule]
    public string CatchUpSchedule { get; set; } = "0 0 7 * * *";

    /// <summary>NCRONTAB of the reconciler, which finds orchestrations that failed or are missing, of campaigns and of incidents.</summary>
    [TopLevel(ReconcileScheduleSetting), Schedule]
    public string ReconcileSchedule { get; set; } = "20 */5 * * * *";

    /// <summary>
    /// Days on which no campaign starts and nobody is asked or reminded, besides weekends and January 1st.
    /// </summary>
    public IReadOnlyList<DateOnly> Holidays { get; set; } = [];

    [Bounds(Above = "00:00:00", AtMost = LongestWindow)]
    public TimeSpan ResponseWindow { get; set; } = TimeSpan.FromDays(14);

    /// <summary>When reminders are sent, counted from the opening, ascending, inside the response window.</summary>
    public IReadOnlyList<TimeSpan> ReminderOffsets { get; set; } = [TimeSpan.FromDays(5), TimeSpan.FromDays(10), TimeSpan.FromDays(13)];

    /// <summary>When managers are asked, counted from the opening; null: managers are not asked.</summary>
    public TimeSpan? AskManagerAfter { get; set; }

    /// <summary>How long after the last answer a person counts as done, at most the response window.</summary>
    [Bounds(AtLeast = "00:00:00")]
    public TimeSpan CorrectionWindow { get; set; } = TimeSpan.FromDays(1);

    public SilencePolicy Silence { get; set; } = SilencePolicy.Revoke;

    /// <summary>Last used so long before the opening, a grant may be kept without its risky scopes.</summary>
    [Bounds(Above = "00:00:00", AtMost = "1000.00:00:00")]
    public TimeSpan UnusedAfter { get; set; } = TimeSpan.FromDays(90);

    public BreakerPolicy Breaker { get; set; } = new(MaxShareOfGrants: 0.25, MaxShareOfApp: 0.5, MinGrantsOfApp: 10, ProtectedApps: []);

    /// <summary>Above this share of people who could not be asked, the worklist is held for a named approval.</summary>
    [Share]
    public double MaxShareUnreachable { get; set; } = 0.2;

    public CampaignFilter Filter { get; set; } = new();

    public IReadOnlyList<CampaignExclusion> Exclusions { get; set; } = [];

    [Bounds(Above = "00:00:00")]
    public TimeSpan MaxInventoryAge { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How many people one shard has.</summary>
    [Bounds(AtLeast = "1", AtMost = "1000")]
    public int ShardSize { get; set; } = 500;

    public string AskedBy { get; set; } = "the security team";

    public string Why { get; set; } =
        "Four times a year we check which third-party apps can reach company data. Keep what you use, remove what you do not.";

    /// <summary>Whom people can ask about the review, as in "#security-help"; null: those who ask.</summary>
    public string? Help { get; set; }

    /// <summary>The security lead. Required once <see cref="Enabled"/> is on.</summary>
    public string? LeadEmail { get; set; }

    /// <summary>Who may decide on a held worklist, in addition to the lead.</summary>
    public IReadOnlyList<string> Approvers { get; set; } = [];

    /// <summary>How long a held worklist waits for a decision; after that it counts as rejected.</summary>
    [Bounds(Above = "00:00:00", AtMost = LongestWindow)]
    public TimeSpan ApprovalWindow { get; set; } = TimeSpan.FromDays(14);

    /// <summary>The policy for a campaign that opens now.</summary>
    public CampaignPolicy ToPolicy() => new()
    {
        ResponseWindow = ResponseWindow,
        ReminderOffsets = ReminderOffsets,
        AskManagerAfter = AskManagerAfter,
        CorrectionWindow = CorrectionWindow,
        Silence = Silence,
        UnusedAfter = UnusedAfter,
        Breaker = Breaker,
        MaxShareUnreachable = MaxShareUnreachable,
        Filter = Filter,
        // Never without its condition: it would leave out more than was meant.
        Exclusions =
        [
            .. Exclusions.Select(exclusion => exclusion with { Email = EmailAddress.Of(exclusion.Email) ?? exclusion.Email }),
        ],
        MaxInventoryAge = MaxInventoryAge,
        ShardSize = ShardSize,
        AskedBy = AskedBy,
        Why = Why,
        Help = Help,
        LeadEmail = EmailAddress.Of(LeadEmail),
        Approvers = [.. Approvers.Select(EmailAddress.Of).OfType<string>()],
        ApprovalWindow = ApprovalWindow,
    };

    /// <summary>When people are written to, by the settings of this section and of Slack's; null: at any time.</summary>
    public SendingPolicy? SendingOf(SlackOptions slack) =>
        string.Equals(slack.SendingHours, HoursAttribute.Always, StringComparison.OrdinalIgnoreCase)
            ? null
            : new SendingPolicy(slack.SendingHours, slack.TimeZone, Holidays);

    public void Check(Mistakes mistakes)
    {
        CheckTimes(mistakes);
        CheckPeople(mistakes);
    }

    private void CheckTimes(Mistakes mistakes)
    {
        if (Silence == SilencePolicy.AskManager && AskManagerAfter is null)
        {
            mistakes.Add(
                nameof(AskManagerAfter),
                $"is missing: {mistakes.Key(nameof(Silence))} is AskManager, so it must say when managers are asked.");
        }
        if (mistakes.Has(nameof(ResponseWindow)))
            return;
        var insideWindow = $"it must lie inside the response window of {ResponseWindow}.";
        for (var i = 0; i < ReminderOffsets.Count; i++)
        {
            var (key, offset) = ($"{nameof(ReminderOffsets)}:{i}", ReminderOffsets[i]);
            if (offset <= TimeSpan.Zero || offset >= ResponseWindow)
                mistakes.Add(key, $"is {offset}: {insideWindow}");
            else if (i > 0 && offset <= ReminderOffsets[i - 1])
                mistakes.Add(key, $"is {offset}: it must be later than the one before, {ReminderOffsets[i - 1]}.");
        }
        if (AskManagerAfter is { } after && (after <= TimeSpan.Zero || after >= ResponseWindow))
            mistakes.Add(nameof(AskManagerAfter), $"is {after}: {insideWindow}");
        if (CorrectionWindow > ResponseWindow)
        {
            mistakes.Add(
                nameof(CorrectionWindow), $"is {CorrectionWindow}: it must not be longer than the response window of {ResponseWindow}.");
        }
    }

    private void CheckPeople(Mistakes mistakes)
    {
        if (Enabled && LeadEmail is null)
        {
            mistakes.Add(
                nameof(LeadEmail),
                $"is missing: with {mistakes.Key(nameof(Enabled))} on, somebody must get the report and the grants that have no owner.");
        }
        if (LeadEmail is { } lead && !EmailAddress.IsOne(lead))
            mistakes.Add(nameof(LeadEmail), $"is '{lead}': it must be an email address.");
        for (var i = 0; i < Approvers.Count; i++)
        {
            if (!EmailAddress.IsOne(Approvers[i]))
                mistakes.Add($"{nameof(Approvers)}:{i}", $"is '{Approvers[i]}': it must be an email address.");
        }
        if (AskedBy.Length > 80)
            mistakes.Add(nameof(AskedBy), "is longer than 80 characters.");
        if (Help?.Length > 80)
            mistakes.Add(nameof(Help), "is longer than 80 characters.");
        if (Why.Length > 1000)
            mistakes.Add(nameof(Why), "is longer than 1000 characters.");
    }
}
