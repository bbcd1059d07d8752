using System.Runtime.CompilerServices;
using Npgsql;
using OAuthAttest.Persistence;

namespace OAuthAttest.Evidence;

/// <summary>
/// Reads the audit log from its first entry to its last, one at a time, and computes every hash again. A chain alone cannot show
/// that its end was cut off or that all of it was rewritten: for that it is compared with heads that were written down elsewhere.
/// </summary>
public sealed class AuditVerification(NpgsqlDataSource source)
{
    public Task<AuditVerdict> VerifyAsync(CancellationToken cancellation) => VerifyAsync([], cancellation);

    /// <param name="known">Heads that were written down elsewhere, in any order.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<AuditVerdict> VerifyAsync(IReadOnlyCollection<ChainHead> known, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        // Entries and head are read from one snapshot; otherwise an append in between would look like a break.
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellation);
        await LongWork.BeginAsync(connection, cancellation);
        var expected = known.OrderBy(head => head.Sequence).ToList();
        var (count, hash, rewritten) = (0L, AuditChain.Genesis.ToArray(), FirstOther(expected, 0, AuditChain.Genesis.AsSpan()));
        await foreach (var entry in EntriesAsync(connection, cancellation))
        {
            if (Problem(entry, count + 1, hash) is { } problem)
                return Bad(ChainState.Broken, count, count + 1, problem, hash);
            (count, hash) = (entry.Sequence, entry.Hash);
            rewritten ??= FirstOther(expected, count, hash);
        }

        if (rewritten is { } other)
            return Bad(ChainState.Rewritten, count, other, $"entry {other} is not the one that was written down", hash);
        if (expected.LastOrDefault() is { } last && last.Sequence > count)
            return Bad(ChainState.TailCut, count, count + 1, Missing(count, last.Sequence, "was written down"), hash);
        return await CompareWithHeadRowAsync(connection, count, hash, cancellation);
    }

    private static async Task<AuditVerdict> CompareWithHeadRowAsync(
        NpgsqlConnection connection,
        long count,
        byte[] hash,
        CancellationToken cancellation
    )
    {
        await using var head = new NpgsqlCommand("SELECT sequence, hash FROM audit_head WHERE id = 1", connection);
        await using var reader = await head.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
            return Bad(ChainState.Broken, count, count + 1, "the head of the chain is missing", hash);
        var (sequence, named) = (reader.GetInt64(0), reader.Bytes(1));
        if (sequence > count)
            return Bad(ChainState.TailCut, count, count + 1, Missing(count, sequence, "is the head of the chain"), hash);
        return sequence == count && named.AsSpan().SequenceEqual(hash)
            ? new AuditVerdict(ChainState.Whole, count, null, null, Convert.ToHexStringLower(hash))
            : Bad(ChainState.Broken, count, count + 1, "the head of the chain is not its last entry", hash);
    }

    /// <summary>The sequence number, when a known head has it and another hash.</summary>
    private static long? FirstOther(List<ChainHead> expected, long sequence, ReadOnlySpan<byte> hash)
    {
        foreach (var head in expected)
        {
            if (head.Sequence == sequence && !head.Matches(hash))
                return sequence;
        }
        return null;
    }

    private static string Missing(long count, long last, string why) => $"the log ends with entry {count}, but entry {last} {why}";

    private static AuditVerdict Bad(ChainState state, long count, long at, string problem, byte[] hash) =>
        new(state, count, at, problem, Convert.ToHexStringLower(hash));

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
