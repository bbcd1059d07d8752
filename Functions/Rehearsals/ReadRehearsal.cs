using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using OAuthAttest.Campaigns.Rehearsing;
using OAuthAttest.Functions.Http;

namespace OAuthAttest.Functions.Rehearsals;

/// <summary><c>GET /api/rehearsals/{id}</c>: 202 while it runs, then 200 with the report and how many parts of messages and worklist there are.</summary>
public sealed class ReadRehearsal(RehearsalArchive archive)
{
    private const string SecondsToNextLook = "5";

    [Function(nameof(ReadRehearsal))]
    public async Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "rehearsals/{id}")] HttpRequestData request, string id, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        if (!RehearsalId.IsValid(id))
            return await NotFoundAsync(request, cancellation);
        if (await archive.FindAsync(id, cancellation) is { } kept)
        {
            return await request.AnswerAsync(
                HttpStatusCode.OK,
                new { id, state = RehearsalState.Completed, messageParts = kept.Size.MessageParts, worklistParts = kept.Size.WorklistParts, report = kept.Report },
                cancellation);
        }
        return (await client.GetInstanceAsync(id, cancellation))?.RuntimeStatus switch
        {
            // Completed and yet not kept: it has made room for newer ones.
            null or OrchestrationRuntimeStatus.Completed => await NotFoundAsync(request, cancellation),
            OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated => await request.AnswerAsync(
                HttpStatusCode.OK, new { id, state = RehearsalState.Failed, error = $"The rehearsal failed; the log and the history of {id} say why." }, cancellation),
            _ => await RunningAsync(request, id, cancellation),
        };
    }

    private static async Task<HttpResponseData> RunningAsync(HttpRequestData request, string id, CancellationToken cancellation)
    {
        var response = await request.AnswerAsync(HttpStatusCode.Accepted, new { id, state = RehearsalState.Running }, cancellation);
        response.Headers.TryAddWithoutValidation("Retry-After", SecondsToNextLook);
        return response;
    }

    private static Task<HttpResponseData> NotFoundAsync(HttpRequestData request, CancellationToken cancellation) =>
        request.RefuseAsync(HttpStatusCode.NotFound, $"There is no such rehearsal. The newest {RehearsalArchive.Most} are kept.", cancellation, "id");
}
