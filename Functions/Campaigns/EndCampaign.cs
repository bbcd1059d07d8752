using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Closing;
using OAuthAttest.Campaigns.Monitoring;
using OAuthAttest.Functions.Durable;
using OAuthAttest.Functions.Http;

namespace OAuthAttest.Functions.Campaigns;

/// <summary><c>POST /api/campaigns/{id}/close</c> and <c>/cancel</c>. The row is updated first; then the orchestration is woken.</summary>
public sealed class EndCampaign(
    CampaignStatusReader reader, CampaignClosing closing, ActingCaller caller, AfterCommit after, TimeProvider clock)
{
    private const string RequestedBy = "requestedBy";

    [Function("CloseCampaign")]
    public Task<HttpResponseData> CloseAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "campaigns/{id}/close")] HttpRequestData request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) =>
        EndAsync(
            request,
            id,
            client,
            async (status, by, named) =>
            {
                if (status.State != CampaignState.Open)
                    return $"Campaign {status.Key} is {status.State} and cannot be closed.";
                await closing.BeginAsync(new BeginClosing(status.Key, by, clock.GetUtcNow(), named), cancellation);
                return null;
            },
            cancellation
        );

    [Function("CancelCampaign")]
    public Task<HttpResponseData> CancelAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "campaigns/{id}/cancel")] HttpRequestData request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) =>
        EndAsync(
            request,
            id,
            client,
            async (status, by, named) =>
            {
                var cancelled = await closing.CancelAsync(new CancelCampaign(status.Key, by, clock.GetUtcNow(), named), cancellation);
                return cancelled.Outcome is CancelOutcome.Cancelled or CancelOutcome.AlreadyCancelled
                    ? null
                    : $"Campaign {status.Key} is {status.State} and cannot be cancelled any more.";
            },
            cancellation
        );

    /// <param name="end">
    /// Updates the campaign's row, given the actor and who the body says asked for it; returns the reason when that is refused.
    /// </param>
    private Task<HttpResponseData> EndAsync(
        HttpRequestData request,
        string id,
        DurableTaskClient client,
        Func<CampaignStatus, string, string?, Task<string?>> end,
        CancellationToken cancellation
    ) =>
        request.GuardAsync(async () =>
        {
            if (caller.Find(request) is not { } actor)
                return await request.RefuseAsync(caller.Refusal(), cancellation);
            var fields = await JsonFields.ReadAsync(request, [RequestedBy], cancellation);
            var named = fields.Text(RequestedBy, Campaign.LongestRequestedBy);
            if (fields.Bad is { } bad)
                return await request.RefuseAsync(bad, cancellation);
            if (!CampaignKey.TryParse(id, out var key) || await reader.FindAsync(key, cancellation) is not { } status)
                return await request.RefuseAsync(HttpStatusCode.NotFound, "There is no such campaign.", cancellation, "id");
            if (await end(status, actor, named) is { } conflict)
                return await request.RefuseAsync(HttpStatusCode.Conflict, conflict, cancellation);
            await after.WakeAsync(client, key.InstanceId, cancellation);
            var moved = await reader.FindAsync(key, cancellation);
            return await request.AnswerAsync(HttpStatusCode.Accepted, new { campaign = key, state = moved?.State }, cancellation);
        });
}
