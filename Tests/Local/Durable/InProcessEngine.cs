using System.Net;
using System.Net.Sockets;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OAuthAttest.Tests.Local.Durable.Semantics;

namespace OAuthAttest.Tests.Local.Durable;

/// <summary>Durable Task's own in-memory engine for the semantics tests: worker and client over gRPC, on the real clock.</summary>
public sealed class InProcessEngine : IDurableHostFactory
{
    private const int Attempts = 5;

    public async Task<IDurableHost> StartAsync(Action<IDurableTaskSink> tasks)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await InProcessHost.StartAsync(tasks, FreePort());
            }
            catch (IOException) when (attempt < Attempts)
            {
                // Another process took the port between finding it and the host's start.
            }
        }
    }

    // The host would choose a random port, which other tests may use.
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class InProcessHost(IHost host) : IDurableHost
    {
        public DurableTaskClient Client { get; } = host.Services.GetRequiredService<DurableTaskClient>();

        public static async Task<InProcessHost> StartAsync(Action<IDurableTaskSink> tasks, int port)
        {
            // An empty builder: no settings files to watch, nothing written to the console.
            var builder = Host.CreateEmptyApplicationBuilder(settings: null);
            builder.Services.AddLogging();
            builder.Services.AddInMemoryDurableTask(registry => tasks(new Sink(registry)), new InMemoryDurableTaskOptions { Port = port });
            var host = builder.Build();
            try
            {
                await host.StartAsync();
                return new InProcessHost(host);
            }
            catch
            {
                await DisposeAsync(host);
                throw;
            }
        }

        /// <summary>Returns at once: this engine uses the real clock, and tests wait for the results.</summary>
        public Task PassAsync(TimeSpan time) => Task.CompletedTask;

        public async ValueTask DisposeAsync()
        {
            await host.StopAsync();
            await DisposeAsync(host);
        }

        private static ValueTask DisposeAsync(IHost host) => ((IAsyncDisposable)host).DisposeAsync();
    }

    private sealed class Sink(DurableTaskRegistry registry) : IDurableTaskSink
    {
        public void AddOrchestrator<TInput, TOutput>(string name, Func<TaskOrchestrationContext, TInput, Task<TOutput>> orchestrator) =>
            registry.AddOrchestratorFunc(name, orchestrator);

        public void AddActivity<TInput, TOutput>(string name, Func<TInput, Task<TOutput>> activity) =>
            registry.AddActivityFunc<TInput, TOutput>(name, (_, input) => activity(input));
    }
}
