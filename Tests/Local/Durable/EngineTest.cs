using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using OAuthAttest.Local.Durable;
using OAuthAttest.Local.Durable.Tasks;
using OAuthAttest.Tests.Local.Durable.Semantics;
using Xunit;

namespace OAuthAttest.Tests.Local.Durable;

/// <summary>Helpers for the tests of this engine's own guarantees.</summary>
public abstract class EngineTest : IAsyncLifetime
{
    private LocalHost? host;

    protected CancellationToken Cancellation { get; } = new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    protected DurableTaskClient Client => Host.Client;

    internal LocalHost Host => host ?? throw new InvalidOperationException("Start the engine first.");

    internal DurableEngine Engine => Host.Engine;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (host is not null)
        {
            await host.DisposeAsync();
        }
    }

    internal async Task StartEngineAsync(
        Action<IDurableTaskSink> tasks,
        Func<DurableEngineOptions, DurableEngineOptions>? configure = null
    ) => host = await LocalHost.StartAsync(tasks, configure);

    protected Task<string> StartAsync(string orchestrator, object? input = null, string? id = null) =>
        Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, new StartOrchestrationOptions(id), Cancellation);

    protected Task<OrchestrationMetadata> CompletionAsync(string id) =>
        Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, Cancellation);

    protected static void AddWaiting(IDurableTaskSink tasks) =>
        tasks.AddOrchestrator<string?, string>("Waiting", (context, _) => context.WaitForExternalEvent<string>("Go"));
}
