using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Functions.Http;

namespace OAuthAttest.Functions.Escalations;

/// <summary><c>POST /api/escalations/drill</c>: tries the alerting with the real services, before an incident does.</summary>
public sealed class StartDrill(DrillStart drills)
{
    private const string RequestedBy = "requestedBy";
    private const int LongestName = 60;

    [Function(nameof(StartDrill))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "escalations/drill")] HttpRequestData request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => request.GuardAsync(() => AnswerAsync(request, client, cancellation));

    private async Task<HttpResponseData> AnswerAsync(HttpRequestData request, DurableTaskClient client, CancellationToken cancellation)
    {
        var fields = await JsonFields.ReadAsync(request, [RequestedBy], cancellation);
        var by = fields.Text(RequestedBy, LongestName) ?? "api";
        if (fields.Bad is { } bad)
            return await request.RefuseAsync(bad, cancellation);
        if (!drills.IsOpen)
            return await request.RefuseAsync(HttpStatusCode.Conflict, "Escalations are switched off: nothing would be sent.", cancellation);
        try
        {
            var key = await drills.StartAsync(by, client, cancellation);
            var response = await request.AnswerAsync(HttpStatusCode.Accepted, new { id = key, isDrill = true }, cancellation);
            response.Headers.TryAddWithoutValidation("Location", $"/api/escalations/{key}");
            return response;
        }
        catch (ConsentsNotCommittedException)
        {
            return await request.RefuseAsync(HttpStatusCode.ServiceUnavailable, "Nothing was started; please try again.", cancellation);
        }
    }
}
