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
        var entries = new List<AuditEntry>(2 * delivered.Count);
        var told = new List<BusinessEvent>();
        var inserted = await NewConsents.InsertAsync(transaction, records, decisions, cancellation);
        for (var i = 0; i < delivered.Count; i++)
        {
            var consent = delivered[i];
            if (!inserted.TryGetValue(consent.Key, out var row))
                continue;
            consent.AnswerAsNew(row.Id, row.IsDecided);
            entries.Add(ConsentEvidence.Received(consent));
            if (!row.IsDecided)
                continue;
            entries.Add(decisions.Each[i]!.Entry);
            told.Add(decisions.Each[i]!.Told);
        }
        if (inserted.Count < delivered.Count)
        {
            entries.AddRange(
                await KnownConsents.MergeAsync(transaction, delivered.FindAll(consent => !inserted.ContainsKey(consent.Key)), cancellation)
            );
        }
        await AuditLog.AppendAndCommitAsync(transaction, now, entries, cancellation);
        told.ForEach(telemetry.Track);
        return Answers(items, delivered.ToDictionary(consent => (consent.Source, consent.EventKey)));
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
                if (!told.TryGetValue((consent.Source, consent.EventKey), out var known))
                    told.Add((consent.Source, consent.EventKey), known = new DeliveredConsent(consent.Source, consent.EventKey));
                known.Add(item, i);
            }
        }
        return [.. told.Values.OrderBy(consent => consent.Key, StringComparer.Ordinal)];
    }

    private static IReadOnlyList<AcceptedConsent>[] Answers(
        IReadOnlyList<InboxItem> items,
        Dictionary<(ConsentSource, string), DeliveredConsent> told
    ) =>
        [
            .. items.Select(item =>
                item.Consents.Select((consent, i) => told[(consent.Source, consent.EventKey)].AnswerTo(item, i)).ToArray()
            ),
        ];
}
