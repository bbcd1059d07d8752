using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Incidents;
using OAuthAttest.Functions.Durable;
using OAuthAttest.Functions.Http;
using OAuthAttest.PagerDuty;
using OAuthAttest.PagerDuty.Webhooks;

namespace OAuthAttest.Functions.Escalations;

/// <summary>
/// <c>POST /api/pagerduty/webhook</c>: what people did in PagerDuty. Its signature authenticates it. PagerDuty waits five seconds, delivers
/// again after a 5xx and drops what got a 4xx, so a fault that may be temporary is answered with 503.
/// </summary>
public sealed partial class ReceivePagerDuty(
    PagerDutySignature signature,
    PagerDutyChangeService service,
    AfterCommit after,
    TimeProvider clock,
    ILogger<ReceivePagerDuty> logger
)
{
    private const string JsonType = "application/json";
    private const string NotNow = "Not now; please deliver it again.";
    private static readonly TimeSpan ActTime = TimeSpan.FromSeconds(4);

    [Function(nameof(ReceivePagerDuty))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "pagerduty/webhook")] HttpRequestData request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => request.GuardAsync(() => AnswerAsync(request, client, cancellation));

    private async Task<HttpResponseData> AnswerAsync(HttpRequestData request, DurableTaskClient client, CancellationToken cancellation)
    {
        var (body, bad) = await RequestBody.ReadAsync(request, cancellation);
        if ((bad ?? Check(request, body)) is { } refusal)
            return await request.RefuseAsync(refusal, cancellation);
        return PagerDutyWebhook.Parse(body) switch
        {
            PagerDutyWebhook.Malformed malformed => await request.RefuseAsync(
                BadRequest.Malformed(malformed.Field, malformed.Problem),
                cancellation
            ),
            PagerDutyWebhook.IncidentChanged changed => await TakeAsync(request, changed, client, cancellation),
            PagerDutyWebhook.NotUsed ignored => await RecordAsync(request, ignored, cancellation),
            var other => throw new InvalidOperationException($"Nothing handles {other.GetType().Name}."),
        };
    }

    private BadRequest? Check(HttpRequestData request, byte[] body)
    {
        var type = RequestBody.Header(request, "Content-Type") ?? "";
        if (!type.StartsWith(JsonType, StringComparison.OrdinalIgnoreCase))
            return new BadRequest(HttpStatusCode.UnsupportedMediaType, $"Content-Type must be {JsonType}.", "Content-Type");
        return signature.Verify(RequestBody.Header(request, PagerDutySignature.Header), body) switch
        {
            PagerDutySignatureResult.Valid => null,
            PagerDutySignatureResult.NotConfigured => new BadRequest(HttpStatusCode.ServiceUnavailable, "No webhook secret is configured."),
            PagerDutySignatureResult.MissingHeader => new BadRequest(HttpStatusCode.Unauthorized, "The request is not signed."),
            _ => new BadRequest(HttpStatusCode.Unauthorized, "The signature does not match.", PagerDutySignature.Header),
        };
    }

    private async Task<HttpResponseData> TakeAsync(
        HttpRequestData request,
        PagerDutyWebhook.IncidentChanged changed,
        DurableTaskClient client,
        CancellationToken cancellation
    )
    {
        var (isTaken, receipt) = await TryAsync(
            changed.EventId, token => service.TakeAsync(changed, clock.GetUtcNow(), token), cancellation);
        if (!isTaken)
            return await request.RefuseAsync(HttpStatusCode.ServiceUnavailable, NotNow, cancellation);
        if (receipt?.Incident is not { } incident)
            return await request.AnswerAsync(HttpStatusCode.OK, new { status = "ignored" }, cancellation);
        // Also for a repeated delivery: the process may have died between the first one's commit and its wake-up.
        if (receipt.Outcome is IncidentActOutcome.Done or IncidentActOutcome.EarlierAlert)
            await after.WakeAsync(client, IncidentKeys.InstanceId(incident.DedupKey), cancellation);
        return await request.AnswerAsync(HttpStatusCode.OK, new { status = receipt.Outcome }, cancellation);
    }

    /// <summary>202: it is kept as evidence with its incident, or in the log where it is about none of ours, and nothing follows.</summary>
    private async Task<HttpResponseData> RecordAsync(
        HttpRequestData request,
        PagerDutyWebhook.NotUsed ignored,
        CancellationToken cancellation
    )
    {
        var (isTaken, receipt) = await TryAsync(
            ignored.EventId ?? "", token => service.RecordAsync(ignored, clock.GetUtcNow(), token), cancellation);
        if (!isTaken)
            return await request.RefuseAsync(HttpStatusCode.ServiceUnavailable, NotNow, cancellation);
        LogNotUsed(logger, ignored.EventType, ignored.EventId, receipt?.Incident?.DedupKey);
        return await request.AnswerAsync(HttpStatusCode.Accepted, new { status = "not used" }, cancellation);
    }

    /// <returns>Not taken: PagerDuty must deliver it again.</returns>
    private async Task<(bool IsTaken, IncidentActReceipt? Receipt)> TryAsync(
        string eventId,
        Func<CancellationToken, Task<IncidentActReceipt?>> take,
        CancellationToken cancellation
    )
    {
        try
        {
            return (true, await WithinAsync(ActTime, token => StepFailures.NameAsync(() => take(token)), cancellation));
        }
        catch (Exception e)
            when (e is OutsideFaultException or PagerDutyException
                || (e is OperationCanceledException && !cancellation.IsCancellationRequested)
            )
        {
            LogNotTaken(logger, eventId, (e.InnerException ?? e).GetType().Name);
            return (false, null);
        }
    }

    // Real time, also where the clock is virtual: PagerDuty's time-out runs in real time.
    private static async Task<T> WithinAsync<T>(TimeSpan limit, Func<CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(limit);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        return await work(either.Token).WaitAsync(either.Token);
    }

    [LoggerMessage(3130, LogLevel.Warning, "PagerDuty's event {EventId} was not taken ({ErrorType}); PagerDuty delivers it again")]
    private static partial void LogNotTaken(ILogger logger, string eventId, string errorType);

    [LoggerMessage(3131, LogLevel.Information, "PagerDuty's event {EventType} {EventId} is not used (incident {DedupKey})")]
    private static partial void LogNotUsed(ILogger logger, string eventType, string? eventId, string? dedupKey);
}
