using Microsoft.DurableTask;

namespace OAuthAttest.Local.Durable.Tasks;

/// <summary>Fails an activity with exactly these details, as another host would report them to the orchestration.</summary>
internal sealed class ReportedFailureException(TaskFailureDetails details) : Exception(details.ErrorMessage)
{
    public TaskFailureDetails Details => details;
}
