using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using OAuthAttest.Functions.Http;
using OAuthAttest.Interactions;
using OAuthAttest.Slack;

namespace OAuthAttest.Functions.Slack;

/// <summary>
/// <c>POST /api/slack/interactions</c>: every click. Slack's signature authenticates it. Slack waits three seconds for the answer and
/// does not deliver again, so the click is committed before it is answered, and slow work is left to the orchestration.
/// </summary>
public sealed class SlackInteractions(SlackSignature signature, ClickHandler clicks, TimeProvider clock)
{
    /// <summary>Then the click is answered with 503, which Slack shows as a failure: better than an answer that nobody waits for.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2.5);

    private const string FormType = "application/x-www-form-urlencoded";

    [Function(nameof(SlackInteractions))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "slack/interactions")] HttpRequestData request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => request.GuardAsync(() => TakeInTimeAsync(request, client, cancellation));

    private async Task<HttpResponseData> TakeInTimeAsync(HttpRequestData request, DurableTaskClient client, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(Deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            return await TakeAsync(request, client, either.Token);
        }
        catch (OperationCanceledException late) when (deadline.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new TimeoutException("The click was not committed before Slack stopped waiting.", late);
        }
    }

    private async Task<HttpResponseData> TakeAsync(HttpRequestData request, DurableTaskClient client, CancellationToken cancellation)
    {
        var (body, bad) = await RequestBody.ReadAsync(request, cancellation);
        if ((bad ?? Check(request, body)) is { } refusal)
            return await request.RefuseAsync(refusal, cancellation);
        switch (SlackInteraction.Parse(body))
        {
            case SlackInteraction.Malformed malformed:
                return await request.RefuseAsync(BadRequest.Malformed(malformed.Field, malformed.Problem), cancellation);
            case SlackInteraction.Accepted accepted when await clicks.HandleAsync(accepted.Command, client, cancellation) is { } modal:
                return await AnswerAsync(request, modal, cancellation);
            default:
                return request.CreateResponse(HttpStatusCode.OK);
        }
    }

    private BadRequest? Check(HttpRequestData request, byte[] body)
    {
        var type = RequestBody.Header(request, "Content-Type") ?? "";
        if (!type.StartsWith(FormType, StringComparison.OrdinalIgnoreCase))
            return new BadRequest(HttpStatusCode.UnsupportedMediaType, $"Content-Type must be {FormType}.", "Content-Type");
        var result = signature.Verify(
            RequestBody.Header(request, SlackSignature.TimestampHeader),
            RequestBody.Header(request, SlackSignature.SignatureHeader),
            body
        );
        return result switch
        {
            SlackSignatureResult.Valid => null,
            SlackSignatureResult.StaleTimestamp or SlackSignatureResult.FutureTimestamp => new BadRequest(
                HttpStatusCode.Unauthorized,
                "The timestamp is outside the window of five minutes.",
                SlackSignature.TimestampHeader
            ),
            SlackSignatureResult.MissingHeader => new BadRequest(HttpStatusCode.Unauthorized, "The request is not signed."),
            _ => new BadRequest(HttpStatusCode.Unauthorized, "The signature does not match.", SlackSignature.SignatureHeader),
        };
    }

    private static async Task<HttpResponseData> AnswerAsync(HttpRequestData request, string json, CancellationToken cancellation)
    {
        var response = request.CreateResponse(HttpStatusCode.OK);
        response.Headers.TryAddWithoutValidation("Content-Type", "application/json; charset=utf-8");
        await response.WriteStringAsync(json, cancellation);
        return response;
    }
}
