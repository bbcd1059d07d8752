using Microsoft.DurableTask;
using OAuthAttest.Local.Durable.Tasks;
using P = Microsoft.DurableTask.Protobuf;

namespace OAuthAttest.Local.Durable.History;

/// <summary>The failures that the engine itself reports, in the form in which histories keep them.</summary>
internal static class TaskFailures
{
    public static P.TaskFailureDetails ActivityNotFound(string name) =>
        NotFound("ActivityTaskNotFound", $"No activity named '{name}' was found.");

    public static P.TaskFailureDetails OrchestratorNotFound(string name) =>
        NotFound("OrchestratorTaskNotFound", $"No orchestrator named '{name}' was found.");

    public static P.TaskFailureDetails Of(string type, string message) => new() { ErrorType = type, ErrorMessage = message };

    /// <summary>The details of an exception; for a failed step they contain the step's own failure as the inner one.</summary>
    public static P.TaskFailureDetails From(Exception exception) => Of(exception switch
    {
        TaskFailedException failed => new TaskFailureDetails(
            typeof(TaskFailedException).FullName!, failed.Message, failed.StackTrace, failed.FailureDetails, Properties: null),
        ReportedFailureException reported => reported.Details,
        _ => TaskFailureDetails.FromException(exception),
    });

    public static TaskFailureDetails ToDetails(P.TaskFailureDetails failure) => new(
        failure.ErrorType,
        failure.ErrorMessage,
        failure.StackTrace,
        failure.InnerFailure is { } inner ? ToDetails(inner) : null,
        Properties: null);

    private static P.TaskFailureDetails Of(TaskFailureDetails details) => new()
    {
        ErrorType = details.ErrorType,
        // An exception may have no message at all.
        ErrorMessage = details.ErrorMessage ?? "",
        StackTrace = details.StackTrace,
        InnerFailure = details.InnerFailure is { } inner ? Of(inner) : null,
    };

    // A retry cannot change it.
    private static P.TaskFailureDetails NotFound(string type, string message) =>
        new() { ErrorType = type, ErrorMessage = message, IsNonRetriable = true };
}
