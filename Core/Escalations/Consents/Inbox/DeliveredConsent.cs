namespace OAuthAttest.Escalations.Consents.Inbox;

/// <summary>All that the deliveries of one group report about one consent, in the order they came.</summary>
internal sealed class DeliveredConsent(ConsentSource source, string eventKey)
{
    private readonly List<(InboxItem Item, int Index, ConsentEvent Event)> parts = [];

    /// <summary>Deliveries that tell something else under a key that has one content; see <see cref="OtherContent.IsRefused"/>.</summary>
    private readonly List<(InboxItem Item, int Index, ConsentEvent Event)> others = [];

    private readonly Dictionary<(InboxItem Item, int Index), AcceptedConsent> answers = [];

    public string Key { get; } = EscalationKey.Of(source, eventKey);

    public ConsentSource Source => source;

    public string EventKey => eventKey;

    public ConsentEvent Joined { get; private set; } = null!;

    public DateTimeOffset ReceivedAt { get; private set; } = DateTimeOffset.MaxValue;

    public DateTimeOffset? PushedAt { get; private set; }

    public DateTimeOffset? PolledAt { get; private set; }

    public ConsentArrival Arrival => parts[0].Item.Arrival;

    /// <summary>The answers to its deliveries, each under the delivery and the event's place in it.</summary>
    public IReadOnlyDictionary<(InboxItem Item, int Index), AcceptedConsent> Answers => answers;

    private bool HasOneContent => parts[0].Event.OtherContent == OtherContent.IsRefused;

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

    public void Add(InboxItem item, int index, ConsentEvent consent)
    {
        if (parts.Count > 0 && HasOneContent && !ConsentContent.IsSame(parts[0].Event, consent))
        {
            others.Add((item, index, consent));
            return;
        }
        parts.Add((item, index, consent));
        Joined = parts.Count == 1 ? consent : ConsentMerge.Join(Joined, consent);
        ReceivedAt = item.Now < ReceivedAt ? item.Now : ReceivedAt;
        if (item.Arrival == ConsentArrival.Push)
            PushedAt = PushedAt < item.Now ? PushedAt : item.Now;
        else
            PolledAt = PolledAt < item.Now ? PolledAt : item.Now;
    }

    /// <summary>Whether it is of somebody else, or of another app, than what is known under its key.</summary>
    public bool IsApartFrom(ConsentFacts known) => ConsentContent.IsApart(known, parts[0].Event);

    /// <summary>Whether it tells something else under a key that has one content.</summary>
    public bool IsRefusedFor(ConsentFacts known) => HasOneContent && !ConsentContent.IsSame(known, parts[0].Event);

    /// <summary>The same deliveries under a key of their own.</summary>
    public DeliveredConsent Apart()
    {
        var apart = new DeliveredConsent(source, ConsentContent.Apart(parts[0].Event).EventKey);
        foreach (var (item, index, consent) in parts)
            apart.Add(item, index, consent);
        return apart;
    }

    /// <summary>The consent was not known: the first delivery created it, the others added to it or repeated it.</summary>
    public void AnswerAsNew(long id, bool isDecided)
    {
        ConsentFacts facts = parts[0].Event;
        answers[(parts[0].Item, parts[0].Index)] =
            new AcceptedConsent(id, Key, 1, IsNew: true, HasChanged: true, IsDecided: isDecided);
        AnswerFrom(1, facts, id, revision: 1, isDecided);
        AnswerOthers(facts, id, revision: 1);
    }

    /// <param name="known">The row's facts before the merge.</param>
    public void AnswerAsKnown(ConsentFacts known, long id, int revision)
    {
        AnswerFrom(0, known, id, revision);
        AnswerOthers(known, id, revision);
    }

    /// <summary>Nothing of it was taken, except that some of its deliveries may repeat what is known.</summary>
    public void AnswerAsRefused(ConsentFacts known, long id, int revision)
    {
        others.AddRange(parts);
        AnswerOthers(known, id, revision);
    }

    /// <summary>It tells more of a consent that is over: that is a consent of its own.</summary>
    public void AnswerAsFollowUp(long id, string key)
    {
        for (var i = 0; i < parts.Count; i++)
            answers[(parts[i].Item, parts[i].Index)] = new AcceptedConsent(id, key, 1, IsNew: i == 0, HasChanged: i == 0);
    }

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
                IsDecided: isDecided
            );
            facts = joined;
        }
    }

    private void AnswerOthers(ConsentFacts known, long id, int revision)
    {
        foreach (var (item, index, consent) in others)
        {
            answers[(item, index)] = new AcceptedConsent(
                id, Key, revision, IsNew: false, HasChanged: false, IsConflict: !ConsentContent.IsSame(known, consent));
        }
    }
}
