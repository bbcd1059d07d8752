using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using OAuthAttest.Campaigns;
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
    ) => request.GuardAsync(() => AnswerAsync(request, id, cancellation));

    private async Task<HttpResponseData> AnswerAsync(HttpRequestData request, string id, CancellationToken cancellation)
    {
        if (!CampaignKey.TryParse(id, out var key))
            return await NotFoundAsync(request, cancellation);
        var query = ListQuery.Read(request);
        if (query.Bad is { } bad)
            return await request.RefuseAsync(bad, cancellation);
        if (query.IsCsv)
        {
            return await request.CsvAsync($"worklist-{key}.csv", target => worklists.StreamCsvAsync(key, target, cancellation))
                ?? await NotFoundAsync(request, cancellation);
        }
        return await worklists.PageAsync(key, query.After, query.Take, cancellation) is { } page
            ? await request.AnswerAsync(HttpStatusCode.OK, page, cancellation)
            : await NotFoundAsync(request, cancellation);
    }

    private static Task<HttpResponseData> NotFoundAsync(HttpRequestData request, CancellationToken cancellation) =>
        request.RefuseAsync(HttpStatusCode.NotFound, "There is no such campaign.", cancellation, "id");
}
