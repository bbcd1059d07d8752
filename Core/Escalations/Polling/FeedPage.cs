using System.Text.Json;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Consents.Webhooks;

namespace OAuthAttest.Escalations.Polling;

/// <param name="Problem">What is wrong with the record; nothing of it repeats input.</param>
/// <param name="Record">The record as the provider wrote it: never stored or logged.</param>
public sealed record UnreadableEntry(string Problem, JsonElement Record);

/// <param name="Consents">With the same keys as their pushes.</param>
/// <param name="Unreadable">Records that could not be read.</param>
public sealed record FeedPage(IReadOnlyList<ConsentEvent> Consents, IReadOnlyList<UnreadableEntry> Unreadable)
{
    /// <param name="read">Reads one record, given its place in the page.</param>
    internal static FeedPage Of(IEnumerable<JsonElement> records, Func<JsonElement, int, IEnumerable<RecordReading>> read)
    {
        var (consents, unreadable) = (new List<ConsentEvent>(), new List<UnreadableEntry>());
        foreach (var (i, record) in records.Index())
        {
            if (Problem(record, i, read, consents) is { } problem)
                unreadable.Add(new UnreadableEntry(problem, record));
        }
        return new FeedPage(consents, unreadable);
    }

    private static string? Problem(
        JsonElement record,
        int place,
        Func<JsonElement, int, IEnumerable<RecordReading>> read,
        List<ConsentEvent> consents
    )
    {
        try
        {
            string? problem = null;
            foreach (var reading in read(record, place))
            {
                if (reading.Refusal is { } refusal)
                    problem ??= $"{refusal.Field} {refusal.Problem}";
                else if (reading.Consent is { } consent)
                    consents.Add(consent);
            }
            return problem;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Whatever a record does to its reader, it must not keep the records after it from being read.
            return $"the reader failed ({e.GetType().Name})";
        }
    }
}
