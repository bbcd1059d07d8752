using Npgsql;
using OAuthAttest.Evidence;

namespace OAuthAttest.Escalations.Consents.Inbox;

/// <summary>
/// Writes a group of deliveries in one transaction: consents, outbox, audit log. It keeps its connection between groups: in a burst it
/// would otherwise queue for a pooled connection behind all the work that the burst starts. Not thread-safe: one caller at a time.
/// </summary>
internal sealed class ConsentWriter(NpgsqlDataSource source) : IAsyncDisposable
{
    private NpgsqlConnection? kept;

    /// <summary>Commits all of them or none; the caller answers the senders that wait.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<AcceptedConsent>>> WriteAsync(
        IReadOnlyList<InboxItem> items,
        CancellationToken cancellation
    )
    {
        var delivered = Gather(items);
        try
        {
            kept ??= await source.OpenConnectionAsync(cancellation);
            return await WriteAsync(kept, items, delivered, cancellation);
        }
        catch
        {
            // Whatever the failure was, the next group takes a connection that the pool has checked.
            await ReleaseAsync();
            throw;
        }
    }

    /// <summary>Returns the connection to the pool when idle, because an idle connection may be cut off unnoticed.</summary>
    public async Task ReleaseAsync()
    {
        if (kept is not { } connection)
            return;
        kept = null;
        await connection.DisposeAsync();
    }

    public async ValueTask DisposeAsync() => await ReleaseAsync();

    private static async Task<IReadOnlyList<IReadOnlyList<AcceptedConsent>>> WriteAsync(
        NpgsqlConnection connection, IReadOnlyList<InboxItem> items, List<DeliveredConsent> delivered, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var entries = new List<AuditEntry>(delivered.Count);
        var apart = await WriteAsync(transaction, delivered, entries, cancellation);
        // Their keys name their person and app, so that they agree with whatever is known under them.
        if (apart.Count > 0)
            await WriteAsync(transaction, apart, entries, cancellation);
        await AuditLog.AppendAndCommitAsync(transaction, items.Max(item => item.Now), entries, cancellation);
        return Answers(items, [.. delivered, .. apart]);
    }

    /// <returns>Those that cannot be merged into what is known under their keys, under keys of their own.</returns>
    private static async Task<IReadOnlyList<DeliveredConsent>> WriteAsync(
        NpgsqlTransaction transaction,
        IReadOnlyList<DeliveredConsent> delivered,
        List<AuditEntry> entries,
        CancellationToken cancellation
    )
    {
        var inserted = await NewConsents.InsertAsync(transaction, delivered, cancellation);
        var known = new List<DeliveredConsent>();
        foreach (var consent in delivered)
        {
            if (inserted.TryGetValue(consent.Key, out var id))
            {
                consent.AnswerAsNew(id);
                entries.Add(ConsentEvidence.Received(consent));
            }
            else
            {
                known.Add(consent);
            }
        }
        if (known.Count == 0)
            return [];
        var merged = await KnownConsents.MergeAsync(transaction, known, cancellation);
        entries.AddRange(merged.Entries);
        return merged.Apart;
    }

    // Ordered by key, so that two writers lock rows in the same order and cannot deadlock.
    private static List<DeliveredConsent> Gather(IReadOnlyList<InboxItem> items)
    {
        var told = new Dictionary<(ConsentSource, string), DeliveredConsent>();
        foreach (var item in items)
        {
            for (var i = 0; i < item.Consents.Count; i++)
            {
                var consent = item.Consents[i];
                if (told.TryGetValue((consent.Source, consent.EventKey), out var known) && known.IsApartFrom(consent))
                    consent = ConsentContent.Apart(consent);
                if (!told.TryGetValue((consent.Source, consent.EventKey), out known))
                    told.Add((consent.Source, consent.EventKey), known = new DeliveredConsent(consent.Source, consent.EventKey));
                known.Add(item, i, consent);
            }
        }
        return [.. told.Values.OrderBy(consent => consent.Key, StringComparer.Ordinal)];
    }

    private static IReadOnlyList<AcceptedConsent>[] Answers(IReadOnlyList<InboxItem> items, IReadOnlyList<DeliveredConsent> delivered)
    {
        var answers = delivered.SelectMany(consent => consent.Answers).ToDictionary();
        return [.. items.Select(item => item.Consents.Select((_, i) => answers[(item, i)]).ToArray())];
    }
}
