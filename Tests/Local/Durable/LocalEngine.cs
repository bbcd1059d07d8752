using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using OAuthAttest.Local.Durable;
using OAuthAttest.Local.Durable.Tasks;
using OAuthAttest.Local.Time;
using OAuthAttest.Tests.Local.Durable.Semantics;

namespace OAuthAttest.Tests.Local.Durable;

/// <summary>The engine of Local for the semantics tests, with its own database and a virtual clock.</summary>
public sealed class LocalEngine : IDurableHostFactory
{
    public async Task<IDurableHost> StartAsync(Action<IDurableTaskSink> tasks) => await LocalHost.StartAsync(tasks);
}

/// <summary>The same engine, which keeps orchestrators between turns.</summary>
public sealed class LocalSessionsEngine : IDurableHostFactory
{
    public async Task<IDurableHost> StartAsync(Action<IDurableTaskSink> tasks) =>
        await LocalHost.StartAsync(tasks, options => options with { ExtendedSessions = 100 });
}

/// <summary>An engine that a test can restart, on a clock that a test moves.</summary>
internal sealed class LocalHost : IDurableHost
{
    private readonly TestDatabase database;
    private readonly TaskSink sink;
    private readonly Func<DurableEngineOptions, DurableEngineOptions> configure;

    private LocalHost(TestDatabase database, TaskSink sink, Func<DurableEngineOptions, DurableEngineOptions> configure)
    {
        this.database = database;
        this.sink = sink;
        this.configure = configure;
    }

    public VirtualClock Clock { get; } = new(new DateTimeOffset(2026, 10, 1, 6, 0, 0, TimeSpan.Zero));

    public DurableEngine Engine { get; private set; } = null!;

    public DurableTaskClient Client => Engine.Client;

    public TestDatabase Database => database;

    public DurableTaskSet Tasks => sink.Set;

    public static async Task<LocalHost> StartAsync(
        Action<IDurableTaskSink> tasks, Func<DurableEngineOptions, DurableEngineOptions>? configure = null)
    {
        var taskSet = new TaskSink();
        tasks(taskSet);
        var host = new LocalHost(await TestDatabase.CreateEmptyAsync(), taskSet, configure ?? (options => options));
        await host.OpenAsync();
        return host;
    }

    public DurableEngineOptions Options =>
        configure(new DurableEngineOptions { ConnectionString = database.ConnectionString, TimeProvider = Clock, ExtendedSessions = 0 });

    /// <summary>Stops the engine cleanly and starts another one on the same database.</summary>
    public async Task RestartAsync()
    {
        await Engine.DisposeAsync();
        await OpenAsync();
    }

    public async Task PassAsync(TimeSpan time)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await new VirtualTimeDriver(Clock, Engine.WhenIdleAsync).AdvanceAsync(time, limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await database.DisposeAsync();
    }

    private async Task OpenAsync() => Engine = await DurableEngine.StartAsync(Options, sink.Set, NullLoggerFactory.Instance);

    private sealed class TaskSink : IDurableTaskSink
    {
        public DurableTaskSet Set { get; } = new();

        public void AddOrchestrator<TInput, TOutput>(string name, Func<TaskOrchestrationContext, TInput, Task<TOutput>> orchestrator) =>
            Set.AddOrchestrator(name, async context => await orchestrator(context, context.GetInput<TInput>()!));

        public void AddActivity<TInput, TOutput>(string name, Func<TInput, Task<TOutput>> activity) =>
            Set.AddActivity(name, async (call, _) => await activity(call.Read<TInput>()!));
    }
}
