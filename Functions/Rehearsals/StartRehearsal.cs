using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Rehearsing;
using OAuthAttest.Functions.Durable;
using OAuthAttest.Functions.Http;

namespace OAuthAttest.Functions.Rehearsals;

/// <summary>
/// <c>POST /api/rehearsals</c>: rehearses the next campaign on the real inventory, with zero sends and zero writes outside the
/// rehearsal's own report. A large inventory takes minutes and Azure ends an HTTP request after 230 s, so this only starts it.
/// </summary>
public sealed class StartRehearsal(TimeProvider clock)
{
    private const string Key = "key";

    [Function(nameof(StartRehearsal))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "rehearsals")] HttpRequestData request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => request.GuardAsync(() => AnswerAsync(request, client, cancellation));

    private async Task<HttpResponseData> AnswerAsync(HttpRequestData request, DurableTaskClient client, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var key = CampaignKey.OfQuarter(now);
        var fields = await JsonFields.ReadAsync(request, [Key], cancellation);
        if (fields.Text(Key) is { } text && !CampaignKey.TryParse(text, out key))
            fields.Fail<string>(Key, "must have 1 to 32 letters, digits, hyphens or underscores");
        if (fields.Bad is { } bad)
            return await request.RefuseAsync(bad, cancellation);
        var order = new RehearsalOrder(RehearsalId.Of(key, now), key, now);
        // When the id is taken, another caller started the same rehearsal within the same second; both callers get that one.
        await client.StartOnceAsync(nameof(RehearsalOrchestrator), order.Id, order, StartOnce.AliveOrCompleted, cancellation);
        var response = await request.AnswerAsync(
            HttpStatusCode.Accepted,
            new
            {
                id = order.Id,
                campaign = key,
                state = RehearsalState.Running,
            },
            cancellation
        );
        response.Headers.TryAddWithoutValidation("Location", $"/api/rehearsals/{order.Id}");
        return response;
    }
}
