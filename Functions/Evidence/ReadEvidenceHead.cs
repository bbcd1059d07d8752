using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using OAuthAttest.Evidence;
using OAuthAttest.Functions.Http;

namespace OAuthAttest.Functions.Evidence;

/// <summary>
/// <c>GET /api/evidence/head</c>: checks the whole audit chain, and compares it with the heads that are kept in the immutable container,
/// and with one that the query has. 200 with what was found: a broken chain is an answer, not a failure of the request; 503 when the
/// container cannot be read.
/// </summary>
public sealed class ReadEvidenceHead(AuditVerification verification, HeadArchive archive)
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
        var asked = Known(query);
        if (query.Bad is { } bad)
            return await request.RefuseAsync(bad, cancellation);
        List<ChainHead>? kept;
        try
        {
            kept = archive.IsConfigured ? await archive.ReadAsync(cancellation) : null;
        }
        catch (IOException e)
        {
            return await request.AnswerAsync(HttpStatusCode.ServiceUnavailable, new { error = e.Message }, cancellation);
        }
        ChainHead[] known = [.. asked, .. kept ?? []];
        var verdict = await verification.VerifyAsync(known, cancellation);
        var found = new
        {
            state = verdict.State,
            entries = verdict.Entries,
            hash = verdict.Head,
            head = new ChainHead(verdict.Entries, verdict.Head).Brief,
            brokenAt = verdict.BrokenAt,
            problem = verdict.Problem,
            comparedWith = asked.Select(head => head.Brief),
            keptHeads = kept?.Count,
            note = AuditTexts.Compared(known.Length, isArchiveMissing: kept is null),
        };
        return await request.AnswerAsync(HttpStatusCode.OK, found, cancellation);
    }

    private static ChainHead[] Known(QueryFields query) =>
        query.Text(KnownHead) is not { } text ? []
        : ChainHead.TryParse(text, out var head) ? [head]
        : query.Fail<ChainHead[]>(KnownHead, AuditTexts.HeadFormat) ?? [];
}
