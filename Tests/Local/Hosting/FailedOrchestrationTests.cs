using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OAuthAttest.Local.Hosting;
using Xunit;

namespace OAuthAttest.Tests.Local.Hosting;

public sealed class FailedOrchestrationTests
{
    private const int OrchestrationFailed = 2004;

    [Fact]
    public async Task Orchestration_ThatFails_IsLoggedOnceWithItsIdAndReason()
    {
        await using var database = await TestDatabase.CreateAsync();
        var log = new EventLog();
        var options = new LocalHostOptions
        {
            ConnectionString = database.ConnectionString,
            FunctionClasses = [typeof(Doomed)],
            Configuration = HostFixture.Settings,
            ConfigureLogging = logging => logging.Services.AddSingleton<ILoggerProvider>(log),
        };
        await using (var host = await LocalHost.StartAsync(options))
        {
            await host.Client.ScheduleNewOrchestrationInstanceAsync(
                "Doomed",
                new Microsoft.DurableTask.StartOrchestrationOptions("doomed-1")
            );
            await host.Client.WaitForInstanceCompletionAsync("doomed-1");
            // Read again, and asked again: it failed only once.
            await host.Client.GetInstanceAsync("doomed-1");
            await host.WhenIdleAsync();
        }
        await using (await LocalHost.StartAsync(options))
        {
            var line = Assert.Single(log.Of(OrchestrationFailed));
            Assert.Contains("doomed-1", line, StringComparison.Ordinal);
            Assert.Contains("no way on", line, StringComparison.Ordinal);
        }
    }

    private static class Doomed
    {
        [Function("Doomed")]
        public static Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context) =>
            throw new InvalidOperationException($"no way on from {context.Name}");
    }
}
