namespace OAuthAttest.Campaigns;

/// <summary>Somebody who is asked in a campaign: one row a person, whatever number of accounts they have.</summary>
public sealed class CampaignParticipant
{
    // What moves, by the methods below alone; the initialisers are for whoever makes a row.
    private ParticipantState state = ParticipantState.Waiting;
    private int openCount;
    private DateTimeOffset? answeredAllAt;
    private int revision;
    private int page = 1;

    public long Id { get; init; }

    public required long CampaignId { get; init; }

    /// <summary>Readable, unique in the campaign, legal in an instance id beside the longest campaign key: at most 56 characters.</summary>
    public required string Key { get; init; }

    /// <summary>Lower case; null when no account of the person has one (such a person is unreachable).</summary>
    public string? Email { get; init; }

    public string? DisplayName { get; init; }

    public string? ManagerEmail { get; init; }

    /// <summary>The Slack account that the email belongs to; null when the directory has none.</summary>
    public string? SlackUserId { get; init; }

    /// <summary>From 1 to the campaign's <see cref="Campaign.ShardCount"/>.</summary>
    public required int Shard { get; init; }

    public int GrantCount { get; init; }

    /// <summary>Grants without an answer. Kept in step by every committed answer; live counts are summed from it.</summary>
    public int OpenCount { get => openCount; init => openCount = value; }

    public ParticipantState State { get => state; init => state = value; }

    public string? UnreachableReason { get; init; }

    public DateTimeOffset? AskedAt { get; init; }

    public int RemindersSent { get; init; }

    /// <summary>Who may answer besides the person; recorded right before they are asked.</summary>
    public string? DelegateSlackUserId { get; init; }

    /// <summary>When the manager was asked, or it turned out that there is none to ask.</summary>
    public DateTimeOffset? DelegatedAt { get; init; }

    /// <summary>As <see cref="RemindersSent"/>, of those to the delegate.</summary>
    public int DelegateRemindersSent { get; init; }

    /// <summary>When the last open grant was answered; null while one is open (an answer taken back reopens).</summary>
    public DateTimeOffset? AnsweredAllAt { get => answeredAllAt; init => answeredAllAt = value; }

    /// <summary>Counts up with every committed answer; the message shows <see cref="PaintedRevision"/>.</summary>
    public int Revision { get => revision; init => revision = value; }

    public int PaintedRevision { get; init; }

    /// <summary>The page that the message shows, from 1.</summary>
    public int Page { get => page; init => page = value; }

    /// <summary>How often answers of the person were made void because scopes had grown; each time they are told once.</summary>
    public int ScopeChanges { get; init; }

    public int ScopeChangesTold { get; init; }

    /// <summary>A grant that was open has an answer.</summary>
    /// <exception cref="InvalidOperationException">None is open.</exception>
    public void TakeAnswer(DateTimeOffset now)
    {
        if (openCount <= 0)
            throw new InvalidOperationException($"Participant {Key} has no open grant that could be answered.");
        openCount--;
        if (openCount == 0)
            answeredAllAt ??= now;
    }

    /// <summary>An answer was taken back: its grant is open again, and so is somebody who was done.</summary>
    /// <exception cref="InvalidOperationException">All grants are open.</exception>
    public void Reopen()
    {
        if (openCount >= GrantCount)
            throw new InvalidOperationException($"Participant {Key} has no answer that could be taken back.");
        openCount++;
        answeredAllAt = null;
        if (state == ParticipantState.Done)
            MoveTo(ParticipantState.Asked);
    }

    /// <summary>Answers of one click are committed with this: the message shows an older state from now on.</summary>
    public void NeedRepaint() => revision++;

    /// <exception cref="ArgumentOutOfRangeException">Pages count from 1.</exception>
    public void TurnTo(int shown)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shown, 1);
        page = shown;
    }

    /// <summary>Moves on; the sender's own moves are SQL, each from the states that <see cref="ParticipantTransitions"/> names.</summary>
    /// <exception cref="InvalidOperationException">The move is not legal.</exception>
    public void MoveTo(ParticipantState next)
    {
        if (!ParticipantTransitions.IsLegal(state, next))
            throw new InvalidOperationException($"Participant {Key} cannot move from {state} to {next}.");
        state = next;
    }
}
