using Npgsql;
using OAuthAttest.Evidence;

namespace OAuthAttest.Escalations.Consents.Inbox;

/// <summary>Writes a group of deliveries in one transaction: consents, outbox, audit log.</summary>
internal sealed class ConsentWriter(NpgsqlDataSource source)
{
    /// <summary>Commits all of them or none; their waiters are answered by the caller.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<AcceptedConsent>>> WriteAsync(IReadOnlyList<InboxItem> items, CancellationToken cancellation)
    {
        var told = Gather(items);
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var entries = new List<AuditEntry>(told.Count);
        var inserted = await NewConsents.InsertAsync(transaction, told, cancellation);
        foreach (var consent in told)
        {
            if (!inserted.TryGetValue(consent.Key, out var id))
                continue;
            consent.AnswerAsNew(id);
            entries.Add(ConsentEvidence.Received(consent));
        }
        if (inserted.Count < told.Count)
            entries.AddRange(await KnownConsents.MergeAsync(transaction, told.FindAll(consent => !inserted.ContainsKey(consent.Key)), cancellation));
        if (entries.Count > 0)
            await AuditLog.AppendAsync(transaction, items.Max(item => item.Now), entries, cancellation);
        await transaction.CommitAsync(cancellation);
        return Answers(items, told.ToDictionary(consent => (consent.Source, consent.EventKey)));
    }

    // In the order of their keys, or two writers could wait for each other.
    private static List<ToldConsent> Gather(IReadOnlyList<InboxItem> items)
    {
        var told = new Dictionary<(ConsentSource, string), ToldConsent>();
        foreach (var item in items)
        {
            for (var i = 0; i < item.Consents.Count; i++)
            {
                var consent = item.Consents[i];
                if (!told.TryGetValue((consent.Source, consent.EventKey), out var known))
                    told.Add((consent.Source, consent.EventKey), known = new ToldConsent(consent.Source, consent.EventKey));
                known.Add(item, i);
            }
        }
        return [.. told.Values.OrderBy(consent => consent.Key, StringComparer.Ordinal)];
    }

    private static IReadOnlyList<AcceptedConsent>[] Answers(IReadOnlyList<InboxItem> items, Dictionary<(ConsentSource, string), ToldConsent> told) =>
        [.. items.Select(item => item.Consents.Select((consent, i) => told[(consent.Source, consent.EventKey)].AnswerTo(item, i)).ToArray())];
}
