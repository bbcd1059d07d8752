using Microsoft.DurableTask;
using OAuthAttest.Local.Durable.Tasks;

namespace OAuthAttest.Local.Durable.Replay;

/// <summary>The failures that the engine itself makes.</summary>
internal static class TaskFailures
{
    private const string NoActivity = "ActivityTaskNotFound";
    private const string NoOrchestrator = "OrchestratorTaskNotFound";

    public static TaskFailureDetails ActivityNotFound(string name) => Of(NoActivity, $"No activity named '{name}' was found.");

    public static TaskFailureDetails OrchestratorNotFound(string name) => Of(NoOrchestrator, $"No orchestrator named '{name}' was found.");

    public static TaskFailureDetails Of(string type, string message) =>
        new(type, message, StackTrace: null, InnerFailure: null, Properties: null);

    /// <summary>The details of an exception; for a failed step they contain the step's own failure as the inner one.</summary>
    public static TaskFailureDetails From(Exception exception) =>
        exception switch
        {
            TaskFailedException failed => new TaskFailureDetails(
                typeof(TaskFailedException).FullName!,
                failed.Message,
                failed.StackTrace,
                failed.FailureDetails,
                Properties: null
            ),
            ReportedFailureException reported => reported.Details,
            _ => TaskFailureDetails.FromException(exception),
        };

    /// <summary>Whether the failure is one that a retry cannot change.</summary>
    public static bool IsFinal(TaskFailureDetails failure) => failure.ErrorType is NoActivity or NoOrchestrator;
}
