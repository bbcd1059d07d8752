using Microsoft.DurableTask.Protobuf;
using OAuthAttest.Local.Durable.History;
using OAuthAttest.Local.Durable.Messages;

namespace OAuthAttest.Local.Durable.Instances;

/// <summary>The message that a sub-orchestration sends to its parent when it ends.</summary>
internal static class Answers
{
    public static Message ToParent(ParentInstanceInfo parent, CompleteOrchestrationAction completion)
    {
        var answer = HistoryEvents.New();
        if (completion.OrchestrationStatus == OrchestrationStatus.Completed)
        {
            answer.SubOrchestrationInstanceCompleted =
                new SubOrchestrationInstanceCompletedEvent { TaskScheduledId = parent.TaskScheduledId, Result = completion.Result };
        }
        else
        {
            answer.SubOrchestrationInstanceFailed = new SubOrchestrationInstanceFailedEvent
            {
                TaskScheduledId = parent.TaskScheduledId,
                FailureDetails = completion.FailureDetails
                    ?? TaskFailures.Of("Terminated", completion.Result ?? "The sub-orchestration was terminated."),
            };
        }

        return new Message { Kind = MessageKind.Event, ExecutionId = parent.OrchestrationInstance.ExecutionId, Event = answer };
    }
}
