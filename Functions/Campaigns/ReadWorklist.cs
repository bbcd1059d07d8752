using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using OAuthAttest.Campaigns.Approving;
using OAuthAttest.Functions.Http;

namespace OAuthAttest.Functions.Campaigns;

/// <summary>
/// <c>GET /api/campaigns/{id}/worklist</c>: pages of JSON (<c>?after=&amp;take=</c>), or all of it as CSV (<c>?format=csv</c> or Accept).
/// </summary>
public sealed class ReadWorklist(Worklists worklists)
{
    [Function(nameof(ReadWorklist))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "campaigns/{id}/worklist")] HttpRequestData request,
        string id,
        CancellationToken cancellation
    ) =>
        request.GuardAsync(() =>
            request.AnswerListAsync(
                id,
                "worklist",
                (key, target) => worklists.StreamCsvAsync(key, target, cancellation),
                (key, query) => worklists.PageAsync(key, query.After, query.Take, cancellation),
                cancellation
            )
        );
}
