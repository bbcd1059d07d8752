using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using OAuthAttest.Campaigns.Rehearsing;
using OAuthAttest.Functions.Http;

namespace OAuthAttest.Functions.Rehearsals;

/// <summary><c>GET /api/rehearsals/{id}</c>: 202 while it runs, then 200 with the report and the numbers of parts to read.</summary>
public sealed class ReadRehearsal(RehearsalArchive archive)
{
    private const string RetryAfterSeconds = "5";

    [Function(nameof(ReadRehearsal))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "rehearsals/{id}")] HttpRequestData request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => request.GuardAsync(() => AnswerAsync(request, id, client, cancellation));

    private async Task<HttpResponseData> AnswerAsync(
        HttpRequestData request,
        string id,
        DurableTaskClient client,
        CancellationToken cancellation
    )
    {
        if (!RehearsalId.IsValid(id))
            return await NotFoundAsync(request, cancellation);
        return await FindAsync(request, id, cancellation)
            ?? (await client.GetInstanceAsync(id, cancellation))?.RuntimeStatus switch
            {
                null => await NotFoundAsync(request, cancellation),
                // Either it completed after the first query, or its report was deleted to make room for newer ones.
                OrchestrationRuntimeStatus.Completed => await FindAsync(request, id, cancellation)
                    ?? await NotFoundAsync(request, cancellation),
                OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated => await request.AnswerAsync(
                    HttpStatusCode.OK,
                    new
                    {
                        id,
                        state = RehearsalState.Failed,
                        error = $"The rehearsal failed; the log and the history of {id} say why.",
                    },
                    cancellation
                ),
                _ => await RunningAsync(request, id, cancellation),
            };
    }

    private async Task<HttpResponseData?> FindAsync(HttpRequestData request, string id, CancellationToken cancellation)
    {
        if (await archive.FindAsync(id, cancellation) is not { } kept)
            return null;
        return await request.AnswerAsync(
            HttpStatusCode.OK,
            new
            {
                id,
                state = RehearsalState.Completed,
                messageParts = kept.Size.MessageParts,
                worklistParts = kept.Size.WorklistParts,
                report = kept.Report,
            },
            cancellation
        );
    }

    private static async Task<HttpResponseData> RunningAsync(HttpRequestData request, string id, CancellationToken cancellation)
    {
        var response = await request.AnswerAsync(HttpStatusCode.Accepted, new { id, state = RehearsalState.Running }, cancellation);
        response.Headers.TryAddWithoutValidation("Retry-After", RetryAfterSeconds);
        return response;
    }

    private static Task<HttpResponseData> NotFoundAsync(HttpRequestData request, CancellationToken cancellation) =>
        request.RefuseAsync(
            HttpStatusCode.NotFound,
            $"There is no such rehearsal. The newest {RehearsalArchive.Most} are kept.",
            cancellation,
            "id"
        );
}
