using System.Net;
using Microsoft.Azure.Functions.Worker.Http;
using OAuthAttest.Escalations.Consents.Webhooks;
using OAuthAttest.Functions.Http;

namespace OAuthAttest.Functions.Escalations;

/// <summary>The HTTP answers to the sender of a consent.</summary>
internal static class IntakeAnswers
{
    private const string RetryAfterSeconds = "5";
    private const int MostUnreadable = 20;

    public static Task<HttpResponseData> OfAsync(HttpRequestData request, IntakeResult result, CancellationToken cancellation) =>
        result switch
        {
            IntakeResult.Accepted accepted => AcceptedAsync(request, accepted, cancellation),
            IntakeResult.Refused { Reason: var reason } => request.RefuseAsync(
                StatusOf(reason.Kind),
                $"{reason.Field} {reason.Problem}.",
                cancellation,
                reason.Field
            ),
            _ => UnavailableAsync(request, cancellation),
        };

    /// <summary>The source has no secret, or escalation is off: a success would suggest that consents are evaluated.</summary>
    public static Task<HttpResponseData> ClosedAsync(HttpRequestData request, CancellationToken cancellation) =>
        request.RefuseAsync(HttpStatusCode.ServiceUnavailable, "This source is not configured.", cancellation, "source");

    private static Task<HttpResponseData> AcceptedAsync(
        HttpRequestData request,
        IntakeResult.Accepted accepted,
        CancellationToken cancellation
    )
    {
        var escalations = accepted
            .Consents.Select(consent => new { id = consent.Key, status = consent.HasChanged ? "accepted" : "duplicate" })
            .ToArray();
        var status = accepted.Consents.Any(consent => consent.HasChanged) ? HttpStatusCode.Accepted : HttpStatusCode.OK;
        return accepted.Unreadable.Count == 0
            ? request.AnswerAsync(status, new { escalations }, cancellation)
            : request.AnswerAsync(status, new { escalations, unreadable = Unreadable(accepted.Unreadable) }, cancellation);
    }

    // Sending it again would not help, so it is part of a success: the sender, or who reads its log, can see what was not taken.
    private static object Unreadable(IReadOnlyList<UnreadableRecord> records) => new
    {
        count = records.Count,
        records = records.Take(MostUnreadable).Select(record => new { record.Position, record.Problem, record.Digest }),
    };

    private static async Task<HttpResponseData> UnavailableAsync(HttpRequestData request, CancellationToken cancellation)
    {
        var response = await request.RefuseAsync(
            HttpStatusCode.ServiceUnavailable,
            "The consent could not be stored now: send it again.",
            cancellation
        );
        response.Headers.TryAddWithoutValidation("Retry-After", RetryAfterSeconds);
        return response;
    }

    private static HttpStatusCode StatusOf(WebhookRefusalKind kind) => kind switch
    {
        WebhookRefusalKind.UnsupportedContentType => HttpStatusCode.UnsupportedMediaType,
        WebhookRefusalKind.Conflict => HttpStatusCode.Conflict,
        WebhookRefusalKind.OutsideWindow or WebhookRefusalKind.NotAuthentic => HttpStatusCode.Unauthorized,
        _ => HttpStatusCode.BadRequest,
    };
}
