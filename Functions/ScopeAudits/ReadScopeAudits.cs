using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using OAuthAttest.Functions.Http;
using OAuthAttest.ScopeAudits.Running;

namespace OAuthAttest.Functions.ScopeAudits;

/// <summary>
/// <c>GET /api/scope-audits</c>: the newest audits. <c>GET /api/scope-audits/{id}</c>: one with its certificate and findings, a page at a
/// time (<c>after</c>, <c>take</c>).
/// </summary>
public sealed class ReadScopeAudits(AuditReports reports)
{
    private const int MostFindings = 500;
    private const int DefaultFindings = 100;

    [Function("ListScopeAudits")]
    public Task<HttpResponseData> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "scope-audits")] HttpRequestData request,
        CancellationToken cancellation
    ) =>
        request.GuardAsync(async () =>
            await request.AnswerAsync(HttpStatusCode.OK, new { audits = await reports.ListAsync(cancellation) }, cancellation)
        );

    [Function("ReadScopeAudit")]
    public Task<HttpResponseData> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "scope-audits/{id}")] HttpRequestData request,
        string id,
        CancellationToken cancellation
    ) => request.GuardAsync(() => AnswerAsync(request, id, cancellation));

    private async Task<HttpResponseData> AnswerAsync(HttpRequestData request, string id, CancellationToken cancellation)
    {
        var fields = new QueryFields(request, "after", "take");
        var (after, take) = (fields.Whole("after", 0, long.MaxValue), fields.Whole("take", 1, MostFindings));
        if (fields.Bad is { } bad)
            return await request.RefuseAsync(bad, cancellation);
        return await reports.FindAsync(id, after ?? 0, (int)(take ?? DefaultFindings), cancellation) is { } audit
            ? await request.AnswerAsync(HttpStatusCode.OK, audit, cancellation)
            : await request.RefuseAsync(HttpStatusCode.NotFound, "There is no such audit.", cancellation, "id");
    }
}
