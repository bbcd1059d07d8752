namespace OAuthAttest.Local.Hosting.Catalog;

/// <summary>
/// Stands between the host and the functions that it calls, orchestrators apart. There is none unless one is registered: it is what
/// makes a worker die, as far as the host can tell, right before or right after a function's work.
/// </summary>
internal interface IFunctionInterceptor
{
    /// <param name="function">Which function is called.</param>
    /// <param name="trigger">What its trigger hands over.</param>
    /// <param name="run">Runs it.</param>
    public Task<object?> InvokeAsync(FunctionEntry function, object trigger, Func<Task<object?>> run);
}
