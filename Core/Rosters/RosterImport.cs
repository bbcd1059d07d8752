using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using OAuthAttest.Evidence;
using OAuthAttest.Grants.Import;
using OAuthAttest.Outside;
using OAuthAttest.Persistence;

namespace OAuthAttest.Rosters;

/// <param name="Entries">The number of entries of the source after the import.</param>
/// <param name="Before">The number of entries before.</param>
/// <param name="IncompleteBecause">See <see cref="IRosterReader.IncompleteBecause"/>.</param>
public sealed record RosterImportResult(
    string Source,
    string Kind,
    int Entries,
    long Before,
    IReadOnlyList<ReadFile> Files,
    string? IncompleteBecause = null
)
{
    /// <summary>
    /// The number that the version before did not list, or with a lesser category: consents that they gave lately are decided about again.
    /// </summary>
    public long New { get; init; }

    /// <summary>Nothing was stored, because a later reading was.</summary>
    public bool IsOvertaken { get; init; }
}

/// <summary>
/// Replaces all entries of one source of the roster in one transaction. A failed reading keeps the entries and marks the source as
/// failed; until it is read again, people who are not listed count as "privilege unknown".
/// </summary>
public sealed class RosterImport(NpgsqlDataSource source, TimeProvider time)
{
    private const int LongestName = 64;
    private const int LongestFailure = 500;

    /// <param name="guard">For a reading that nobody looks at; null: a person imports.</param>
    /// <exception cref="InventoryRejectedException">
    /// The reading has errors, it is empty and that is not allowed, or the guard holds it.
    /// </exception>
    public async Task<RosterImportResult> ImportAsync(
        string name,
        IRosterReader reader,
        ImportOptions options,
        CancellationToken cancellation,
        RosterGuard? guard = null
    )
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(options);
        RequireName(name);
        var now = time.GetUtcNow();
        try
        {
            var reading = new Reading(options.MaxListedErrors);
            var records = await ReadAsync(name, reader, reading, options, cancellation);
            return await ReplaceAsync(name, reader, records, reading.Files, options.Actor, now, guard, cancellation);
        }
        catch (Exception failure) when (failure is InventoryRejectedException or IOException or UnauthorizedAccessException)
        {
            await FailAsync(name, reader.Kind, Reason(failure), options.Actor, now, isByPerson: guard is null);
            throw;
        }
    }

    /// <summary>Removes a source from the roster, with its entries.</summary>
    /// <exception cref="InventoryRejectedException">There is no such source.</exception>
    public async Task<long> ForgetAsync(string name, string actor, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await LongWork.BeginAsync(connection, cancellation);
        var entries = await Sql.ExecuteAsync(connection, "DELETE FROM privileged_roster WHERE source = $1", cancellation, Value(name));
        if (await Sql.ExecuteAsync(connection, "DELETE FROM roster_sources WHERE name = $1", cancellation, Value(name)) == 0)
            throw new InventoryRejectedException($"The roster has no source '{name}'.");
        var entry = new AuditEntry(
            AuditKinds.RosterForgotten,
            $"roster/{name}",
            actor,
            new Dictionary<string, object?> { ["entries"] = entries }
        );
        await AuditLog.AppendAsync(transaction, time.GetUtcNow(), [entry], cancellation);
        await transaction.CommitAsync(cancellation);
        return entries;
    }

    private static async Task<IReadOnlyList<RosterRecord>> ReadAsync(
        string name,
        IRosterReader reader,
        Reading reading,
        ImportOptions options,
        CancellationToken cancellation
    )
    {
        var records = await reader.ReadAsync(reading, cancellation);
        if (reading.Errors.Count > 0)
        {
            throw new InventoryRejectedException(
                $"{name}: {reading.Errors.Count} errors in what was read. Nothing was imported.",
                reading.Errors.Listed,
                reading.Errors.Count
            );
        }
        return records.Count > 0 || options.AllowEmpty
            ? records
            : throw new InventoryRejectedException(
                $"{name}: nobody is listed, which looks like an outage. Nothing was imported. If it is true, say --allow-empty."
            );
    }

    private async Task<RosterImportResult> ReplaceAsync(
        string name,
        IRosterReader reader,
        IReadOnlyList<RosterRecord> records,
        IReadOnlyList<ReadFile> files,
        string actor,
        DateTimeOffset now,
        RosterGuard? guard,
        CancellationToken cancellation
    )
    {
        var incomplete = reader.IncompleteBecause;
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await LongWork.BeginAsync(connection, cancellation);
        var stored = await LockAsync(connection, name, cancellation);
        // Another instance read later and was faster: its version stays.
        if (guard is not null && stored.ReadAt > now)
            return new RosterImportResult(name, reader.Kind, records.Count, records.Count, files, incomplete) { IsOvertaken = true };
        var rows = new RosterVersion(connection, name, records);
        if (guard is not null)
            await rows.RefuseLossAsync(guard, cancellation);
        var (isNew, before) = (0L, (long)records.Count);
        var isChanged = guard is null || stored != new StoredSource(stored.ReadAt, null, incomplete) || stored.ReadAt is null;
        // What the timer reads is mostly what it read before: then the rows stay, and nothing is told.
        if (guard is null || !await rows.IsStoredAsync(cancellation))
            (isChanged, isNew, before) = (true, await rows.NoteNewsAsync(now, cancellation), await rows.ReplaceAsync(cancellation));
        await Sql.ExecuteAsync(
            connection,
            """
            UPDATE roster_sources
            SET last_succeeded_at = $2, last_failure = NULL, entries = $3, incomplete_because = $4
            WHERE name = $1
            """,
            cancellation,
            Value(name),
            Value(now),
            Value(records.Count),
            new NpgsqlParameter { Value = (object?)incomplete ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }
        );
        if (isChanged)
            await AuditLog.AppendAsync(transaction, now, [Evidence(name, reader, records, before, isNew, files, actor)], cancellation);
        await transaction.CommitAsync(cancellation);
        return new RosterImportResult(name, reader.Kind, records.Count, before, files, incomplete) { New = isNew };
    }

    private static AuditEntry Evidence(
        string name,
        IRosterReader reader,
        IReadOnlyList<RosterRecord> records,
        long before,
        long isNew,
        IReadOnlyList<ReadFile> files,
        string actor
    ) =>
        new(
            AuditKinds.RosterImported,
            $"roster/{name}",
            actor,
            new Dictionary<string, object?>
            {
                ["kind"] = reader.Kind,
                ["incompleteBecause"] = reader.IncompleteBecause,
                ["entries"] = records.Count,
                ["entriesBefore"] = before,
                ["new"] = isNew,
                ["categories"] = records
                    .GroupBy(record => record.Category)
                    .ToDictionary(group => group.Key.ToString(), object? (group) => group.Count(), StringComparer.Ordinal),
                ["files"] = files
                    .Select(file => new Dictionary<string, object?>
                    {
                        ["name"] = file.Name,
                        ["bytes"] = file.Bytes,
                        ["sha256"] = file.Sha256,
                    })
                    .ToList(),
            }
        );

    /// <summary>
    /// Marks the source as failed. Its entries stay; until it is read again, who is not listed counts as "privilege unknown".
    /// </summary>
    /// <param name="reason">Why, in our words.</param>
    /// <param name="isByPerson">False: repeated by a timer, so that the same failure is one entry in the audit log.</param>
    public async Task FailAsync(string name, string kind, string reason, string actor, DateTimeOffset now, bool isByPerson)
    {
        var text = WireText.Cut(reason.Replace("\0", "", StringComparison.Ordinal), LongestFailure);
        await using var connection = await source.OpenConnectionAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
        await LongWork.BeginAsync(connection, CancellationToken.None);
        await LockAsync(connection, name, CancellationToken.None);
        var isKnown = await Sql.ExecuteAsync(
            connection,
            """
            UPDATE roster_sources SET last_failed_at = $2
            WHERE name = $1 AND last_failure = $3 AND last_failed_at >= coalesce(last_succeeded_at, '-infinity')
            """,
            CancellationToken.None,
            Value(name),
            Value(now),
            Value(text)
        );
        if (isKnown > 0 && !isByPerson)
        {
            await transaction.CommitAsync(CancellationToken.None);
            return;
        }
        await Sql.ExecuteAsync(
            connection,
            "UPDATE roster_sources SET last_failed_at = $2, last_failure = $3 WHERE name = $1",
            CancellationToken.None,
            Value(name),
            Value(now),
            Value(text)
        );
        var entry = new AuditEntry(
            AuditKinds.RosterFailed,
            $"roster/{name}",
            actor,
            new Dictionary<string, object?> { ["kind"] = kind, ["failure"] = text }
        );
        await AuditLog.AppendAsync(transaction, now, [entry], CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
    }

    private static string Reason(Exception failure) =>
        failure is InventoryRejectedException { ErrorCount: > 0 } rejected
            ? string.Create(CultureInfo.InvariantCulture, $"{rejected.ErrorCount} errors, the first: {rejected.Errors[0]}")
            : failure.Message;

    /// <summary>Locks the source's row first, so that two imports of the same source run one after the other.</summary>
    private static async Task<StoredSource> LockAsync(NpgsqlConnection connection, string name, CancellationToken cancellation)
    {
        await Sql.ExecuteAsync(
            connection, "INSERT INTO roster_sources (name, entries) VALUES ($1, 0) ON CONFLICT DO NOTHING", cancellation, Value(name));
        await using var command = new NpgsqlCommand(
            "SELECT last_succeeded_at, last_failure, incomplete_because FROM roster_sources WHERE name = $1 FOR UPDATE", connection);
        command.Parameters.Add(Value(name));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return new StoredSource(reader.InstantOrNull(0), reader.TextOrNull(1), reader.TextOrNull(2));
    }

    private static void RequireName(string name)
    {
        if (name.Length is 0 or > LongestName || name.Any(char.IsControl))
            throw new InventoryRejectedException($"--source must be a name of 1 to {LongestName} characters.");
    }

    private static NpgsqlParameter Value(object value) => new() { Value = value };

    private sealed record StoredSource(DateTimeOffset? ReadAt, string? Failure, string? IncompleteBecause);
}
