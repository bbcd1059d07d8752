namespace OAuthAttest.Campaigns;

/// <summary>Somebody who is asked in a campaign: one row a person, whatever number of accounts they have.</summary>
public sealed class CampaignParticipant
{
    public long Id { get; init; }

    public required long CampaignId { get; init; }

    /// <summary>Readable, unique in the campaign, legal in an instance id beside the longest campaign key: at most 56 characters.</summary>
    public required string Key { get; init; }

    /// <summary>Lower case; null when no account of the person has one (such a person is unreachable).</summary>
    public string? Email { get; init; }

    public string? DisplayName { get; init; }

    public string? ManagerEmail { get; init; }

    /// <summary>The Slack account that the email belongs to; null when the directory has none.</summary>
    public string? SlackUserId { get; set; }

    /// <summary>From 1 to the campaign's <see cref="Campaign.ShardCount"/>.</summary>
    public required int Shard { get; init; }

    public int GrantCount { get; init; }

    /// <summary>Grants without an answer. Kept in step by every committed answer; live counts are summed from it.</summary>
    public int OpenCount { get; set; }

    public ParticipantState State { get; set; } = ParticipantState.Waiting;

    public string? UnreachableReason { get; set; }

    public DateTimeOffset? AskedAt { get; set; }

    public int RemindersSent { get; set; }

    /// <summary>Who may answer besides the person; recorded right before they are asked.</summary>
    public string? DelegateSlackUserId { get; set; }

    /// <summary>When the manager was asked, or it turned out that there is none to ask.</summary>
    public DateTimeOffset? EscalatedAt { get; set; }

    /// <summary>As <see cref="RemindersSent"/>, of those to the delegate.</summary>
    public int DelegateRemindersSent { get; set; }

    /// <summary>When the last open grant was answered; null while one is open (an answer taken back reopens).</summary>
    public DateTimeOffset? AnsweredAllAt { get; set; }

    /// <summary>Counts up with every committed answer; the message shows <see cref="PaintedRevision"/>.</summary>
    public int Revision { get; set; }

    public int PaintedRevision { get; set; }

    /// <summary>The page that the message shows, from 1.</summary>
    public int Page { get; set; } = 1;

    /// <summary>How often answers of the person were made void because scopes had grown; each time they are told once.</summary>
    public int ScopeChanges { get; set; }

    public int ScopeChangesTold { get; set; }
}
