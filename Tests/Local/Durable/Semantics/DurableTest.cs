using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace OAuthAttest.Tests.Local.Durable.Semantics;

/// <summary>Helpers for the semantics tests: an engine per test, and waiting with a limit.</summary>
public abstract class DurableTest<TEngine> : IAsyncLifetime
    where TEngine : IDurableHostFactory, new()
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private IDurableHost? host;

    protected DurableTaskClient Client => Host.Client;

    protected IDurableHost Host => host ?? throw new InvalidOperationException("Start the engine first.");

    /// <summary>Cancelled when the test has taken too long.</summary>
    protected CancellationToken Cancellation { get; } = new CancellationTokenSource(Limit).Token;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (host is not null)
        {
            await host.DisposeAsync();
        }
    }

    protected async Task StartEngineAsync(Action<IDurableTaskSink> tasks) => host = await new TEngine().StartAsync(tasks);

    protected Task<string> StartAsync(string orchestrator, object? input = null, string? id = null) =>
        Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, new StartOrchestrationOptions(id), Cancellation);

    protected Task<OrchestrationMetadata> CompletionAsync(string id) =>
        Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, Cancellation);

    /// <summary>Starts an orchestration, waits for its end and reads its output.</summary>
    protected async Task<T?> RunAsync<T>(string orchestrator, object? input = null)
    {
        var ended = await CompletionAsync(await StartAsync(orchestrator, input));
        Assert.True(ended.RuntimeStatus == OrchestrationRuntimeStatus.Completed, $"{ended.RuntimeStatus}: {ended.FailureDetails}");
        return ended.ReadOutputAs<T>();
    }

    /// <summary>Waits until the instance's metadata meets the condition.</summary>
    protected async Task<OrchestrationMetadata> UntilAsync(string id, Func<OrchestrationMetadata, bool> condition)
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            if (await Client.GetInstanceAsync(id, getInputsAndOutputs: true, Cancellation) is { } state && condition(state))
            {
                return state;
            }

            await look.WaitForNextTickAsync(Cancellation);
        }
    }

    protected Task<OrchestrationMetadata> UntilStatusAsync(string id, string customStatus) =>
        UntilAsync(id, state => state.ReadCustomStatusAs<string>() == customStatus);
}
