using System.Collections.Concurrent;
using Microsoft.DurableTask;
using OAuthAttest.Local.Durable.Tasks;
using OAuthAttest.Local.Hosting.Catalog;

namespace OAuthAttest.Tests.Functions;

/// <summary>
/// Every call of every activity fails twice, as if the worker died: before the work, and after the commit but before its result.
/// The orchestration gets the failure that the real host reports then, with exception types that exist only in the host.
/// </summary>
internal sealed class FailingActivities : IFunctionInterceptor
{
    private readonly ConcurrentDictionary<(string Instance, string Activity), int> calls = new();

    /// <summary>The number of failures before the work, and after it, by activity.</summary>
    public ConcurrentDictionary<string, int> Before { get; } = new(StringComparer.Ordinal);

    /// <inheritdoc cref="Before"/>
    public ConcurrentDictionary<string, int> After { get; } = new(StringComparer.Ordinal);

    public static ReportedFailureException WorkerDied(string function)
    {
        var inner = new TaskFailureDetails(
            "Microsoft.Azure.WebJobs.Script.Workers.WorkerProcessExitException",
            "dotnet exited with code 137 (0x89)",
            null,
            null,
            null
        );
        return new ReportedFailureException(
            new TaskFailureDetails(
                "Microsoft.Azure.WebJobs.Host.FunctionInvocationException",
                $"Exception while executing function: Functions.{function}",
                null,
                inner,
                null
            )
        );
    }

    public async Task<object?> InvokeAsync(FunctionEntry function, object trigger, Func<Task<object?>> run)
    {
        if (trigger is not ActivityCall call)
            return await run();
        // An orchestration calls the activities of one name one after the other, and retries each until it succeeds.
        switch (calls.AddOrUpdate((call.InstanceId, function.Name), 1, (_, number) => number + 1) % 3)
        {
            case 1:
                Before.AddOrUpdate(function.Name, 1, (_, number) => number + 1);
                throw WorkerDied(function.Name);
            case 2:
                await run();
                After.AddOrUpdate(function.Name, 1, (_, number) => number + 1);
                throw WorkerDied(function.Name);
            default:
                return await run();
        }
    }
}
