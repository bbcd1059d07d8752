using System.Globalization;
using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using OAuthAttest.Functions.Http;
using OAuthAttest.ScopeAudits.Acting;

namespace OAuthAttest.Functions.Remediations;

/// <summary>
/// <c>GET /api/scope-remediations</c>: the newest hundred. <c>GET /api/scope-remediations/{id}</c>: one with its plan, the state before,
/// and the change that it is about.
/// </summary>
public sealed class ReadRemediations(RemediationReports reports)
{
    [Function("ListScopeRemediations")]
    public Task<HttpResponseData> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "scope-remediations")] HttpRequestData request,
        CancellationToken cancellation
    ) =>
        request.GuardAsync(async () =>
            await request.AnswerAsync(HttpStatusCode.OK, new { remediations = await reports.ListAsync(cancellation) }, cancellation)
        );

    [Function("ReadScopeRemediation")]
    public Task<HttpResponseData> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "scope-remediations/{id}")] HttpRequestData request,
        string id,
        CancellationToken cancellation
    ) =>
        request.GuardAsync(async () =>
            long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && await reports.FindAsync(number, cancellation) is { } found
                ? await request.AnswerAsync(HttpStatusCode.OK, found, cancellation)
                : await request.RefuseAsync(HttpStatusCode.NotFound, "There is no such remediation.", cancellation, "id")
        );
}
