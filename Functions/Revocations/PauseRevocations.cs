using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using OAuthAttest.Functions.Durable;
using OAuthAttest.Functions.Http;
using OAuthAttest.Revocations.Executing;
using OAuthAttest.Revocations.Pausing;

namespace OAuthAttest.Functions.Revocations;

/// <summary>
/// <c>POST /api/revocations/pause</c> and <c>/resume</c>: stops all revoking before the next call, and lets it go on.
/// <c>GET /api/revocations</c>: how far it is.
/// </summary>
public sealed class PauseRevocations(
    RevocationPauses pauses, RevocationStanding standing, RevocationStart start, ActingCaller caller, AfterCommit after, TimeProvider clock)
{
    private const string Reason = "reason";
    private static readonly TimeSpan KickTime = TimeSpan.FromSeconds(5);

    [Function("ReadRevocations")]
    public Task<HttpResponseData> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "revocations")] HttpRequestData request,
        CancellationToken cancellation
    ) => request.GuardAsync(async () =>
        await request.AnswerAsync(HttpStatusCode.OK, await standing.ReadAsync(cancellation), cancellation));

    [Function("PauseRevocations")]
    public Task<HttpResponseData> PauseAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "revocations/pause")] HttpRequestData request,
        CancellationToken cancellation
    ) => request.GuardAsync(async () =>
    {
        if (caller.Find(request) is not { } actor)
            return await request.RefuseAsync(caller.Refusal(), cancellation);
        var fields = await JsonFields.ReadAsync(request, [Reason], cancellation);
        var reason = fields.Text(Reason);
        if (fields.Bad is { } bad)
            return await request.RefuseAsync(bad, cancellation);
        await pauses.PauseAsync(actor, reason, clock.GetUtcNow(), cancellation);
        return await request.AnswerAsync(HttpStatusCode.OK, new { paused = await pauses.FindAsync(cancellation) }, cancellation);
    });

    [Function("ResumeRevocations")]
    public Task<HttpResponseData> ResumeAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "revocations/resume")] HttpRequestData request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => request.GuardAsync(async () =>
    {
        if (caller.Find(request) is not { } actor)
            return await request.RefuseAsync(caller.Refusal(), cancellation);
        var fields = await JsonFields.ReadAsync(request, [], cancellation);
        if (fields.Bad is { } bad)
            return await request.RefuseAsync(bad, cancellation);
        if (await pauses.ResumeAsync(actor, clock.GetUtcNow(), cancellation))
        {
            await after.TryAsync(
                "go on with", "revocations", KickTime, token => start.KickAsync(client, campaignId: null, token), cancellation);
        }
        return await request.AnswerAsync(HttpStatusCode.OK, new { paused = await pauses.FindAsync(cancellation) }, cancellation);
    });
}
