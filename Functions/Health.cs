using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using OAuthAttest.Functions.Http;

namespace OAuthAttest.Functions;

/// <summary>
/// <c>GET /api/health</c>: whether the parts that everything needs are available, and when each timer and feed last worked. For probes:
/// no key, and no details. An overdue timer, a feed in trouble, or a Slack that refuses the app or is out makes the state degraded, not
/// unhealthy: a platform restarts the app after a 503, which would not help.
/// </summary>
public sealed class Health(HealthProbe probe)
{
    [Function(nameof(Health))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequestData request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => request.GuardAsync(() => AnswerAsync(request, client, cancellation));

    private async Task<HttpResponseData> AnswerAsync(HttpRequestData request, DurableTaskClient client, CancellationToken cancellation)
    {
        var found = await probe.ReadAsync(client, cancellation);
        var (database, audit, engine) = (found.Database, found.Audit, found.Engine);
        if (!found.IsUp)
        {
            var down = new { status = "unhealthy", database, audit, engine };
            return (await request.AnswerAsync(HttpStatusCode.ServiceUnavailable, down, cancellation)).WithRetryAfter();
        }
        var status = found.IsDegraded ? "degraded" : "healthy";
        var up = new { status, database, audit, engine, timers = found.Timers, feeds = found.Feeds, slack = found.Slack };
        return await request.AnswerAsync(HttpStatusCode.OK, up, cancellation);
    }
}
