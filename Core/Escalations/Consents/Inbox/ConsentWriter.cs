using Npgsql;
using OAuthAttest.Evidence;
using OAuthAttest.Telemetry;

namespace OAuthAttest.Escalations.Consents.Inbox;

/// <summary>
/// Writes a group of deliveries in one transaction: consents, early decisions, outbox, audit log. It keeps its connection between
/// groups: in a burst it would otherwise queue for a pooled connection behind all the work that the burst starts. Not
/// thread-safe: one caller at a time.
/// </summary>
internal sealed class ConsentWriter(NpgsqlDataSource source, IEarlyDecisions? early, IBusinessTelemetry telemetry) : IAsyncDisposable
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

    private async Task<IReadOnlyList<IReadOnlyList<AcceptedConsent>>> WriteAsync(
        NpgsqlConnection connection, IReadOnlyList<InboxItem> items, List<DeliveredConsent> delivered, CancellationToken cancellation)
    {
        var now = items.Max(item => item.Now);
        var records = delivered.ConvertAll(consent => consent.ToRecord());
        var decisions = early is null
            ? EarlyDecisions.None(records.Count)
            : await early.FindAsync(connection, records, now, cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var (entries, told) = (new List<AuditEntry>(2 * delivered.Count), new List<BusinessEvent>());
        var apart = await WriteAsync(transaction, delivered, records, decisions, entries, told, cancellation);
        // Their keys name their person and app, so that they agree with whatever is known under them.
        if (apart.Count > 0)
        {
            var none = EarlyDecisions.None(apart.Count);
            await WriteAsync(transaction, apart, [.. apart.Select(consent => consent.ToRecord())], none, entries, told, cancellation);
        }
        await AuditLog.AppendAndCommitAsync(transaction, now, entries, cancellation);
        told.ForEach(telemetry.Track);
        return Answers(items, [.. delivered, .. apart]);
    }

    /// <returns>Those that cannot be merged into what is known under their keys, under keys of their own.</returns>
    private static async Task<IReadOnlyList<DeliveredConsent>> WriteAsync(
        NpgsqlTransaction transaction,
        IReadOnlyList<DeliveredConsent> delivered,
        IReadOnlyList<ConsentRecord> records,
        EarlyDecisions decisions,
        List<AuditEntry> entries,
        List<BusinessEvent> told,
        CancellationToken cancellation
    )
    {
        var inserted = await NewConsents.InsertAsync(transaction, records, decisions, cancellation);
        var known = new List<DeliveredConsent>();
        for (var i = 0; i < delivered.Count; i++)
        {
            var consent = delivered[i];
            if (!inserted.TryGetValue(consent.Key, out var row))
            {
                known.Add(consent);
                continue;
            }
            consent.AnswerAsNew(row.Id, row.IsDecided);
            entries.Add(ConsentEvidence.Received(consent));
            if (!row.IsDecided)
                continue;
            entries.Add(decisions.Each[i]!.Entry);
            told.Add(decisions.Each[i]!.Told);
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
