using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace OAuthAttest.Local.Durable.Storage;

/// <summary>
/// Writes commits in groups: while one transaction runs, the next group collects. So the more turns there are, the fewer
/// flushes to disk each one costs.
/// </summary>
internal sealed partial class CommitWriter : IAsyncDisposable
{
    private const int LargestGroup = 2_000;
    private const long LargestGroupBytes = 16L << 20;

    private readonly OwnerConnection owner;
    private readonly TimeSpan outageTolerance;
    private readonly Action<Exception> onGivingUp;
    private readonly ILogger logger;
    private readonly Channel<Commit> queue = Channel.CreateUnbounded<Commit>(new UnboundedChannelOptions { SingleReader = true });
    private readonly List<Commit> group = [];
    private readonly Task loop;
    private Exception? givenUp;

    public CommitWriter(OwnerConnection owner, TimeSpan outageTolerance, Action<Exception> onGivingUp, ILogger logger)
    {
        this.owner = owner;
        this.outageTolerance = outageTolerance;
        this.onGivingUp = onGivingUp;
        this.logger = logger;
        loop = Task.Run(RunAsync);
    }

    /// <summary>How many transactions were committed, and how many commits they held.</summary>
    public (long Groups, long Commits) Written { get; private set; }

    public void Submit(Commit commit)
    {
        if (!queue.Writer.TryWrite(commit))
        {
            commit.Owner.OnCommitFailed(commit, givenUp ?? new ObjectDisposedException("DurableEngine"));
        }
    }

    /// <summary>Writes what was submitted and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await loop;
    }

    private async Task RunAsync()
    {
        while (await queue.Reader.WaitToReadAsync())
        {
            Gather();
            if (givenUp is null)
            {
                await WriteGroupAsync();
            }
            else
            {
                Refuse(group, givenUp);
            }

            group.Clear();
        }
    }

    private void Gather()
    {
        var bytes = 0L;
        while (group.Count < LargestGroup && bytes < LargestGroupBytes && queue.Reader.TryRead(out var commit))
        {
            group.Add(commit);
            bytes += commit.Chunk?.Length ?? 0;
        }
    }

    private async Task WriteGroupAsync()
    {
        try
        {
            await WriteAsync(group);
        }
        catch (Exception fatal) when (IsFatal(fatal))
        {
            GiveUp(fatal);
            Refuse(group, fatal);
            return;
        }
        catch (Exception refused)
        {
            LogRefused(logger, group.Count, refused);
            await WriteOneByOneAsync();
            return;
        }

        Written = (Written.Groups + 1, Written.Commits + group.Count);
        foreach (var commit in group)
        {
            commit.Owner.OnCommitted(commit);
        }
    }

    // A commit that cannot be written must not fail the others of its group.
    private async Task WriteOneByOneAsync()
    {
        for (var i = 0; i < group.Count; i++)
        {
            try
            {
                await WriteAsync([group[i]]);
            }
            catch (Exception fatal) when (IsFatal(fatal))
            {
                GiveUp(fatal);
                Refuse(group[i..], fatal);
                return;
            }
            catch (Exception refused)
            {
                Refuse([group[i]], refused);
                continue;
            }

            group[i].Owner.OnCommitted(group[i]);
        }
    }

    private async Task WriteAsync(IReadOnlyList<Commit> commits)
    {
        var failing = 0L;
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                if (attempt > 0 || !owner.IsOpen)
                {
                    await owner.ReopenAsync(CancellationToken.None);
                }

                await using var batch = CommitBatch.Build(owner.Connection, commits);
                await batch.ExecuteNonQueryAsync();
                return;
            }
            catch (Exception outage) when (Outages.IsOne(outage))
            {
                failing = failing == 0 ? Stopwatch.GetTimestamp() : failing;
                if (Stopwatch.GetElapsedTime(failing) > outageTolerance)
                {
                    throw;
                }

                LogOutage(logger, attempt + 1, outage.Message);
                await Outages.PauseAsync(attempt);
            }
        }
    }

    private static bool IsFatal(Exception e) => e is OwnershipLostException || Outages.IsOne(e);

    private void GiveUp(Exception reason)
    {
        givenUp = reason;
        onGivingUp(reason);
    }

    private static void Refuse(IReadOnlyList<Commit> commits, Exception reason)
    {
        foreach (var commit in commits)
        {
            commit.Owner.OnCommitFailed(commit, reason);
        }
    }

    [LoggerMessage(
        EventId = 2011,
        Level = LogLevel.Warning,
        Message = "The database cannot be reached, attempt {Attempt} to commit: {Reason}"
    )]
    private static partial void LogOutage(ILogger logger, int attempt, string reason);

    [LoggerMessage(
        EventId = 2012,
        Level = LogLevel.Warning,
        Message = "A group of {Count} commits could not be written; writing them one by one"
    )]
    private static partial void LogRefused(ILogger logger, int count, Exception reason);
}
