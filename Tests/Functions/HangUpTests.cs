using Microsoft.Extensions.Logging;
using Npgsql;
using OAuthAttest.Tests.Persistence;
using Xunit;

namespace OAuthAttest.Tests.Functions;

/// <summary>A caller that disconnects while its request waits for the database.</summary>
public sealed class HangUpTests
{
    private const int FunctionFailed = 7101;

    [Fact]
    public async Task CallerHangsUp_OnAnyRoute_IsNoFailedInvocation()
    {
        var logs = new EventLog(LogLevel.Trace);
        await using var world = await FlowWorld.StartAsync(
            new()
            {
                ConfigureHost = host => host with
                {
                    ConfigureLogging = logging => logging.AddProvider(logs).SetMinimumLevel(LogLevel.Debug),
                },
            }
        );
        await using var holder = await world.Database.Source.OpenConnectionAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await LockAllAsync(holder);
        var hung = new List<string>();

        // Starting a rehearsal needs no table, but its orchestration would wait for one.
        foreach (var (method, path) in HttpRoutes.All.Where(route => route != ("POST", "rehearsals")))
        {
            using var gone = new CancellationTokenSource();
            using var request = new HttpRequestMessage(new HttpMethod(method), $"api/{path}")
            {
                Content = method == "GET" ? null : new StringContent("{}"),
            };
            request.Headers.Add("x-functions-key", FlowWorld.Keys.Function);
            request.Headers.Add("x-acting-key", FlowWorld.Keys.Acting);
            var answer = world.Http.SendAsync(request, gone.Token);
            await Until.TrueAsync(async () => answer.IsCompleted || await HeldLock.WaitersAsync(world.Source) > 0, $"{path} waits");
            if (answer.IsCompleted)
            {
                (await answer).Dispose();
                continue;
            }
            hung.Add(path);
            await gone.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
            await Until.TrueAsync(async () => await HeldLock.WaitersAsync(world.Source) == 0, $"{path} waits no longer");
        }
        await transaction.RollbackAsync();
        await world.Host.WhenIdleAsync();

        Assert.All(["health", $"campaigns/{FlowWorld.Key}", "campaigns", $"campaigns/{FlowWorld.Key}/close", "escalations"], path =>
            Assert.Contains(path, hung)
        );
        Assert.DoesNotContain(logs.Lines, line => line.Id == FunctionFailed);
    }

    private static async Task LockAllAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            """
            DO $$ DECLARE t text; BEGIN
              FOR t IN SELECT format('%I', tablename) FROM pg_tables WHERE schemaname = 'public' LOOP
                EXECUTE 'LOCK TABLE ' || t || ' IN ACCESS EXCLUSIVE MODE';
              END LOOP;
            END $$
            """, connection);
        await command.ExecuteNonQueryAsync();
    }
}
