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
    /// <summary>Appends in the transaction that is open on <paramref name="db"/>, so that the change and its entries are one commit.</summary>
    /// <exception cref="InvalidOperationException">No transaction is open.</exception>
    public static async Task AppendAsync(OAuthAttestDb db, DateTimeOffset now, IReadOnlyList<AuditEntry> entries, CancellationToken cancellation)
    {
        var transaction = (NpgsqlTransaction?)db.Database.CurrentTransaction?.GetDbTransaction()
            ?? throw new InvalidOperationException("Audit entries are appended inside the transaction of the change they tell of.");
        await AppendAsync(transaction, now, entries, cancellation);
    }

    /// <inheritdoc cref="AppendAsync(OAuthAttestDb, DateTimeOffset, IReadOnlyList{AuditEntry}, CancellationToken)"/>
    public static async Task AppendAsync(NpgsqlTransaction transaction, DateTimeOffset now, IReadOnlyList<AuditEntry> entries, CancellationToken cancellation)
    {
        if (entries.Count == 0)
            return;
        var (sequence, head) = await LockHeadAsync(transaction, cancellation);
        var events = new List<AuditEvent>(entries.Count);
        foreach (var entry in entries)
        {
            var next = AuditChain.Link(sequence + 1, head, now, entry);
            events.Add(next);
            (sequence, head) = (next.Sequence, next.Hash);
        }
        await InsertAsync(transaction, events, cancellation);
    }

    private static async Task<(long Sequence, byte[] Hash)> LockHeadAsync(NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("SELECT sequence, hash FROM audit_head WHERE id = 1 FOR UPDATE", transaction.Connection, transaction);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? (reader.GetInt64(0), reader.GetFieldValue<byte[]>(1))
            : throw new InvalidOperationException("The audit chain has no head row: the migrations were not applied.");
    }

    private static async Task InsertAsync(NpgsqlTransaction transaction, List<AuditEvent> events, CancellationToken cancellation)
    {
        const string sql = """
            WITH added AS (
                INSERT INTO audit_events (sequence, at, kind, subject, actor, data, previous_hash, hash)
                SELECT * FROM unnest(@sequence, @at, @kind, @subject, @actor, @data, @previous, @hash))
            UPDATE audit_head SET sequence = @last, hash = @head WHERE id = 1
            """;
        await using var command = new NpgsqlCommand(sql, transaction.Connection, transaction);
        var parameters = command.Parameters;
        parameters.Add(new("sequence", NpgsqlDbType.Array | NpgsqlDbType.Bigint) { Value = events.ConvertAll(e => e.Sequence) });
        parameters.Add(new("at", NpgsqlDbType.Array | NpgsqlDbType.TimestampTz) { Value = events.ConvertAll(e => e.At.UtcDateTime) });
        parameters.Add(new("kind", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = events.ConvertAll(e => e.Kind) });
        parameters.Add(new("subject", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = events.ConvertAll(e => e.Subject) });
        parameters.Add(new("actor", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = events.ConvertAll(e => e.Actor) });
        parameters.Add(new("data", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = events.ConvertAll(e => e.Data) });
        parameters.Add(new("previous", NpgsqlDbType.Array | NpgsqlDbType.Bytea) { Value = events.ConvertAll(e => e.PreviousHash) });
        parameters.Add(new("hash", NpgsqlDbType.Array | NpgsqlDbType.Bytea) { Value = events.ConvertAll(e => e.Hash) });
        parameters.Add(new("last", events[^1].Sequence));
        parameters.Add(new("head", events[^1].Hash));
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
