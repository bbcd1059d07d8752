using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using OAuthAttest.Evidence;
using OAuthAttest.Functions.Http;

namespace OAuthAttest.Functions.Evidence;

/// <summary>
/// <c>GET /api/evidence/head</c>: checks the whole audit chain, and compares it with a head that was written down elsewhere when the query
/// has one. 200 with what was found: a broken chain is an answer, not a failure of the request.
/// </summary>
public sealed class ReadEvidenceHead(AuditVerification verification)
{
    private const string KnownHead = "head";

    [Function(nameof(ReadEvidenceHead))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "evidence/head")] HttpRequestData request,
        CancellationToken cancellation
    ) => request.GuardAsync(() => AnswerAsync(request, cancellation));

    private async Task<HttpResponseData> AnswerAsync(HttpRequestData request, CancellationToken cancellation)
    {
        var query = new QueryFields(request, KnownHead);
        var known = Known(query);
        if (query.Bad is { } bad)
            return await request.RefuseAsync(bad, cancellation);
        var verdict = await verification.VerifyAsync(known, cancellation);
        var found = new
        {
            state = verdict.State,
            entries = verdict.Entries,
            hash = verdict.Head,
            head = new ChainHead(verdict.Entries, verdict.Head).Brief,
            brokenAt = verdict.BrokenAt,
            problem = verdict.Problem,
            comparedWith = known.Select(head => head.Brief),
            note = AuditTexts.Compared(known.Length),
        };
        return await request.AnswerAsync(HttpStatusCode.OK, found, cancellation);
    }

    private static ChainHead[] Known(QueryFields query) =>
        query.Text(KnownHead) is not { } text ? []
        : ChainHead.TryParse(text, out var head) ? [head]
        : query.Fail<ChainHead[]>(KnownHead, AuditTexts.HeadFormat) ?? [];
}
