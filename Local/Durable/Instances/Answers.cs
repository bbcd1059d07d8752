using Microsoft.DurableTask.Client;
using OAuthAttest.Local.Durable.History;
using OAuthAttest.Local.Durable.Messages;
using OAuthAttest.Local.Durable.Replay;

namespace OAuthAttest.Local.Durable.Instances;

/// <summary>The message that a sub-orchestration sends to its parent when it ends.</summary>
internal static class Answers
{
    public static Message ToParent(ParentLink parent, Completion completion) =>
        new()
        {
            Kind = MessageKind.Event,
            Key = parent.Key,
            Execution = parent.Execution,
            Event =
                completion.Status == OrchestrationRuntimeStatus.Completed
                    ? new HistoryEvent(HistoryEventType.SubOrchestrationInstanceCompleted, default)
                    {
                        TaskId = parent.TaskId,
                        Result = completion.Output,
                    }
                    : new HistoryEvent(HistoryEventType.SubOrchestrationInstanceFailed, default)
                    {
                        TaskId = parent.TaskId,
                        Failure = completion.Failure
                            ?? TaskFailures.Of("Terminated", completion.Output ?? "The sub-orchestration was terminated."),
                    },
        };
}
