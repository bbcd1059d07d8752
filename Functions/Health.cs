using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using OAuthAttest.Functions.Http;
using OAuthAttest.Functions.Timers;
using OAuthAttest.Persistence;

namespace OAuthAttest.Functions;

/// <summary>
/// <c>GET /api/health</c>: whether the parts that everything needs are available, and when each timer last ran. For probes: no key, and no
/// details. An overdue timer makes the state degraded, not unhealthy: a platform restarts the app after a 503, which would not help.
/// </summary>
public sealed partial class Health(
    IDbContextFactory<OAuthAttestDb> databases,
    TimerStatus timers,
    TimeProvider clock,
    ILogger<Health> logger
)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [Function(nameof(Health))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequestData request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => request.GuardAsync(() => AnswerAsync(request, client, cancellation));

    private async Task<HttpResponseData> AnswerAsync(HttpRequestData request, DurableTaskClient client, CancellationToken cancellation)
    {
        var database = await CheckAsync("database", IsDatabaseReadyAsync, cancellation);
        var engine = await CheckAsync("engine", token => IsEngineReadyAsync(client, token), cancellation);
        if (database != "ok" || engine != "ok")
        {
            var unhealthy = await request.AnswerAsync(
                HttpStatusCode.ServiceUnavailable,
                new
                {
                    status = "unhealthy",
                    database,
                    engine,
                },
                cancellation
            );
            return unhealthy.WithRetryAfter();
        }
        var ran = await timers.ReadAsync(cancellation).WaitAsync(Patience, clock, cancellation);
        foreach (var overdue in ran.Where(timer => timer.IsOverdue))
            LogOverdue(logger, overdue.Name, overdue.LastRanAt);
        var status = ran.Any(timer => timer.IsOverdue) ? "degraded" : "healthy";
        return await request.AnswerAsync(HttpStatusCode.OK, new { status, database, engine, timers = ran }, cancellation);
    }

    private async Task<string> IsDatabaseReadyAsync(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return (await db.Database.GetPendingMigrationsAsync(cancellation)).Any() ? "migrations are missing" : "ok";
    }

    private static async Task<string> IsEngineReadyAsync(DurableTaskClient client, CancellationToken cancellation)
    {
        await client.GetInstanceAsync("health", cancellation);
        return "ok";
    }

    private async Task<string> CheckAsync(string part, Func<CancellationToken, Task<string>> check, CancellationToken cancellation)
    {
        try
        {
            return await check(cancellation).WaitAsync(Patience, clock, cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            LogUnhealthy(logger, part, e.GetType().Name);
            return "unreachable";
        }
    }

    [LoggerMessage(3104, LogLevel.Warning, "Health: the {Part} is unreachable ({ErrorType})")]
    private static partial void LogUnhealthy(ILogger logger, string part, string errorType);

    [LoggerMessage(3109, LogLevel.Warning, "Health: the timer of {Function} is overdue; it last ran at {LastRanAt}")]
    private static partial void LogOverdue(ILogger logger, string function, DateTimeOffset? lastRanAt);
}
