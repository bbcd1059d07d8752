using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Incidents;
using OAuthAttest.Functions.Http;

namespace OAuthAttest.Functions.Escalations;

/// <summary><c>GET /api/escalations/{key}</c>: everything about one escalation; the page in PagerDuty links here.</summary>
public sealed class ReadEscalation(EscalationReports reports)
{
    [Function(nameof(ReadEscalation))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "escalations/{key}")] HttpRequestData request,
        string key,
        CancellationToken cancellation
    ) => request.GuardAsync(() => AnswerAsync(request, key, cancellation));

    private async Task<HttpResponseData> AnswerAsync(HttpRequestData request, string key, CancellationToken cancellation) =>
        EscalationKey.IsWellFormed(key) && await reports.FindAsync(key, cancellation) is { } report
            ? await request.AnswerAsync(HttpStatusCode.OK, report, cancellation)
            : await request.RefuseAsync(HttpStatusCode.NotFound, "There is no such escalation.", cancellation, "key");
}
