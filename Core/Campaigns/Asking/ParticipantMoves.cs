using Npgsql;
using OAuthAttest.Evidence;
using OAuthAttest.Persistence;

namespace OAuthAttest.Campaigns.Asking;

/// <summary>One participant's move: an update that is made if the row still is where the move starts from, and what the audit log says of it.</summary>
/// <param name="ParticipantId">Whose row: <c>@id</c>.</param>
/// <param name="Now">The operation's instant: <c>@now</c>.</param>
/// <param name="Change">The assignments.</param>
/// <param name="From">The condition.</param>
/// <param name="Parameters">What the two name besides.</param>
/// <param name="Entry">Appended if the row was moved.</param>
internal sealed record ParticipantMove(long ParticipantId, DateTimeOffset Now, string Change, string From, NpgsqlParameter[] Parameters, AuditEntry Entry);

/// <summary>
/// Commits moves in groups: while one transaction is under way, the next group gathers. A commit holds the head of the audit chain
/// until it is on disk, so with a commit for each move people would pass one flush at a time.
/// </summary>
internal sealed class ParticipantMoves : IAsyncDisposable
{
    // Short enough that somebody who clicks meanwhile does not wait long for their row.
    private const int LargestGroup = 64;

    private readonly NpgsqlDataSource source;
    private readonly GroupCommit<ParticipantMove, bool> group;

    public ParticipantMoves(NpgsqlDataSource source)
    {
        this.source = source;
        group = new GroupCommit<ParticipantMove, bool>(WriteAsync, new GroupCommitOptions<ParticipantMove> { LargestGroup = LargestGroup });
    }

    /// <summary>Completes when the move is committed, or was not to be made any more.</summary>
    /// <param name="cancellation">Stops the waiting; what was queued is committed all the same.</param>
    /// <exception cref="ObjectDisposedException">It was closed before.</exception>
    public Task CommitAsync(ParticipantMove move, CancellationToken cancellation) =>
        group.TryEnqueue(move, out var commit) ? commit.WaitAsync(cancellation) : throw new ObjectDisposedException(nameof(ParticipantMoves));

    /// <summary>Commits what waits, and stops.</summary>
    public ValueTask DisposeAsync() => group.DisposeAsync();

    /// <returns>Of each, whether it was made.</returns>
    private async Task<IReadOnlyList<bool>> WriteAsync(IReadOnlyList<ParticipantMove> moves, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection, transaction);
        // Rows are locked in the order that everybody keeps who locks several.
        var ordered = moves.OrderBy(move => move.ParticipantId).ToList();
        foreach (var move in ordered)
            batch.BatchCommands.Add(Update(move));
        await batch.ExecuteNonQueryAsync(cancellation);
        // By reference: two that look alike are two.
        var made = ordered.Where((_, index) => batch.BatchCommands[index].RecordsAffected > 0).ToHashSet(ReferenceEqualityComparer.Instance);
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
        // Copies: a parameter belongs to one command, and a group that failed is written again.
        command.Parameters.AddRange(Array.ConvertAll(move.Parameters, parameter => parameter.Clone()));
        return command;
    }
}
