using System.Runtime.CompilerServices;
using Npgsql;
using OAuthAttest.Persistence;

namespace OAuthAttest.Evidence;

/// <param name="Entries">Entries read, up to the first broken one.</param>
/// <param name="BrokenAt">The sequence number where the chain breaks; null: it is intact.</param>
/// <param name="Problem">What is wrong there.</param>
/// <param name="Head">The hash of the last good entry, lower-case hex.</param>
public sealed record AuditVerdict(long Entries, long? BrokenAt, string? Problem, string Head)
{
    public bool IsIntact => BrokenAt is null;
}

/// <summary>
/// Reads the audit log from its first entry to its last, one at a time, and computes every hash again. A chain alone cannot show
/// that its end was cut off or that all of it was rewritten: compare <see cref="AuditVerdict.Head"/> with one kept elsewhere.
/// </summary>
public sealed class AuditVerification(NpgsqlDataSource source)
{
    public async Task<AuditVerdict> VerifyAsync(CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        // Entries and head are read from one snapshot; otherwise an append in between would look like a break.
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellation);
        var (count, hash) = (0L, AuditChain.Genesis.ToArray());
        await foreach (var entry in EntriesAsync(connection, cancellation))
        {
            if (Problem(entry, count + 1, hash) is { } problem)
                return new AuditVerdict(count, count + 1, problem, Convert.ToHexStringLower(hash));
            (count, hash) = (entry.Sequence, entry.Hash);
        }

        await using var head = new NpgsqlCommand("SELECT sequence, hash FROM audit_head WHERE id = 1", connection);
        await using var reader = await head.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
            return new AuditVerdict(count, count, "the head of the chain is missing", Convert.ToHexStringLower(hash));
        var isHead = reader.GetInt64(0) == count && reader.Bytes(1).AsSpan().SequenceEqual(hash);
        return new AuditVerdict(
            count,
            isHead ? null : count + 1,
            isHead ? null : "the head of the chain is not its last entry",
            Convert.ToHexStringLower(hash)
        );
    }

    private static string? Problem(AuditEvent entry, long expected, byte[] previous)
    {
        if (entry.Sequence != expected)
            return $"entry {expected} is missing";
        if (!entry.PreviousHash.AsSpan().SequenceEqual(previous))
            return "it does not follow from the entry before";
        return entry.Hash.AsSpan().SequenceEqual(AuditChain.Hash(entry)) ? null : "its content was changed";
    }

    private static async IAsyncEnumerable<AuditEvent> EntriesAsync(
        NpgsqlConnection connection,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(
            "SELECT sequence, at, kind, subject, actor, data, previous_hash, hash FROM audit_events ORDER BY sequence",
            connection
        )
        {
            CommandTimeout = 0,
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            yield return new AuditEvent
            {
                Sequence = reader.GetInt64(0),
                At = reader.Instant(1),
                Kind = reader.GetString(2),
                Subject = reader.GetString(3),
                Actor = reader.GetString(4),
                Data = reader.GetString(5),
                PreviousHash = reader.Bytes(6),
                Hash = reader.Bytes(7),
            };
        }
    }
}
