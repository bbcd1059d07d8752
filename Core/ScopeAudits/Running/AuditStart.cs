using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using OAuthAttest.Evidence;
using OAuthAttest.Outside;
using OAuthAttest.Persistence;
using OAuthAttest.ScopeAudits.Registry;
using OAuthAttest.ScopeAudits.Sources;

namespace OAuthAttest.ScopeAudits.Running;

/// <param name="By">Who wishes it; null: the timer.</param>
/// <param name="Since">Null: as far back as is set.</param>
/// <param name="Until">Null: up to where all records are there.</param>
public sealed record AuditWish(string? By, DateTimeOffset? Since, DateTimeOffset? Until, AuditFilter Filter);

/// <summary>Begins audits: their row and the parts that are to be read, before anything is asked.</summary>
public sealed class AuditStart(
    NpgsqlDataSource database,
    IDbContextFactory<OAuthAttestDb> contexts,
    AuditSources sources,
    IOptions<ScopeAuditOptions> options,
    TimeProvider clock
)
{
    private const string IsAccepted = """
        a.trigger = 'Timer' AND a.filter IS NULL AND (a.is_complete OR cardinality(a.untold) > 0
            AND a.certificate -> 'errors' = to_jsonb(a.untold) AND (a.certificate ->> 'malformed')::bigint = 0)
        """;

    // What CloudTrail has forgotten by now no audit will ever ask: it is told, and what comes after it is asked.
    // An account or a Region that was not in the last audit is asked from where it was last, or from where it was first to be asked.
    // Another source, or another bucket or table, may have what the last audit's had not: it is asked from as far back as is set, and from
    // there again until an audit of it is complete.
    private const string MarkSql = $"""
        SELECT m.window_until,
               (SELECT min(window_from) FROM scope_audits WHERE trigger = 'Timer' AND filter IS NULL),
               least(CASE WHEN m.source <> $5 OR m.place <> $6 THEN least($3, (
                    SELECT min(window_from) FROM scope_audits
                    WHERE trigger = 'Timer' AND filter IS NULL AND source = $5 AND place = $6 AND id > m.id)) END, (SELECT min(coalesce(
                    (SELECT max(a.window_until) - $4 FROM scope_audits a
                     JOIN scope_audit_parts s ON s.audit_id = a.id AND s.account = p.account AND s.region = p.region WHERE {IsAccepted}),
                    (SELECT min(a.window_from) FROM scope_audits a
                     JOIN scope_audit_parts s ON s.audit_id = a.id AND s.account = p.account AND s.region = p.region
                     WHERE a.trigger = 'Timer' AND a.filter IS NULL),
                    $3))
                FROM unnest($1, $2) AS p (account, region)
                WHERE NOT EXISTS (SELECT FROM scope_audit_parts s
                                  WHERE s.audit_id = m.id AND s.account = p.account AND s.region = p.region))),
               (SELECT max(window_until) FROM scope_audits
                WHERE trigger = 'Timer' AND filter IS NULL AND source = $5 AND place = $6
                    AND ((certificate ->> 'records')::bigint > 0 OR certificate -> 'folders' <> '[]'))
        FROM (SELECT) one LEFT JOIN LATERAL (
            SELECT a.id, a.source, a.place, a.window_until FROM scope_audits a WHERE {IsAccepted}
            ORDER BY a.window_until DESC, a.id DESC LIMIT 1) m ON true
        """;

    private readonly ScopeAuditOptions options = options.Value;

    /// <summary>Whether there is something to read.</summary>
    public bool IsConfigured => options.IsConfigured;

    /// <summary>The audits that have not ended, or of which something is still to be told; oldest first.</summary>
    public async Task<IReadOnlyList<AuditRun>> UnderWayAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.ScopeAudits.AsNoTracking().Where(run => run.ToldAt == null).OrderBy(run => run.Id)
            .ToListAsync(cancellation);
    }

    /// <summary>
    /// Begins the timer's next audit: from the end of its last one that was complete, and some time before it, for what is delivered late.
    /// </summary>
    /// <returns>Null: one of the timer's is running, nothing new can be told yet, or nothing is configured.</returns>
    public async Task<AuditRun?> BeginNextAsync(CancellationToken cancellation)
    {
        if (!options.IsConfigured)
            return null;
        var now = clock.GetUtcNow();
        var source = sources.Current;
        LookupSpan span;
        DateTimeOffset? mark;
        try
        {
            var whole = source.Span(since: null, until: null, now);
            (mark, var begin, var asked) = await FindMarkAsync(source, whole.Window.From, cancellation);
            span = source.Span(begin, until: null, now);
            // CloudTrail's own history has its own end.
            if (source.Kind != AuditSource.Lookup)
                span = span.Again(asked - options.Overlap, options);
        }
        catch (FormatException)
        {
            return null;
        }
        return mark is { } last && span.Window.Until <= last
            ? null
            : await AddAsync(source, new AuditWish(By: null, Since: null, Until: null, new AuditFilter()), span, now, cancellation);
    }

    /// <summary>
    /// Up to where all was told, from where the next audit asks (null: from as far back as is set), and up to where one has read something.
    /// </summary>
    private async Task<(DateTimeOffset? Mark, DateTimeOffset? Begin, DateTimeOffset? Asked)> FindMarkAsync(
        IAuditSource source, DateTimeOffset usual, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(MarkSql);
        command.Parameters.Add(new() { Value = source.Places.Select(place => place.Account).ToArray() });
        command.Parameters.Add(new() { Value = source.Places.Select(place => place.Region).ToArray() });
        command.Parameters.Add(new() { Value = usual.UtcDateTime });
        command.Parameters.Add(new() { Value = options.Overlap });
        command.Parameters.Add(new() { Value = source.Kind.ToString() });
        command.Parameters.Add(new() { Value = options.PlaceOf(source.Kind) });
        var (mark, first, others, asked) = (await command.ListAsync(
            row => (row.InstantOrNull(0), row.InstantOrNull(1), row.InstantOrNull(2), row.InstantOrNull(3)), cancellation))[0];
        // As long as none was complete, what the first one was to ask is asked again.
        return (mark, mark is null ? first : DueTimes.Earlier(mark - options.Overlap, others), asked);
    }

    /// <summary>Begins an audit that a person asks for.</summary>
    /// <exception cref="FormatException">Nothing of its time, or of its places, can be asked about.</exception>
    public async Task<AuditRun> BeginAsync(AuditWish wish, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(wish);
        var now = clock.GetUtcNow();
        var source = sources.Current;
        var span = source.Span(wish.Since, wish.Until, now);
        AuditRun? added = null;
        // Two of one second: the second has the name of the next.
        for (var second = 0; added is null; second++)
            added = await AddAsync(source, wish, span, now.AddSeconds(second), cancellation);
        return added;
    }

    private async Task<AuditRun?> AddAsync(
        IAuditSource source, AuditWish wish, LookupSpan span, DateTimeOffset now, CancellationToken cancellation)
    {
        var registry = QueryRegistry.Load(options.RegistryFile);
        var parts = source.Plan(registry, span.Window, wish.Filter);
        var (by, filter) = (wish.By, StoredFilter.Of(wish.Filter));
        var trigger = by is null ? AuditTrigger.Timer : AuditTrigger.Request;
        var key = $"scope-audit-{now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}";
        var place = options.PlaceOf(source.Kind);
        var stored = filter is null ? null : JsonSerializer.Serialize(filter, AuditDocumentsJson.Default.StoredFilter);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var insert = new NpgsqlBatch(connection, transaction);
        insert.BatchCommands.Add(Statements.Of($"""
            INSERT INTO scope_audits (key, trigger, requested_by, source, place, window_from, window_until, untold, filter, state,
                started_at, is_complete, findings, deviations, new_deviations)
            VALUES ({key}, {trigger}, {by}, {source.Kind}, {place}, {span.Window.From}, {span.Window.Until}, {span.Untold.ToArray()},
                {stored}::jsonb, {AuditRunState.Running}, {now}, false, 0, 0, 0)
            ON CONFLICT DO NOTHING RETURNING id
            """));
        if (await insert.ExecuteScalarAsync(cancellation) is not long id)
            return null;
        await AuditParts.AddAsync(transaction, id, parts, cancellation);
        var entry = new AuditEntry(AuditKinds.ScopeAuditStarted, $"scope-audit/{key}", by ?? "timer", new Dictionary<string, object?>
        {
            ["from"] = span.Window.From,
            ["until"] = span.Window.Until,
            ["parts"] = parts.Count,
            ["registry"] = registry.Digest,
            ["isFiltered"] = filter is not null,
            ["source"] = source.Kind,
        });
        await AuditLog.AppendAsync(transaction, now, [entry], cancellation);
        await transaction.CommitAsync(cancellation);
        return new AuditRun
        {
            Id = id,
            Key = key,
            Trigger = trigger,
            RequestedBy = by,
            Source = source.Kind,
            Place = place,
            WindowFrom = span.Window.From,
            WindowUntil = span.Window.Until,
            Untold = [.. span.Untold],
            Filter = stored,
            State = AuditRunState.Running,
            StartedAt = now,
        };
    }
}
