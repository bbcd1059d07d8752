using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using OAuthAttest.Functions.Http;
using OAuthAttest.Identity.Live;

namespace OAuthAttest.Functions.Inventory;

/// <summary>
/// <c>GET /api/sources</c>: every source of the inventory and where it stands, from its first reading to its retirement, with its newest
/// sync.
/// </summary>
public sealed class ReadSources(SourceReports sources)
{
    [Function(nameof(ReadSources))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "sources")] HttpRequestData request,
        CancellationToken cancellation
    ) =>
        request.GuardAsync(async () =>
            await request.AnswerAsync(HttpStatusCode.OK, new { sources = await sources.ListAsync(cancellation) }, cancellation)
        );
}
