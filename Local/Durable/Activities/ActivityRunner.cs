using System.Collections.Concurrent;
using Microsoft.DurableTask.Protobuf;
using OAuthAttest.Local.Durable.History;
using OAuthAttest.Local.Durable.Messages;
using OAuthAttest.Local.Durable.Tasks;

namespace OAuthAttest.Local.Durable.Activities;

/// <summary>An activity to call, and where its answer goes.</summary>
internal sealed record ScheduledActivity(ActivityCall Call, string ExecutionId);

/// <summary>
/// Calls activities, a bounded number at a time. The answer is stored with the turn that takes it in: an activity that is
/// interrupted before that is called again by the next engine.
/// </summary>
internal sealed class ActivityRunner(
    DurableTaskSet tasks, DurableEngineOptions options, IdleGate gate, Action<string, Message> deliver) : IDisposable
{
    /// <summary>How long an activity that was cancelled has to end.</summary>
    private static readonly TimeSpan CutOffTime = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<(string ExecutionId, int TaskId), bool> underWay = new();
    private readonly ConcurrentQueue<ScheduledActivity> waiting = new();
    private readonly CancellationTokenSource stopping = new();
    private int running;
    private volatile bool closed;

    /// <summary>Calls the activity, unless the same call is already running.</summary>
    public void Dispatch(ScheduledActivity activity)
    {
        if (closed || !underWay.TryAdd(IdOf(activity), true))
        {
            return;
        }

        gate.Enter();
        waiting.Enqueue(activity);
        StartNext();
    }

    /// <summary>Whether the call is running or waits for its turn.</summary>
    public bool IsUnderWay(ScheduledActivity activity) => underWay.ContainsKey(IdOf(activity));

    /// <summary>Starts no more activities, and gives the running ones some time to end before they are cancelled.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        closed = true;
        while (waiting.TryDequeue(out _))
        {
            gate.Exit();
        }

        using var patience = new CancellationTokenSource(grace);
        await using var registration = patience.Token.Register(stopping.Cancel);
        await gate.WhenIdleAsync(CancellationToken.None)
            .WaitAsync(grace + CutOffTime, CancellationToken.None)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => stopping.Dispose();

    private static (string ExecutionId, int TaskId) IdOf(ScheduledActivity activity) => (activity.ExecutionId, activity.Call.TaskId);

    private void StartNext()
    {
        while (!waiting.IsEmpty)
        {
            if (Interlocked.Increment(ref running) > options.MaxConcurrentActivities)
            {
                Interlocked.Decrement(ref running);
                return;
            }

            if (waiting.TryDequeue(out var next))
            {
                ThreadPool.UnsafeQueueUserWorkItem(
                    static work => _ = work.Runner.RunAsync(work.Activity),
                    (Runner: this, Activity: next),
                    preferLocal: false
                );
            }
            else
            {
                Interlocked.Decrement(ref running);
            }
        }
    }

    private async Task RunAsync(ScheduledActivity activity)
    {
        var answer = await CallAsync(activity.Call);
        if (answer is not null)
        {
            deliver(
                activity.Call.InstanceId,
                new Message
                {
                    Kind = MessageKind.Event,
                    Event = answer,
                    ExecutionId = activity.ExecutionId,
                }
            );
        }

        underWay.TryRemove(IdOf(activity), out _);
        Interlocked.Decrement(ref running);
        StartNext();
        gate.Exit();
    }

    /// <returns>Null when the engine's stop cut the call off: it will be made again.</returns>
    private async Task<HistoryEvent?> CallAsync(ActivityCall call)
    {
        try
        {
            if (tasks.FindActivity(call.Name) is not { } activity)
            {
                return Failed(call, TaskFailures.ActivityNotFound(call.Name));
            }

            var result = await activity(call, stopping.Token);
            return new HistoryEvent
            {
                EventId = -1,
                TaskCompleted = new TaskCompletedEvent { TaskScheduledId = call.TaskId, Result = options.DataConverter.Serialize(result) },
            };
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception failed)
        {
            return Failed(call, TaskFailures.From(failed));
        }
    }

    private static HistoryEvent Failed(ActivityCall call, TaskFailureDetails failure) =>
        new() { EventId = -1, TaskFailed = new TaskFailedEvent { TaskScheduledId = call.TaskId, FailureDetails = failure } };
}
