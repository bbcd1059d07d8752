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
);

/// <summary>
/// Replaces all entries of one source of the roster in one transaction. A failed reading keeps the entries and marks the source as
/// failed; until it is read again, people who are not listed count as "privilege unknown".
/// </summary>
public sealed class RosterImport(NpgsqlDataSource source, TimeProvider time)
{
    private const int LongestName = 64;
    private const int LongestFailure = 500;

    /// <exception cref="InventoryRejectedException">The reading has errors, or it is empty and that is not allowed.</exception>
    public async Task<RosterImportResult> ImportAsync(
        string name,
        IRosterReader reader,
        ImportOptions options,
        CancellationToken cancellation
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
            return await ReplaceAsync(name, reader, records, reading.Files, options.Actor, now, cancellation);
        }
        catch (Exception failure) when (failure is InventoryRejectedException or IOException or UnauthorizedAccessException)
        {
            await RecordFailureAsync(name, reader.Kind, failure, options.Actor, now);
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
        CancellationToken cancellation
    )
    {
        var incomplete = reader.IncompleteBecause;
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await LongWork.BeginAsync(connection, cancellation);
        // The source's row is locked first, so that two imports of the same source run one after the other.
        await Sql.ExecuteAsync(
            connection,
            """
            INSERT INTO roster_sources (name, last_succeeded_at, entries, incomplete_because) VALUES ($1, $2, $3, $4)
            ON CONFLICT (name) DO UPDATE
            SET last_succeeded_at = excluded.last_succeeded_at, last_failure = NULL, entries = excluded.entries,
                incomplete_because = excluded.incomplete_because
            """,
            cancellation,
            Value(name),
            Value(now),
            Value(records.Count),
            new NpgsqlParameter { Value = (object?)incomplete ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }
        );
        var before = await Sql.ExecuteAsync(connection, "DELETE FROM privileged_roster WHERE source = $1", cancellation, Value(name));
        await Sql.ExecuteAsync(
            connection,
            """
            INSERT INTO privileged_roster (source, provider, external_id, email, name, category, role, is_app, client_id, aliases)
            SELECT $1, r.provider, r.external_id, r.email, r.name, r.category, r.role, r.is_app, r.client_id,
                   string_to_array(r.aliases, ' ')
            FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10)
                AS r (provider, external_id, email, name, category, role, is_app, client_id, aliases)
            """,
            cancellation,
            Value(name),
            Texts(records, r => r.Provider?.ToString()),
            Texts(records, r => r.ExternalId),
            Texts(records, r => r.Email),
            Texts(records, r => r.Name),
            Texts(records, r => r.Category.ToString()),
            Texts(records, r => r.Role),
            new NpgsqlParameter { Value = records.Select(r => r.IsApp).ToArray() },
            Texts(records, r => r.ClientId),
            // No address has a space.
            Texts(records, r => string.Join(' ', r.Aliases))
        );
        await AuditLog.AppendAsync(transaction, now, [Evidence(name, reader, records, before, files, actor)], cancellation);
        await transaction.CommitAsync(cancellation);
        return new RosterImportResult(name, reader.Kind, records.Count, before, files, incomplete);
    }

    private static AuditEntry Evidence(
        string name,
        IRosterReader reader,
        IReadOnlyList<RosterRecord> records,
        long before,
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

    private async Task RecordFailureAsync(string name, string kind, Exception failure, string actor, DateTimeOffset now)
    {
        var text = failure is InventoryRejectedException { ErrorCount: > 0 } rejected
            ? string.Create(CultureInfo.InvariantCulture, $"{rejected.ErrorCount} errors, the first: {rejected.Errors[0]}")
            : failure.Message;
        text = WireText.Cut(text.Replace("\0", "", StringComparison.Ordinal), LongestFailure);
        await using var connection = await source.OpenConnectionAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
        await LongWork.BeginAsync(connection, CancellationToken.None);
        await Sql.ExecuteAsync(
            connection,
            """
            INSERT INTO roster_sources (name, last_failed_at, last_failure, entries) VALUES ($1, $2, $3, 0)
            ON CONFLICT (name) DO UPDATE SET last_failed_at = excluded.last_failed_at, last_failure = excluded.last_failure
            """,
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

    private static void RequireName(string name)
    {
        if (name.Length is 0 or > LongestName || name.Any(char.IsControl))
            throw new InventoryRejectedException($"--source must be a name of 1 to {LongestName} characters.");
    }

    private static NpgsqlParameter Value(object value) => new() { Value = value };

    private static NpgsqlParameter Texts(IReadOnlyList<RosterRecord> records, Func<RosterRecord, string?> value) =>
        new() { Value = records.Select(value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
}
