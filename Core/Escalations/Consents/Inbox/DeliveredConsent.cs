namespace OAuthAttest.Escalations.Consents.Inbox;

/// <summary>All that the deliveries of one group report about one consent, in the order they came.</summary>
internal sealed class DeliveredConsent(ConsentSource source, string eventKey)
{
    private readonly List<(InboxItem Item, int Index, ConsentEvent Event)> parts = [];
    private readonly Dictionary<(InboxItem Item, int Index), AcceptedConsent> answers = [];

    public string Key { get; } = EscalationKey.Of(source, eventKey);

    public ConsentSource Source => source;

    public string EventKey => eventKey;

    public ConsentEvent Joined { get; private set; } = null!;

    public DateTimeOffset ReceivedAt { get; private set; } = DateTimeOffset.MaxValue;

    public DateTimeOffset? PushedAt { get; private set; }

    public DateTimeOffset? PolledAt { get; private set; }

    public ConsentArrival Arrival => parts[0].Item.Arrival;

    /// <summary>The row to insert if the consent is not known yet.</summary>
    public ConsentRecord ToRecord() => new()
    {
        Key = Key,
        Source = Source,
        EventKey = EventKey,
        Facts = Joined,
        ReceivedAt = ReceivedAt,
        PushedAt = PushedAt,
        PolledAt = PolledAt,
        Revision = 1,
    };

    public void Add(InboxItem item, int index)
    {
        var consent = item.Consents[index];
        parts.Add((item, index, consent));
        Joined = parts.Count == 1 ? consent : ConsentMerge.Join(Joined, consent);
        ReceivedAt = item.Now < ReceivedAt ? item.Now : ReceivedAt;
        if (item.Arrival == ConsentArrival.Push)
            PushedAt = PushedAt < item.Now ? PushedAt : item.Now;
        else
            PolledAt = PolledAt < item.Now ? PolledAt : item.Now;
    }

    /// <summary>The consent was not known: the first delivery created it, the others added to it or repeated it.</summary>
    public void AnswerAsNew(long id, bool isDecided)
    {
        ConsentFacts facts = parts[0].Event;
        answers[(parts[0].Item, parts[0].Index)] = new AcceptedConsent(id, Key, 1, IsNew: true, HasChanged: true, isDecided);
        AnswerFrom(1, facts, id, revision: 1, isDecided);
    }

    /// <param name="known">The row's facts before the merge.</param>
    public void AnswerAsKnown(ConsentFacts known, long id, int revision) => AnswerFrom(0, known, id, revision);

    /// <summary>It tells more of a consent that is over: that is a consent of its own.</summary>
    public void AnswerAsFollowUp(long id, string key)
    {
        for (var i = 0; i < parts.Count; i++)
            answers[(parts[i].Item, parts[i].Index)] = new AcceptedConsent(id, key, 1, IsNew: i == 0, HasChanged: i == 0);
    }

    public AcceptedConsent AnswerTo(InboxItem item, int index) => answers[(item, index)];

    private void AnswerFrom(int first, ConsentFacts facts, long id, int revision, bool isDecided = false)
    {
        for (var i = first; i < parts.Count; i++)
        {
            var joined = ConsentMerge.Join(facts, parts[i].Event);
            answers[(parts[i].Item, parts[i].Index)] = new AcceptedConsent(
                id,
                Key,
                revision,
                IsNew: false,
                ConsentMerge.AddsFacts(facts, joined),
                isDecided
            );
            facts = joined;
        }
    }
}
