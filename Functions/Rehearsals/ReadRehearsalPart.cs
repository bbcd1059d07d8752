using System.Globalization;
using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using OAuthAttest.Campaigns.Rehearsing;
using OAuthAttest.Functions.Http;

namespace OAuthAttest.Functions.Rehearsals;

/// <summary>
/// <c>GET /api/rehearsals/{id}/messages?part=1</c> (one line of JSON for each message) and <c>…/worklist?part=1</c> (CSV). Parts contain
/// whole lines, so all parts concatenated are the file.
/// </summary>
public sealed class ReadRehearsalPart(RehearsalArchive archive)
{
    [Function("ReadRehearsalMessages")]
    public Task<HttpResponseData> MessagesAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "rehearsals/{id}/messages")] HttpRequestData request,
        string id,
        CancellationToken cancellation
    ) => request.GuardAsync(() => AnswerAsync(request, id, RehearsalPartKind.Messages, "application/jsonl; charset=utf-8", cancellation));

    [Function("ReadRehearsalWorklist")]
    public Task<HttpResponseData> WorklistAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "rehearsals/{id}/worklist")] HttpRequestData request,
        string id,
        CancellationToken cancellation
    ) => request.GuardAsync(() => AnswerAsync(request, id, RehearsalPartKind.Worklist, "text/csv; charset=utf-8", cancellation));

    private async Task<HttpResponseData> AnswerAsync(
        HttpRequestData request,
        string id,
        RehearsalPartKind kind,
        string contentType,
        CancellationToken cancellation
    )
    {
        if (!int.TryParse(request.Query["part"] ?? "1", NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
            return await request.RefuseAsync(BadRequest.Malformed("part", "must be a whole number from 1"), cancellation);
        if (!RehearsalId.IsValid(id) || await archive.PartAsync(id, kind, number, cancellation) is not { } part)
            return await request.RefuseAsync(HttpStatusCode.NotFound, "There is no such part of a rehearsal.", cancellation, "id");
        var response = request.CreateResponse(HttpStatusCode.OK);
        response.Headers.TryAddWithoutValidation("Content-Type", contentType);
        await response.WriteBytesAsync(part, cancellation);
        return response;
    }
}
