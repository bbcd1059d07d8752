using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Consents.Webhooks.Okta;
using OAuthAttest.Functions.Http;

namespace OAuthAttest.Functions.Escalations;

/// <summary>
/// <c>POST /api/consents/{source}</c>: receives a consent. The source's signature or token authenticates it. 2xx is answered only for
/// what is committed; what cannot be stored now gets an answer after which the sender delivers it again.
/// </summary>
public sealed class ReceiveConsent(ConsentIntake intake)
{
    [Function(nameof(ReceiveConsent))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "consents/{source}")] HttpRequestData request,
        string source,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => request.GuardAsync(() => AnswerAsync(request, source, client, cancellation));

    private async Task<HttpResponseData> AnswerAsync(
        HttpRequestData request,
        string source,
        DurableTaskClient client,
        CancellationToken cancellation
    )
    {
        if (request.Method == HttpMethod.Get.Method)
            return await ChallengeAsync(request, source, cancellation);
        if (!ConsentSources.TryParse(source, out var known) || !ConsentSources.Delivering.Contains(known))
            return await request.RefuseAsync(HttpStatusCode.NotFound, "There is no such source.", cancellation, nameof(source));
        if (!intake.IsOpen(known))
            return await IntakeAnswers.ClosedAsync(request, cancellation);
        using var body = intake.NewBody(known);
        var bad = await RequestBody.ReadAsync(request, body.Largest, piece => body.Append(piece.Span), cancellation);
        if (bad is not null || body.IsTooLarge)
            return await request.RefuseAsync(bad ?? RequestBody.TooLarge(body.Largest), cancellation);
        return await IntakeAnswers.OfAsync(
            request,
            await intake.ReceiveAsync(known, body.Complete(name => RequestBody.Header(request, name)), client, cancellation),
            cancellation
        );
    }

    // Okta sends one GET before it delivers anything, without a secret. Any other GET gets the host's answer, 404.
    private async Task<HttpResponseData> ChallengeAsync(HttpRequestData request, string source, CancellationToken cancellation)
    {
        var challenge = RequestBody.Header(request, OktaWebhook.ChallengeHeader);
        if (source != ConsentSource.Okta.Slug() || challenge is not { Length: > 0 and <= OktaWebhook.LongestChallenge })
            return request.CreateResponse(HttpStatusCode.NotFound);
        if (!intake.IsOpen(ConsentSource.Okta))
            return await IntakeAnswers.ClosedAsync(request, cancellation);
        return await request.AnswerAsync(HttpStatusCode.OK, new { verification = challenge }, cancellation);
    }
}
