using Microsoft.DurableTask;
using OAuthAttest.Local.Durable.History;

namespace OAuthAttest.Local.Durable.Replay;

/// <summary>Something that the orchestrator has asked for and that is not answered yet.</summary>
internal abstract class Step(HistoryEvent created)
{
    /// <summary>The event that records the step.</summary>
    public HistoryEvent Created => created;

    public abstract void Complete(string? result);

    public abstract void Fail(TaskFailureDetails failure);

    /// <summary>The step in words, for messages about determinism.</summary>
    public static string Describe(HistoryEvent e) => e.Type switch
    {
        HistoryEventType.TaskScheduled => $"step #{e.TaskId} (activity '{e.Name}')",
        HistoryEventType.TimerCreated => $"step #{e.TaskId} (timer)",
        HistoryEventType.SubOrchestrationInstanceCreated => $"step #{e.TaskId} (sub-orchestration '{e.Name}')",
        HistoryEventType.EventSent => $"step #{e.TaskId} (event '{e.Name}' to '{e.InstanceId}')",
        _ => $"{e.Type}",
    };
}

/// <summary>A step whose answer is read as <typeparamref name="T"/>.</summary>
internal sealed class Step<T>(HistoryEvent created, DataConverter converter) : Step(created)
{
    private readonly TaskCompletionSource<T> answer = new();

    public Task<T> Answer => answer.Task;

    public override void Complete(string? result)
    {
        T? value;
        try
        {
            value = converter.Deserialize<T>(result);
        }
        catch (Exception unreadable)
        {
            answer.TrySetException(unreadable);
            return;
        }

        answer.TrySetResult(value!);
    }

    public override void Fail(TaskFailureDetails failure) =>
        answer.TrySetException(new TaskFailedException(Created.Name ?? "", Created.TaskId, failure));

    public void Cancel(CancellationToken cancellation) => answer.TrySetCanceled(cancellation);
}
