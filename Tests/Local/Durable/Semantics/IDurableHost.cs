using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace OAuthAttest.Tests.Local.Durable.Semantics;

/// <summary>
/// All that the semantics tests know of an engine. They use only Durable Functions' own types, so that the same tests
/// run on another engine: implement <see cref="IDurableHostFactory"/> for it and derive the test classes with it.
/// </summary>
public interface IDurableHostFactory
{
    /// <summary>Starts an engine with these orchestrators and activities and an empty store.</summary>
    public Task<IDurableHost> StartAsync(Action<IDurableTaskSink> tasks);
}

public interface IDurableHost : IAsyncDisposable
{
    public DurableTaskClient Client { get; }

    /// <summary>Lets that much time pass for timers: a virtual clock jumps, an engine on the real clock returns at once.</summary>
    public Task PassAsync(TimeSpan time);
}

public interface IDurableTaskSink
{
    public void AddOrchestrator<TInput, TOutput>(string name, Func<TaskOrchestrationContext, TInput, Task<TOutput>> orchestrator);

    public void AddActivity<TInput, TOutput>(string name, Func<TInput, Task<TOutput>> activity);
}
