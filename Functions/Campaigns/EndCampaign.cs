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
public sealed class EndCampaign(CampaignStatusReader reader, CampaignClosing closing, AfterCommit after, TimeProvider clock)
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
            async (status, by) =>
            {
                if (status.State != CampaignState.Open)
                    return $"Campaign {status.Key} is {status.State} and cannot be closed.";
                await closing.BeginAsync(new BeginClosing(status.Key, by, clock.GetUtcNow()), cancellation);
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
            async (status, by) =>
            {
                var cancelled = await closing.CancelAsync(new CancelCampaign(status.Key, by, clock.GetUtcNow()), cancellation);
                return cancelled.Outcome is CancelOutcome.Cancelled or CancelOutcome.AlreadyCancelled
                    ? null
                    : $"Campaign {status.Key} is {status.State} and cannot be cancelled any more.";
            },
            cancellation
        );

    /// <param name="end">Updates the campaign's row; returns the reason when that is refused.</param>
    private Task<HttpResponseData> EndAsync(
        HttpRequestData request,
        string id,
        DurableTaskClient client,
        Func<CampaignStatus, string, Task<string?>> end,
        CancellationToken cancellation
    ) =>
        request.GuardAsync(async () =>
        {
            var fields = await JsonFields.ReadAsync(request, [RequestedBy], cancellation);
            var by = fields.Text(RequestedBy, Campaign.LongestRequestedBy) ?? "api";
            if (fields.Bad is { } bad)
                return await request.RefuseAsync(bad, cancellation);
            if (!CampaignKey.TryParse(id, out var key) || await reader.FindAsync(key, cancellation) is not { } status)
                return await request.RefuseAsync(HttpStatusCode.NotFound, "There is no such campaign.", cancellation, "id");
            if (await end(status, by) is { } conflict)
                return await request.RefuseAsync(HttpStatusCode.Conflict, conflict, cancellation);
            await after.WakeAsync(client, key.InstanceId, cancellation);
            var moved = await reader.FindAsync(key, cancellation);
            return await request.AnswerAsync(HttpStatusCode.Accepted, new { campaign = key, state = moved?.State }, cancellation);
        });
}
