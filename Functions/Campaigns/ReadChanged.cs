using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using OAuthAttest.Campaigns.Reporting;
using OAuthAttest.Functions.Http;

namespace OAuthAttest.Functions.Campaigns;

/// <summary>
/// <c>GET /api/campaigns/{id}/changed</c>: the grants that were kept and grew since, with who must decide. Pages of JSON
/// (<c>?after=&amp;take=</c>), or all of it as CSV (<c>?format=csv</c> or Accept).
/// </summary>
public sealed class ReadChanged(ChangedGrants changed)
{
    [Function(nameof(ReadChanged))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "campaigns/{id}/changed")] HttpRequestData request,
        string id,
        CancellationToken cancellation
    ) =>
        request.GuardAsync(() =>
            request.AnswerListAsync(
                id,
                "changed",
                (key, target) => changed.StreamCsvAsync(key, target, cancellation),
                (key, query) => changed.PageAsync(key, query.After, query.Take, cancellation),
                cancellation
            )
        );
}
