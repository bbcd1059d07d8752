using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OAuthAttest.Local.Durable;
using OAuthAttest.Local.Durable.Tasks;
using OAuthAttest.Local.Hosting.Catalog;
using OAuthAttest.Local.Hosting.Context;

namespace OAuthAttest.Local.Hosting;

/// <summary>Runs the durable engine. It starts after the app's own services and before the web server.</summary>
internal sealed class EngineService(
    DurableEngineOptions options,
    FunctionCatalog catalog,
    IServiceProvider services,
    ILoggerFactory loggers
) : IHostedService
{
    private static readonly Dictionary<string, object?> NoBindingData = [];

    private DurableEngine? engine;

    public DurableEngine Engine => engine ?? throw new InvalidOperationException("The durable engine is not running.");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var tasks = new DurableTaskSet();
        foreach (var (function, trigger) in catalog.With<OrchestrationTriggerAttribute>())
        {
            var invoker = NewInvoker(function);
            tasks.AddOrchestrator(trigger.Orchestration ?? function.Name, context =>
                invoker.InvokeAsync(_ => context, NoBindingData, CancellationToken.None)
            );
        }

        foreach (var (function, trigger) in catalog.With<ActivityTriggerAttribute>())
        {
            var invoker = NewInvoker(function);
            tasks.AddActivity(trigger.Activity ?? function.Name, (call, cancellation) =>
                invoker.InvokeAsync(_ => call, NoBindingData, cancellation)
            );
        }

        engine = await DurableEngine.StartAsync(options, tasks, loggers, cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (engine is not null)
            await engine.DisposeAsync();
    }

    public FunctionInvoker NewInvoker(FunctionEntry function) => new(function, services, () => Engine.Client);
}
