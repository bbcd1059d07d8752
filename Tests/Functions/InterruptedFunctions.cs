using Microsoft.DurableTask;
using OAuthAttest.Functions.Durable;
using OAuthAttest.Local.Durable.Tasks;
using OAuthAttest.Local.Hosting.Catalog;

namespace OAuthAttest.Tests.Functions;

/// <summary>Interrupts the calls of functions that a test chooses.</summary>
internal sealed class InterruptedFunctions : IFunctionInterceptor
{
    /// <summary>Called before a function's work, with its name and trigger; can throw to prevent the work.</summary>
    public Action<string, object> Before { get; set; } = (_, _) => { };

    /// <summary>The same after the work.</summary>
    public Action<string, object> After { get; set; } = (_, _) => { };

    public async Task<object?> InvokeAsync(FunctionEntry function, object trigger, Func<Task<object?>> run)
    {
        Before(function.Name, trigger);
        var result = await run();
        After(function.Name, trigger);
        return result;
    }

    /// <summary>The failure of an activity that is not retried: it ends the orchestration.</summary>
    public static ReportedFailureException Refusal() =>
        new(new TaskFailureDetails(typeof(PermanentRefusalException).FullName!, "refused by a test", null, null, null));
}
