using System.Net;
using Azure;
using Azure.Identity;
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
        var known = Known(query);
        if (query.Bad is { } bad)
            return await request.RefuseAsync(bad, cancellation);
        var asked = known.Count;
        if (archive.IsConfigured && await KeptAsync(known, cancellation) is { } unreadable)
            return await request.AnswerAsync(HttpStatusCode.ServiceUnavailable, new { error = unreadable }, cancellation);
        var verdict = await verification.VerifyAsync(known, cancellation);
        var found = new
        {
            state = verdict.State,
            entries = verdict.Entries,
            hash = verdict.Head,
            head = new ChainHead(verdict.Entries, verdict.Head).Brief,
            brokenAt = verdict.BrokenAt,
            problem = verdict.Problem,
            comparedWith = known.Take(asked).Select(head => head.Brief),
            keptHeads = archive.IsConfigured ? known.Count - asked : (int?)null,
            note = AuditTexts.Compared(known.Count, isArchiveMissing: !archive.IsConfigured),
        };
        return await request.AnswerAsync(HttpStatusCode.OK, found, cancellation);
    }

    /// <returns>Why it could not be read; null: it was.</returns>
    private async Task<string?> KeptAsync(List<ChainHead> known, CancellationToken cancellation)
    {
        try
        {
            await foreach (var head in archive.ReadAsync(cancellation))
                known.Add(head);
            return null;
        }
        catch (Exception e) when (e is RequestFailedException or AuthenticationFailedException or AggregateException)
        {
            return $"The heads that are kept in the container could not be read ({e.GetType().Name}): nothing was compared.";
        }
    }

    private static List<ChainHead> Known(QueryFields query) =>
        query.Text(KnownHead) is not { } text ? []
        : ChainHead.TryParse(text, out var head) ? [head]
        : query.Fail<List<ChainHead>>(KnownHead, AuditTexts.HeadFormat) ?? [];
}
