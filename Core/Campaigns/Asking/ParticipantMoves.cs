using System.Collections.Concurrent;
using Npgsql;
using OAuthAttest.Evidence;

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
internal sealed class ParticipantMoves(NpgsqlDataSource source)
{
    // Short enough that somebody who clicks meanwhile does not wait long for their row.
    private const int LargestGroup = 64;

    private readonly ConcurrentQueue<Waiting> queue = new();
    private int busy;

    /// <summary>Completes when the move is committed, or was not to be made any more.</summary>
    public Task CommitAsync(ParticipantMove move, CancellationToken cancellation)
    {
        var waiting = new Waiting(move, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        queue.Enqueue(waiting);
        StartIfIdle();
        return waiting.Done.Task.WaitAsync(cancellation);
    }

    private void StartIfIdle()
    {
        if (Interlocked.Exchange(ref busy, 1) == 0)
            _ = Task.Run(RunAsync);
    }

    private async Task RunAsync()
    {
        var group = new List<Waiting>();
        while (queue.TryDequeue(out var next))
        {
            group.Add(next);
            if (group.Count < LargestGroup && !queue.IsEmpty)
                continue;
            await SettleAsync(group);
            group.Clear();
        }
        Volatile.Write(ref busy, 0);
        // Somebody may have come between the last look and the line above.
        if (!queue.IsEmpty)
            StartIfIdle();
    }

    private async Task SettleAsync(IReadOnlyList<Waiting> group)
    {
        try
        {
            await WriteAsync([.. group.Select(waiting => waiting.Move)]);
            foreach (var waiting in group)
                waiting.Done.SetResult();
        }
        catch (Exception failed)
        {
            // A move that cannot be written must not take the others of its group with it.
            if (group.Count == 1)
                group[0].Done.SetException(failed);
            foreach (var waiting in group.Count == 1 ? [] : group)
                await SettleAsync([waiting]);
        }
    }

    private async Task WriteAsync(IReadOnlyList<ParticipantMove> moves)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var batch = new NpgsqlBatch(connection, transaction);
        // Rows are locked in the order that everybody keeps who locks several.
        var ordered = moves.OrderBy(move => move.ParticipantId).ToList();
        foreach (var move in ordered)
            batch.BatchCommands.Add(Update(move));
        await batch.ExecuteNonQueryAsync();
        var entries = ordered.Where((_, index) => batch.BatchCommands[index].RecordsAffected > 0).Select(move => move.Entry).ToList();
        if (entries.Count > 0)
            await AuditLog.AppendAndCommitAsync(transaction, moves.Max(move => move.Now), entries, CancellationToken.None);
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

    private sealed record Waiting(ParticipantMove Move, TaskCompletionSource Done);
}
