using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Local.Hosting.Catalog;

namespace OAuthAttest.Local.Hosting.Context;

/// <summary>Calls one function: a scope, an instance of its class from that scope, its parameters, its result.</summary>
internal sealed class FunctionInvoker
{
    private readonly FunctionEntry function;
    private readonly LocalFunctionDefinition definition;
    private readonly IServiceProvider services;
    private readonly Func<DurableTaskClient> client;
    private readonly MethodInvoker method;
    private readonly IReadOnlyList<Func<Invocation, object?>> parameters;
    private readonly Func<object?, Task<object?>> result;
    private readonly ObjectFactory? factory;
    private readonly IFunctionInterceptor? interceptor;

    public FunctionInvoker(FunctionEntry function, IServiceProvider services, Func<DurableTaskClient> client)
    {
        this.function = function;
        this.services = services;
        this.client = client;
        definition = new LocalFunctionDefinition(function);
        method = MethodInvoker.Create(function.Method);
        parameters = ParameterBinding.For(function);
        result = FunctionResult.ReaderFor(function.Method.ReturnType);
        factory = function.Method.IsStatic ? null : ActivatorUtilities.CreateFactory(function.Method.DeclaringType!, Type.EmptyTypes);
        // Orchestrators are replayed and must be deterministic, so they are not intercepted.
        interceptor = function.Trigger is OrchestrationTriggerAttribute ? null : services.GetService<IFunctionInterceptor>();
    }

    public FunctionEntry Function => function;

    /// <summary>
    /// Runs the function to its end. While an orchestrator waits, this method waits too and may never resume; its scope is then
    /// left to the garbage collector, because its class holds nothing that needs disposing of.
    /// </summary>
    public async Task<object?> InvokeAsync(
        Func<FunctionContext, object> trigger, IReadOnlyDictionary<string, object?> bindingData, CancellationToken cancellation)
    {
        await using var scope = services.CreateAsyncScope();
        var context = new LocalFunctionContext(definition, scope.ServiceProvider, bindingData, cancellation);
        var invocation = new Invocation(context, trigger(context), client());
        return interceptor is null
            ? await RunAsync(invocation, scope.ServiceProvider)
            : await interceptor.InvokeAsync(function, invocation.TriggerValue, () => RunAsync(invocation, scope.ServiceProvider));
    }

    private async Task<object?> RunAsync(Invocation invocation, IServiceProvider scope)
    {
        var arguments = new object?[parameters.Count];
        for (var i = 0; i < arguments.Length; i++)
            arguments[i] = parameters[i](invocation);

        var instance = factory?.Invoke(scope, null);
        try
        {
            return await result(method.Invoke(instance, arguments.AsSpan()));
        }
        finally
        {
            if (instance is IAsyncDisposable asyncDisposable)
                await asyncDisposable.DisposeAsync();
            else
                (instance as IDisposable)?.Dispose();
        }
    }
}
