using System.Reflection;

namespace OAuthAttest.Local.Hosting.Catalog;

/// <summary>Awaits what a function's method returns, whatever its type.</summary>
internal static class FunctionResult
{
    private static readonly MethodInfo AwaitTask = Method(nameof(AwaitTaskOf));
    private static readonly MethodInfo AwaitValueTask = Method(nameof(AwaitValueTaskOf));

    /// <summary>
    /// Built once for each method. The awaits must keep the caller's context: an orchestrator's continuations belong
    /// to its turn.
    /// </summary>
    public static Func<object?, Task<object?>> ReaderFor(Type returnType)
    {
        if (returnType == typeof(void))
            return _ => Task.FromResult<object?>(null);
        if (returnType == typeof(Task))
            return async returned => { await (Task)returned!; return null; };
        if (returnType == typeof(ValueTask))
            return async returned => { await (ValueTask)returned!; return null; };
        if (!returnType.IsGenericType)
            return Task.FromResult;
        var open = returnType.GetGenericTypeDefinition();
        var reader = open == typeof(Task<>) ? AwaitTask : open == typeof(ValueTask<>) ? AwaitValueTask : null;
        return reader is null
            ? Task.FromResult
            : reader.MakeGenericMethod(returnType.GetGenericArguments()).CreateDelegate<Func<object?, Task<object?>>>();
    }

    private static async Task<object?> AwaitTaskOf<T>(object? returned) => await (Task<T>)returned!;

    private static async Task<object?> AwaitValueTaskOf<T>(object? returned) => await (ValueTask<T>)returned!;

    private static MethodInfo Method(string name) => typeof(FunctionResult).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;
}
