using System.Net;
using Microsoft.Azure.Functions.Worker.Http;
using OAuthAttest.Campaigns;
using OAuthAttest.Functions.Http;

namespace OAuthAttest.Functions.Campaigns;

/// <summary>Answers with a list of one campaign: a page as JSON, or all of it as CSV.</summary>
internal static class CampaignLists
{
    /// <param name="request">Its query says what is wanted (<see cref="ListQuery"/>).</param>
    /// <param name="id">The campaign's key as it stands in the route.</param>
    /// <param name="name">The list's name, in the name of the CSV file.</param>
    /// <param name="stream">Writes the CSV; false: there is no such campaign.</param>
    /// <param name="page">Reads a page; null: there is no such campaign.</param>
    public static async Task<HttpResponseData> AnswerListAsync<TPage>(
        this HttpRequestData request,
        string id,
        string name,
        Func<CampaignKey, Stream, Task<bool>> stream,
        Func<CampaignKey, ListQuery, Task<TPage?>> page,
        CancellationToken cancellation
    )
        where TPage : class
    {
        if (!CampaignKey.TryParse(id, out var key))
            return await NotFoundAsync(request, cancellation);
        var query = ListQuery.Read(request);
        if (query.Bad is { } bad)
            return await request.RefuseAsync(bad, cancellation);
        if (query.IsCsv)
        {
            return await request.CsvAsync($"{name}-{key}.csv", target => stream(key, target))
                ?? await NotFoundAsync(request, cancellation);
        }
        return await page(key, query) is { } found
            ? await request.AnswerAsync(HttpStatusCode.OK, found, cancellation)
            : await NotFoundAsync(request, cancellation);
    }

    private static Task<HttpResponseData> NotFoundAsync(HttpRequestData request, CancellationToken cancellation) =>
        request.RefuseAsync(HttpStatusCode.NotFound, "There is no such campaign.", cancellation, "id");
}
