using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using OAuthAttest.Campaigns;
using OAuthAttest.Functions.Http;

namespace OAuthAttest.Functions.Campaigns;

/// <summary>
/// <c>POST /api/campaigns</c>: opens a campaign now, whether the timers are switched on or not. When the key is that of an open campaign
/// whose orchestration is lost, a new orchestration continues that campaign.
/// </summary>
public sealed class StartCampaign(CampaignStart start, ActingCaller caller, TimeProvider clock)
{
    private const string Key = "key";
    private const string RequestedBy = "requestedBy";
    private const string ResponseWindow = "responseWindow";
    private const string AcceptStale = "acceptStale";
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(90);

    [Function(nameof(StartCampaign))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "campaigns")] HttpRequestData request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => request.GuardAsync(() => AnswerAsync(request, client, cancellation));

    private async Task<HttpResponseData> AnswerAsync(HttpRequestData request, DurableTaskClient client, CancellationToken cancellation)
    {
        if (caller.Find(request) is not { } actor)
            return await request.RefuseAsync(caller.Refusal(), cancellation);
        var fields = await JsonFields.ReadAsync(request, [Key, RequestedBy, ResponseWindow, AcceptStale], cancellation);
        var order = OrderOf(fields, actor);
        if (fields.Bad is { } bad)
            return await request.RefuseAsync(bad, cancellation);
        if (
            !await start.IsOpenedAsync(order.Key, cancellation)
            && await start.CheckGateAsync(order, cancellation) is { IsOpen: false } verdict
        )
        {
            return await request.AnswerAsync(
                HttpStatusCode.Conflict,
                new
                {
                    error = verdict.IsOnlyStale
                        ? "The inventory is not fit to ask about; acceptStale opens the campaign anyway."
                        : "The campaign cannot start: see the problems.",
                    problems = verdict.Problems,
                },
                cancellation
            );
        }
        var outcome = await start.StartAsync(client, order, cancellation);
        if (outcome == CampaignStartOutcome.Exists)
        {
            return await request.RefuseAsync(
                HttpStatusCode.Conflict,
                $"Campaign {order.Key} exists already, or is being started.",
                cancellation,
                Key
            );
        }
        var resumes = outcome == CampaignStartOutcome.Resumed;
        var response = await request.AnswerAsync(
            HttpStatusCode.Accepted,
            new
            {
                campaign = order.Key,
                instanceId = order.Key.InstanceId,
                resumes,
            },
            cancellation
        );
        response.Headers.TryAddWithoutValidation("Location", $"/api/campaigns/{order.Key}");
        return response;
    }

    private CampaignOrder OrderOf(JsonFields fields, string actor)
    {
        var key = CampaignKey.OfQuarter(clock.GetUtcNow());
        if (fields.Text(Key) is { } text && !CampaignKey.TryParse(text, out key))
            fields.Fail<string>(Key, "must have 1 to 32 letters, digits, hyphens or underscores");
        return new CampaignOrder(
            key,
            actor,
            Scheduled: false,
            fields.Flag(AcceptStale) ?? false,
            fields.Span(ResponseWindow, Shortest, Longest),
            fields.Text(RequestedBy, Campaign.LongestRequestedBy)
        );
    }
}
