using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using OAuthAttest.Functions.Http;
using OAuthAttest.ScopeAudits.Approvals;
using OAuthAttest.ScopeAudits.Approving;

namespace OAuthAttest.Functions.ScopeAudits;

/// <summary>
/// <c>GET /api/scope-approvals</c>: what was proposed in Slack, with what became of it (<c>state</c>, <c>after</c>, <c>take</c>).
/// <c>GET /api/scope-approvals/file</c>: what is approved now, of the file and of Slack, as the file.
/// </summary>
public sealed class ReadScopeApprovals(ScopeApprovalReports reports)
{
    private const int MostListed = 500;
    private const int DefaultListed = 100;

    [Function("ListScopeApprovals")]
    public Task<HttpResponseData> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "scope-approvals")] HttpRequestData request,
        CancellationToken cancellation
    ) => request.GuardAsync(() => AnswerAsync(request, cancellation));

    [Function("ExportScopeApprovals")]
    public Task<HttpResponseData> ExportAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "scope-approvals/file")] HttpRequestData request,
        CancellationToken cancellation
    ) =>
        request.GuardAsync(async () =>
        {
            byte[] file;
            try
            {
                file = await reports.ExportAsync(cancellation);
            }
            catch (InvalidDataException wrong)
            {
                return await request.RefuseAsync(
                    HttpStatusCode.Conflict, $"The approved list cannot be read: {wrong.Message}.", cancellation);
            }
            var response = request.CreateResponse(HttpStatusCode.OK);
            response.Headers.TryAddWithoutValidation("Content-Type", "application/json; charset=utf-8");
            response.Headers.TryAddWithoutValidation("Content-Disposition", "attachment; filename=\"approved.json\"");
            await response.Body.WriteAsync(file, cancellation);
            return response;
        });

    private async Task<HttpResponseData> AnswerAsync(HttpRequestData request, CancellationToken cancellation)
    {
        var fields = new QueryFields(request, "state", "after", "take");
        var (after, take) = (fields.Whole("after", 0, long.MaxValue), fields.Whole("take", 1, MostListed));
        var state = State(fields);
        if (fields.Bad is { } bad)
            return await request.RefuseAsync(bad, cancellation);
        return await request.AnswerAsync(
            HttpStatusCode.OK, await reports.ListAsync(state, after ?? 0, (int)(take ?? DefaultListed), cancellation), cancellation);
    }

    private static ScopeApprovalState? State(QueryFields fields) => fields.Text("state") switch
    {
        null => null,
        "proposed" => ScopeApprovalState.Proposed,
        "approved" => ScopeApprovalState.Approved,
        "declined" => ScopeApprovalState.Declined,
        "lapsed" => ScopeApprovalState.Lapsed,
        "expired" => ScopeApprovalState.Expired,
        _ => fields.Fail<ScopeApprovalState?>("state", "must be proposed, approved, declined, lapsed or expired"),
    };
}
