namespace OAuthAttest.Local.Hosting.Catalog;

/// <summary>
/// Wraps the host's calls of functions, except orchestrators. None is registered by default: tests use it to make a worker appear to die
/// right before or right after a function's work.
/// </summary>
internal interface IFunctionInterceptor
{
    /// <param name="function">The function that is called.</param>
    /// <param name="trigger">The value that its trigger passes.</param>
    /// <param name="run">Runs it.</param>
    public Task<object?> InvokeAsync(FunctionEntry function, object trigger, Func<Task<object?>> run);
}
