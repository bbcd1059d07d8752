using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using OAuthAttest.Campaigns.Reporting;
using OAuthAttest.Functions.Http;

namespace OAuthAttest.Functions.Campaigns;

/// <summary>
/// <c>GET /api/campaigns/{id}/people</c>: the participants, with the Slack account of each and the address by which it was found, or why
/// none can be written to and what to do. Pages of JSON (<c>?after=&amp;take=</c>), or all of it as CSV (<c>?format=csv</c> or Accept).
/// </summary>
public sealed class ReadPeople(CampaignPeople people)
{
    [Function(nameof(ReadPeople))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "campaigns/{id}/people")] HttpRequestData request,
        string id,
        CancellationToken cancellation
    ) =>
        request.GuardAsync(() =>
            request.AnswerListAsync(
                id,
                "people",
                (key, target) => people.StreamCsvAsync(key, target, cancellation),
                (key, query) => people.PageAsync(key, query.After, query.Take, cancellation),
                cancellation
            )
        );
}
