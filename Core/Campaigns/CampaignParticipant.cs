namespace OAuthAttest.Campaigns;

/// <summary>A participant of a campaign: one row per person, however many accounts the person has.</summary>
public sealed class CampaignParticipant
{
    // These fields change only through the methods below. The init accessors of their properties are for creating a row.
    private ParticipantState state = ParticipantState.Waiting;
    private int openCount;
    private DateTimeOffset? answeredAllAt;
    private int revision;
    private int page = 1;

    public long Id { get; init; }

    public required long CampaignId { get; init; }

    /// <summary>
    /// Readable, unique in the campaign, valid in an instance id next to the longest campaign key: at most 56 characters.
    /// </summary>
    public required string Key { get; init; }

    /// <summary>Lower case; null when no account of the person has one (such a person is unreachable).</summary>
    public string? Email { get; init; }

    public string? DisplayName { get; init; }

    public string? ManagerEmail { get; init; }

    /// <summary>The only Slack account that has one of the person's addresses; null when there is none, or more than one.</summary>
    public string? SlackUserId { get; init; }

    /// <summary>The address by which <see cref="SlackUserId"/> was found: the email, or another address of the person's accounts.</summary>
    public string? SlackAddress { get; init; }

    /// <summary>The Slack accounts that match when there is more than one, so that the person cannot be asked; otherwise null.</summary>
    public string[]? SlackCandidates { get; init; }

    /// <summary>From 1 to the campaign's <see cref="Campaign.ShardCount"/>.</summary>
    public required int Shard { get; init; }

    public int GrantCount { get; init; }

    /// <summary>Grants without an answer. Every committed answer updates it; live counts are summed from it.</summary>
    public int OpenCount { get => openCount; init => openCount = value; }

    public ParticipantState State { get => state; init => state = value; }

    /// <summary>Why the person cannot be asked. It stays until the question is sent, also when an account was found meanwhile.</summary>
    public string? UnreachableReason { get; init; }

    public DateTimeOffset? AskedAt { get; init; }

    public int RemindersSent { get; init; }

    /// <summary>The delegate who may also answer; recorded right before they are asked.</summary>
    public string? DelegateSlackUserId { get; init; }

    /// <summary>When the manager was asked, or when it was found that there is no manager to ask.</summary>
    public DateTimeOffset? DelegatedAt { get; init; }

    /// <summary>As <see cref="RemindersSent"/>, for the reminders to the delegate.</summary>
    public int DelegateRemindersSent { get; init; }

    /// <summary>When the last open grant was answered; null while one is open. Taking an answer back resets it to null.</summary>
    public DateTimeOffset? AnsweredAllAt { get => answeredAllAt; init => answeredAllAt = value; }

    /// <summary>Increases with every committed answer; <see cref="PaintedRevision"/> is the revision that the message shows.</summary>
    public int Revision { get => revision; init => revision = value; }

    public int PaintedRevision { get; init; }

    /// <summary>The page that the message shows, from 1.</summary>
    public int Page { get => page; init => page = value; }

    /// <summary>How many cards a page has, where Slack took no more; null: as many as usual.</summary>
    public int? CardsPerPage { get; private set; }

    /// <summary>The card whose grants the message shows, as <see cref="OpenedGroup"/> writes it; null: the whole list.</summary>
    public string? Opened { get; private set; }

    /// <summary>
    /// How often answers of the person were made void because scopes had grown; the person is notified once for each time.
    /// </summary>
    public int ScopeChanges { get; init; }

    public int ScopeChangesTold { get; init; }

    /// <summary>Records that open grants got an answer.</summary>
    /// <exception cref="InvalidOperationException">Not so many grants are open.</exception>
    public void TakeAnswer(DateTimeOffset now, int count = 1)
    {
        if (openCount < count)
            throw new InvalidOperationException($"Participant {Key} has not {count} open grants that could be answered.");
        openCount -= count;
        if (openCount == 0)
            answeredAllAt ??= now;
    }

    /// <summary>Records that answers were taken back: their grants are open again, and a person who was done is not any more.</summary>
    /// <exception cref="InvalidOperationException">Not so many grants are answered.</exception>
    public void Reopen(int count = 1)
    {
        if (openCount + count > GrantCount)
            throw new InvalidOperationException($"Participant {Key} has not {count} answers that could be taken back.");
        openCount += count;
        answeredAllAt = null;
        if (state == ParticipantState.Done)
            MoveTo(UnreachableReason is null ? ParticipantState.Asked : ParticipantState.Unreachable);
    }

    /// <summary>Increases the revision; committed with the answers of a click. From then on the message is out of date.</summary>
    public void NeedRepaint() => revision++;

    /// <exception cref="ArgumentOutOfRangeException">The page, or the number of its cards, is less than 1.</exception>
    public void TurnTo(int shown, int? cards, OpenedGroup opened)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shown, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(cards ?? 1, 1, nameof(cards));
        page = shown;
        CardsPerPage = cards;
        Opened = opened == OpenedGroup.None ? null : opened.ToString();
    }

    /// <summary>
    /// Changes the state. The sender changes it in SQL instead, from the states that <see cref="ParticipantTransitions"/> allows.
    /// </summary>
    /// <exception cref="InvalidOperationException">The transition is not allowed.</exception>
    public void MoveTo(ParticipantState next)
    {
        if (!ParticipantTransitions.IsLegal(state, next))
            throw new InvalidOperationException($"Participant {Key} cannot move from {state} to {next}.");
        state = next;
    }
}
