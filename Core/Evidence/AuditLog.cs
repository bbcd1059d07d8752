using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;
using OAuthAttest.Persistence;

namespace OAuthAttest.Evidence;

/// <summary>
/// Appends to the audit log. The chain has one head row, locked from the append to the commit, so the sequence has no gap
/// and no fork: append last, right before the commit, and never call an outside service in between.
/// </summary>
public static class AuditLog
{
    /// <summary>
    /// Appends in the transaction that is open on <paramref name="db"/>, so that the change and its entries are committed together.
    /// </summary>
    /// <exception cref="InvalidOperationException">No transaction is open.</exception>
    public static Task AppendAsync(
        OAuthAttestDb db,
        DateTimeOffset now,
        IReadOnlyList<AuditEntry> entries,
        CancellationToken cancellation
    ) => AppendAsync(Transaction(db), now, entries, cancellation);

    /// <inheritdoc cref="AppendAsync(OAuthAttestDb, DateTimeOffset, IReadOnlyList{AuditEntry}, CancellationToken)"/>
    public static async Task AppendAsync(
        NpgsqlTransaction transaction,
        DateTimeOffset now,
        IReadOnlyList<AuditEntry> entries,
        CancellationToken cancellation
    )
    {
        if (entries.Count == 0)
            return;
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction) { BatchCommands = { Append(now, entries) } };
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>
    /// Appends and commits in one round trip to the server. Everybody else who appends waits from the append to the commit; with two round
    /// trips they would also wait until this process is scheduled to send the second.
    /// </summary>
    /// <param name="before">Sent before it, in the same round trip.</param>
    /// <param name="read">Reads the rows of the first of <paramref name="before"/> that has any.</param>
    public static async Task AppendAndCommitAsync(
        NpgsqlTransaction transaction,
        DateTimeOffset now,
        IReadOnlyList<AuditEntry> entries,
        CancellationToken cancellation,
        IReadOnlyList<NpgsqlBatchCommand>? before = null,
        Func<NpgsqlDataReader, Task>? read = null
    )
    {
        if (entries.Count == 0 && before is null)
        {
            await transaction.CommitAsync(cancellation);
            return;
        }
        // Without error barriers PostgreSQL skips the commands after a failed one: if the append fails there is no commit.
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        foreach (var command in before ?? [])
            batch.BatchCommands.Add(command);
        if (entries.Count > 0)
            batch.BatchCommands.Add(Append(now, entries));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        if (read is not null)
            await read(reader);
        // To the end, where a failure of the commit is told.
        while (await reader.NextResultAsync(cancellation))
            continue;
    }

    /// <summary>The end of the chain, as far as it is committed.</summary>
    public static async Task<ChainHead> HeadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { ReadingHead() } };
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        return await ReadHeadAsync(reader, cancellation);
    }

    /// <summary>The statement whose row <see cref="ReadHeadAsync"/> reads.</summary>
    internal static NpgsqlBatchCommand ReadingHead() => new("SELECT sequence, encode(hash, 'hex') FROM audit_head WHERE id = 1");

    /// <summary>The current result.</summary>
    internal static async Task<ChainHead> ReadHeadAsync(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        return await reader.ReadAsync(cancellation)
            ? new ChainHead(reader.GetInt64(0), reader.GetString(1))
            : throw new InvalidOperationException("The audit chain has no head row: the migrations were not applied.");
    }

    /// <summary>Whether an append would get its turn: takes the head's lock as one does, and gives it back. Nothing is written.</summary>
    public static async Task<bool> IsFreeAsync(OAuthAttestDb db, CancellationToken cancellation)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        try
        {
            await db.Database.ExecuteSqlAsync($"SELECT lock_audit_head()", cancellation);
            return true;
        }
        catch (PostgresException held) when (held.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return false;
        }
    }

    /// <summary>The same, in the transaction that is open on <paramref name="db"/>.</summary>
    public static Task AppendAndCommitAsync(
        OAuthAttestDb db,
        DateTimeOffset now,
        IReadOnlyList<AuditEntry> entries,
        CancellationToken cancellation,
        IReadOnlyList<NpgsqlBatchCommand>? before = null,
        Func<NpgsqlDataReader, Task>? read = null
    ) => AppendAndCommitAsync(Transaction(db), now, entries, cancellation, before, read);

    private static NpgsqlTransaction Transaction(OAuthAttestDb db) => (NpgsqlTransaction?)db.Database.CurrentTransaction?.GetDbTransaction()
        ?? throw new InvalidOperationException("Audit entries are appended inside the transaction of the change they tell of.");

    private static NpgsqlBatchCommand Append(DateTimeOffset now, IReadOnlyList<AuditEntry> entries)
    {
        var command = new NpgsqlBatchCommand("SELECT append_audit_events($1, $2, $3, $4, $5)");
        var prepared = entries.Select(entry => AuditChain.Prepare(now, entry)).ToList();
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = prepared[0].At.UtcDateTime });
        Add(command, prepared.ConvertAll(entry => entry.Kind));
        Add(command, prepared.ConvertAll(entry => entry.Subject));
        Add(command, prepared.ConvertAll(entry => entry.Actor));
        Add(command, prepared.ConvertAll(entry => entry.Data));
        return command;
    }

    private static void Add(NpgsqlBatchCommand command, List<string> values) =>
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, Value = values });
}
