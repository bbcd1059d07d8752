using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Reporting;
using OAuthAttest.Campaigns.Starting;
using OAuthAttest.Functions.Http;

namespace OAuthAttest.Functions.Campaigns;

/// <summary><c>GET /api/campaigns/{id}</c>: the report, with the numbers that the lead gets in Slack.</summary>
public sealed class ReadCampaign(CampaignReports reports, CampaignStartRequests requests, TimeProvider clock)
{
    [Function(nameof(ReadCampaign))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "campaigns/{id}")] HttpRequestData request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => request.GuardAsync(() => AnswerAsync(request, id, client, cancellation));

    private async Task<HttpResponseData> AnswerAsync(
        HttpRequestData request,
        string id,
        DurableTaskClient client,
        CancellationToken cancellation
    )
    {
        if (!CampaignKey.TryParse(id, out var key))
            return await request.RefuseAsync(HttpStatusCode.NotFound, "There is no such campaign.", cancellation, "id");
        if (await reports.BuildAsync(key, clock.GetUtcNow(), cancellation) is { } report)
            return await request.AnswerAsync(HttpStatusCode.OK, report, cancellation);
        if (await client.GetInstanceAsync(key.InstanceId, getInputsAndOutputs: true, cancellation) is { } instance)
            return await request.AnswerAsync(HttpStatusCode.OK, NotOpened(key, instance), cancellation);
        return await requests.FindAsync(key, cancellation) is { EndedAt: null }
            ? await request.AnswerAsync(HttpStatusCode.OK, new { campaign = key, state = "Starting" }, cancellation)
            : await request.RefuseAsync(HttpStatusCode.NotFound, "There is no such campaign.", cancellation, "id");
    }

    /// <summary>The answer for a campaign that was started and has no rows: it is still starting, was blocked, or failed.</summary>
    private static object NotOpened(CampaignKey key, OrchestrationMetadata instance) =>
        instance.RuntimeStatus switch
        {
            OrchestrationRuntimeStatus.Completed => new
            {
                campaign = key,
                state = "Blocked",
                problems = instance.ReadOutputAs<CampaignOutcome>()?.Problems ?? [],
            },
            OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated => new { campaign = key, state = "Failed" },
            _ => new { campaign = key, state = "Starting" },
        };
}
