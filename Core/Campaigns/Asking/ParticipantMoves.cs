using Npgsql;
using OAuthAttest.Evidence;
using OAuthAttest.Persistence;

namespace OAuthAttest.Campaigns.Asking;

/// <summary>A conditional update of one participant's row, with the audit entry that is appended if the row was updated.</summary>
/// <param name="ParticipantId">The row's id: <c>@id</c>.</param>
/// <param name="Now">The operation's instant: <c>@now</c>.</param>
/// <param name="Change">The assignments of the SET clause.</param>
/// <param name="From">The condition on the row's current state.</param>
/// <param name="Parameters">The other parameters of <paramref name="Change"/> and <paramref name="From"/>.</param>
/// <param name="Entry">Appended if the row was updated.</param>
internal sealed record ParticipantMove(
    long ParticipantId,
    DateTimeOffset Now,
    string Change,
    string From,
    NpgsqlParameter[] Parameters,
    AuditEntry Entry
);

/// <summary>
/// Commits moves in groups: while one transaction is running, the next group is collected. A commit holds the head of the audit chain
/// until it is flushed to disk, so with one commit for each move only one participant could move per flush.
/// </summary>
internal sealed class ParticipantMoves : IAsyncDisposable
{
    // Small enough that a person who clicks meanwhile does not wait long for the lock on their row.
    private const int LargestGroup = 64;

    private readonly NpgsqlDataSource source;
    private readonly GroupCommit<ParticipantMove, bool> group;

    public ParticipantMoves(NpgsqlDataSource source)
    {
        this.source = source;
        group = new GroupCommit<ParticipantMove, bool>(WriteAsync, new GroupCommitOptions<ParticipantMove>
        {
            LargestGroup = LargestGroup,
            // Otherwise each of them would wait for the same lock, one after the other.
            ConcernsAll = failure => failure is PostgresException said && DatabaseOutage.IsLimit(said.SqlState),
        });
    }

    /// <summary>Completes when the move is committed, or when its condition no longer held and nothing was written.</summary>
    /// <param name="cancellation">Stops the waiting only; a queued move is committed all the same.</param>
    /// <exception cref="ObjectDisposedException">This object was disposed of before.</exception>
    public Task CommitAsync(ParticipantMove move, CancellationToken cancellation) =>
        group.TryEnqueue(move, out var commit)
            ? commit.WaitAsync(cancellation)
            : throw new ObjectDisposedException(nameof(ParticipantMoves));

    /// <summary>Commits the queued moves, then stops.</summary>
    public ValueTask DisposeAsync() => group.DisposeAsync();

    /// <returns>For each move, whether its row was updated.</returns>
    private async Task<IReadOnlyList<bool>> WriteAsync(IReadOnlyList<ParticipantMove> moves, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection, transaction);
        // Ordered by id, as in every transaction that locks several of these rows; another order could deadlock.
        var ordered = moves.OrderBy(move => move.ParticipantId).ToList();
        foreach (var move in ordered)
            batch.BatchCommands.Add(Update(move));
        await batch.ExecuteNonQueryAsync(cancellation);
        // Compared by reference: two moves with equal values are still two moves.
        var made = ordered
            .Where((_, index) => batch.BatchCommands[index].RecordsAffected > 0)
            .ToHashSet(ReferenceEqualityComparer.Instance);
        var entries = ordered.Where(made.Contains).Select(move => move.Entry).ToList();
        if (entries.Count > 0)
            await AuditLog.AppendAndCommitAsync(transaction, moves.Max(move => move.Now), entries, cancellation);
        return [.. moves.Select(made.Contains)];
    }

    private static NpgsqlBatchCommand Update(ParticipantMove move)
    {
        var command = new NpgsqlBatchCommand($"UPDATE campaign_participants SET {move.Change} WHERE id = @id AND {move.From}");
        command.Parameters.AddWithValue("id", move.ParticipantId);
        command.Parameters.AddWithValue("now", move.Now.ToUniversalTime());
        // Cloned, because a parameter can belong to one command only, and a failed group is written again.
        command.Parameters.AddRange(Array.ConvertAll(move.Parameters, parameter => parameter.Clone()));
        return command;
    }
}
