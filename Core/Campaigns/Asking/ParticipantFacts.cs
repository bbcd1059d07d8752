namespace OAuthAttest.Campaigns.Asking;

/// <summary>What the tables say of one participant, as far as the next step depends on it.</summary>
public sealed record ParticipantFacts
{
    public required CampaignState CampaignState { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    public required DateTimeOffset ClosesAt { get; init; }

    public required CampaignPolicy Policy { get; init; }

    /// <summary>How many people the campaign asks.</summary>
    public int People { get; init; } = 1;

    public required ParticipantState State { get; init; }

    public required int OpenCount { get; init; }

    public DateTimeOffset? AskedAt { get; init; }

    /// <summary>How many of the policy's offsets are dealt with, whether a reminder was sent for them or not.</summary>
    public required int RemindersSent { get; init; }

    public DateTimeOffset? DelegatedAt { get; init; }

    /// <summary>Somebody was asked in the person's place, and may answer.</summary>
    public bool HasDelegate { get; init; }

    /// <summary>As <see cref="RemindersSent"/>, of those to the delegate.</summary>
    public int DelegateRemindersSent { get; init; }

    public DateTimeOffset? AnsweredAllAt { get; init; }

    public required bool NeedsRepaint { get; init; }

    public required bool OwesNotice { get; init; }

    /// <summary>True while answers count.</summary>
    public bool IsOpenAt(DateTimeOffset now) => CampaignState == CampaignState.Open && now < ClosesAt;
}
