using System.Reflection;
using Microsoft.DurableTask;

namespace OAuthAttest.Local.Durable.Replay;

/// <summary>
/// Asks a policy whether it handles a failure. The published package answers only for exceptions of DurableTask.Core, a
/// package that this project does not reference: where that package is loaded, its exception is made by reflection.
/// </summary>
internal static class RetryQuestion
{
    private static readonly Lazy<Func<TaskFailedException, Exception>?> ToCore = new(FindCore);

    /// <summary>A policy that throws does not retry, so that the step's own failure is the one that is reported.</summary>
    public static bool Ask(RetryPolicy policy, TaskFailedException failed)
    {
        try
        {
            return policy.Handle(ToCore.Value?.Invoke(failed) ?? failed);
        }
        catch (Exception)
        {
            return false;
        }
    }

    private static Func<TaskFailedException, Exception>? FindCore()
    {
        var exception = Type.GetType("DurableTask.Core.Exceptions.TaskFailedException, DurableTask.Core", throwOnError: false);
        var details = Type.GetType("DurableTask.Core.FailureDetails, DurableTask.Core", throwOnError: false);
        var newException = exception?.GetConstructor([typeof(string), typeof(Exception)]);
        var newDetails = details?.GetConstructor([typeof(string), typeof(string), typeof(string), details, typeof(bool)]);
        var property = exception?.GetProperty("FailureDetails", BindingFlags.Public | BindingFlags.Instance);
        if (newException is null || newDetails is null || property is null)
        {
            return null;
        }

        object? Convert(TaskFailureDetails? from) => from is null
            ? null
            : newDetails.Invoke([from.ErrorType, from.ErrorMessage, from.StackTrace, Convert(from.InnerFailure), false]);

        return failed =>
        {
            var core = (Exception)newException.Invoke([failed.Message, null]);
            property.SetValue(core, Convert(failed.FailureDetails));
            return core;
        };
    }
}
