using System.Globalization;
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
    private const int DefaultTake = 200;
    private const int MostTake = 1000;

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
        var format = request.Query["format"]
            ?? (RequestBody.Header(request, "Accept")?.Contains("text/csv", StringComparison.OrdinalIgnoreCase) == true ? "csv" : "json");
        if (format is not ("csv" or "json"))
            return await request.RefuseAsync(BadRequest.Malformed("format", "must be json or csv"), cancellation);
        if (format == "csv")
            return await CsvAsync(request, key, cancellation);
        if (Whole(request, "after", 0, long.MaxValue, 0) is not { } after)
            return await request.RefuseAsync(BadRequest.Malformed("after", "must be a whole number from 0"), cancellation);
        if (Whole(request, "take", 1, MostTake, DefaultTake) is not { } take)
            return await request.RefuseAsync(BadRequest.Malformed("take", $"must be a whole number from 1 to {MostTake}"), cancellation);
        return await worklists.PageAsync(key, after, (int)take, cancellation) is { } page
            ? await request.AnswerAsync(HttpStatusCode.OK, page, cancellation)
            : await NotFoundAsync(request, cancellation);
    }

    private async Task<HttpResponseData> CsvAsync(HttpRequestData request, CampaignKey key, CancellationToken cancellation)
    {
        var response = request.CreateResponse(HttpStatusCode.OK);
        if (!await worklists.StreamCsvAsync(key, response.Body, cancellation))
            return await NotFoundAsync(request, cancellation);
        response.Headers.TryAddWithoutValidation("Content-Type", "text/csv; charset=utf-8");
        response.Headers.TryAddWithoutValidation("Content-Disposition", $"attachment; filename=\"worklist-{key}.csv\"");
        return response;
    }

    private static Task<HttpResponseData> NotFoundAsync(HttpRequestData request, CancellationToken cancellation) =>
        request.RefuseAsync(HttpStatusCode.NotFound, "There is no such campaign.", cancellation, "id");

    private static long? Whole(HttpRequestData request, string name, long least, long most, long otherwise)
    {
        if (request.Query[name] is not { } text)
            return otherwise;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : null;
    }
}
