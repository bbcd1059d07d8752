namespace OAuthAttest.Campaigns.Asking;

/// <summary>The values of one participant, read from the tables, that determine the next step.</summary>
public sealed record ParticipantFacts
{
    public required CampaignState CampaignState { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    public required DateTimeOffset ClosesAt { get; init; }

    public required CampaignPolicy Policy { get; init; }

    /// <summary>How many participants the campaign has.</summary>
    public int People { get; init; } = 1;

    public required ParticipantState State { get; init; }

    public required int OpenCount { get; init; }

    public DateTimeOffset? AskedAt { get; init; }

    /// <summary>How many of the policy's reminder offsets are settled, whether or not a reminder was sent for them.</summary>
    public required int RemindersSent { get; init; }

    public DateTimeOffset? DelegatedAt { get; init; }

    /// <summary>True when a delegate was asked and may answer.</summary>
    public bool HasDelegate { get; init; }

    /// <summary>Somebody has a message with buttons: the person or the delegate.</summary>
    public bool HasMessage => AskedAt is not null || HasDelegate;

    /// <summary>As <see cref="RemindersSent"/>, for the reminders to the delegate.</summary>
    public int DelegateRemindersSent { get; init; }

    public DateTimeOffset? AnsweredAllAt { get; init; }

    public required bool NeedsRepaint { get; init; }

    public required bool OwesNotice { get; init; }

    /// <summary>The person's time zone as Slack tells it; null where it is not known.</summary>
    public string? TimeZone { get; init; }

    /// <summary>As <see cref="TimeZone"/>, of the delegate, or of the manager who would be asked.</summary>
    public string? DelegateTimeZone { get; init; }

    /// <summary>True while answers count.</summary>
    public bool IsOpenAt(DateTimeOffset now) => CampaignState == CampaignState.Open && now < ClosesAt;
}
