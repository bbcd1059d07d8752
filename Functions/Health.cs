using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using OAuthAttest.Functions.Http;
using OAuthAttest.Persistence;

namespace OAuthAttest.Functions;

/// <summary><c>GET /api/health</c>: whether the parts that everything needs are there. For probes: no key, and no details.</summary>
public sealed partial class Health(IDbContextFactory<OAuthAttestDb> databases, TimeProvider clock, ILogger<Health> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [Function(nameof(Health))]
    public async Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequestData request, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        var database = await CheckAsync("database", IsDatabaseReadyAsync, cancellation);
        var engine = await CheckAsync("engine", token => IsEngineReadyAsync(client, token), cancellation);
        var healthy = database == "ok" && engine == "ok";
        var answer = await request.AnswerAsync(
            healthy ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable, new { status = healthy ? "healthy" : "unhealthy", database, engine }, cancellation);
        return healthy ? answer : answer.WithRetryAfter();
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
}
