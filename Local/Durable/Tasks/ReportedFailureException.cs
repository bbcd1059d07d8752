using Microsoft.DurableTask;

namespace OAuthAttest.Local.Durable.Tasks;

/// <summary>An activity failed, and the orchestration is told of it in these words: those of a host that is not this one.</summary>
internal sealed class ReportedFailureException(TaskFailureDetails details) : Exception(details.ErrorMessage)
{
    public TaskFailureDetails Details => details;
}
