using OAuthAttest.Aws.CloudTrail;

namespace OAuthAttest.Aws.Lookup;

/// <summary>What is known while the pages of one look-up are read.</summary>
internal sealed class LookupWalk(string eventName, LookupWindow window, EventNames wanted, Action<CloudTrailRecord> found)
{
    private readonly HashSet<string> known = new(StringComparer.Ordinal);
    private readonly List<LookupSeam> seams = [];
    private DateTimeOffset? newest;
    private DateTimeOffset? oldest;

    public string EventName => eventName;

    public LookupOutcome Outcome { get; } = new();

    /// <summary>
    /// The seconds around which a page could be missing: from the last event of a page to the first of the next one, and from the ends of
    /// the window to the first and the last event. Empty where no event was found.
    /// </summary>
    public IReadOnlyList<LookupSeam> Seams =>
        newest is { } begin && oldest is { } end
            ? [.. seams.Append(new(begin, window.Last)).Append(new(window.From, end)).Where(seam => seam.First <= seam.Last).Distinct()]
            : [];

    /// <summary>Takes a page that must follow the one before: its events are older, and none of them came before.</summary>
    public void TakeInOrder(LookupPage page)
    {
        if (page.Events.Count == 0)
            return;
        if (page.Events.All(each => known.Contains(each.Id)))
            Outcome.Tell("a page came twice");
        if (!IsInOrder(page))
            Outcome.Tell("its pages are not in the order of time");
        if (oldest is { } before)
            seams.Add(new LookupSeam(page.Events[0].At, before));
        newest ??= page.Events[0].At;
        oldest = page.Events[^1].At;
        Take(page);
    }

    /// <summary>Takes a page of a seam: all that is in it must be known.</summary>
    public void TakeAgain(LookupPage page)
    {
        if (page.Events.All(each => known.Contains(each.Id)))
            return;
        Outcome.Tell("a page was left out, or an event came late: more was found when it was asked again");
        Take(page);
    }

    private bool IsInOrder(LookupPage page)
    {
        var before = oldest;
        foreach (var each in page.Events)
        {
            if (each.At > before)
                return false;
            before = each.At;
        }
        return true;
    }

    private void Take(LookupPage page)
    {
        var fresh = page.Events.Where(each => known.Add(each.Id)).Select(each => each.Id).ToHashSet(StringComparer.Ordinal);
        Outcome.Records += fresh.Count;
        if (page.Events.Any(each => each.Name != eventName || !window.Has(each.At)))
            Outcome.Tell("a page has events that were not asked for");
        using var body = new MemoryStream(page.Body, writable: false);
        var reading = CloudTrailFile.Read(eventName, body, wanted, record =>
        {
            var isKnown = known.Contains(record.EventId);
            if (!isKnown)
                Outcome.Tell("an event has a record of another id");
            if (!isKnown || fresh.Contains(record.EventId))
                found(record);
        }, CancellationToken.None);
        Outcome.Coverage.Add(reading.Coverage);
        Outcome.Malformed += reading.Malformed;
        if (reading.Failure is { } failure)
            Outcome.Tell($"a page {failure}");
        else if (reading.Malformed > 0 || reading.Records != page.Events.Count)
            Outcome.Tell(reading.Problems.Count > 0 ? $"a page's {reading.Problems[0]}" : "a page has events without records");
    }
}

/// <summary>Seconds that are asked about once more, both in it.</summary>
internal readonly record struct LookupSeam(DateTimeOffset First, DateTimeOffset Last);
