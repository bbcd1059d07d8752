using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Consents.Authentication;
using OAuthAttest.Escalations.Consents.Inbox;
using OAuthAttest.Escalations.Consents.Rejected;
using OAuthAttest.Escalations.Consents.Webhooks;
using OAuthAttest.Functions.Durable;
using OAuthAttest.Telemetry;

namespace OAuthAttest.Functions.Escalations;

/// <summary>The result of a delivery.</summary>
public abstract record IntakeResult
{
    private IntakeResult()
    {
    }

    /// <param name="Consents">The committed consents; empty where the delivery contained none.</param>
    /// <param name="Unreadable">Records of the delivery that could not be read.</param>
    public sealed record Accepted(IReadOnlyList<AcceptedConsent> Consents, IReadOnlyList<UnreadableRecord> Unreadable) : IntakeResult;

    public sealed record Refused(WebhookRefusal Reason) : IntakeResult;

    /// <summary>Nothing was committed: the sender has to try again.</summary>
    public sealed record Unavailable : IntakeResult;
}

/// <summary>Takes a delivery through its webhook into the inbox and starts the orchestrations.</summary>
public sealed partial class ConsentIntake(
    ConsentWebhooks webhooks,
    ConsentInbox inbox,
    RejectedRecords rejected,
    EscalationStart start,
    AfterCommit after,
    IOptions<EscalationOptions> escalation,
    IBusinessTelemetry telemetry,
    TimeProvider clock,
    ILogger<ConsentIntake> logger
)
{
    // Senders wait only a few seconds, and the sweep starts what is not started here.
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(2);

    public bool IsOpen(ConsentSource source) => escalation.Value.Enabled && webhooks.Of(source).IsConfigured;

    /// <summary>Takes the bytes of one delivery of the source.</summary>
    public DeliveryBody NewBody(ConsentSource source) => webhooks.Of(source).NewBody();

    public async Task<IntakeResult> ReceiveAsync(
        ConsentSource source,
        ConsentDelivery delivery,
        DurableTaskClient client,
        CancellationToken cancellation
    )
    {
        var now = clock.GetUtcNow();
        var reading = webhooks.Open(source, delivery, now);
        Tell(source, reading);
        try
        {
            var accepted = await inbox.AcceptAsync(reading.Consents, ConsentArrival.Push, now, cancellation);
            if (accepted.Any(consent => consent.IsConflict))
            {
                reading = WebhookReading.Conflict(StandardWebhookSignature.IdHeader, delivery);
                Tell(source, reading);
            }
            await StartAsync(client, accepted, cancellation);
            await rejected.KeepAsync(source, reading.Unreadable, now, cancellation);
            return reading.Refusal is { } refusal
                ? new IntakeResult.Refused(refusal)
                : new IntakeResult.Accepted(accepted, reading.Unreadable);
        }
        catch (ConsentsNotCommittedException)
        {
            return new IntakeResult.Unavailable();
        }
    }

    private void Tell(ConsentSource source, WebhookReading reading)
    {
        if (reading.Refusal is { } refusal)
        {
            LogRefused(logger, source, refusal.Kind, refusal.Field);
            telemetry.Track(BusinessEvents.DeliveryWasRefused(source, refusal.Kind));
        }
        if (reading.Unreadable.Count > 0)
        {
            LogUnreadable(logger, reading.Unreadable.Count, source, reading.Unreadable[0].Position, reading.Unreadable[0].Digest);
            telemetry.Track(BusinessEvents.RecordsWereUnreadable(source, reading.Unreadable.Count));
        }
        if (reading.Blocked > 0)
        {
            LogBlocked(logger, reading.Blocked, source);
            telemetry.Track(BusinessEvents.ConsentsWereBlocked(source, reading.Blocked));
        }
    }

    private async Task StartAsync(DurableTaskClient client, IReadOnlyList<AcceptedConsent> accepted, CancellationToken cancellation)
    {
        var changed = accepted.Where(consent => consent.IsToDecide).ToList();
        if (changed.Count == 0)
            return;
        // The consent is in the outbox: the answer reports that it is stored, so a slow engine must not turn it into an error.
        await after.TryAsync(
            "start",
            $"{changed.Count} escalations",
            StartPatience,
            token => start.StartAsync(client, changed, token),
            cancellation
        );
    }

    [LoggerMessage(5111, LogLevel.Warning, "A delivery from {Source} was refused: {Kind} ({Field})")]
    private static partial void LogRefused(ILogger logger, ConsentSource source, WebhookRefusalKind kind, string field);

    [LoggerMessage(
        5112,
        LogLevel.Warning,
        "{Count} records from {Source} could not be read and are kept in rejected_records; the first is at {Position}, digest {Digest}"
    )]
    private static partial void LogUnreadable(ILogger logger, int count, ConsentSource source, string position, string digest);

    [LoggerMessage(5113, LogLevel.Warning, "{Count} consents from {Source} were tried and refused by the provider: no grant was made")]
    private static partial void LogBlocked(ILogger logger, int count, ConsentSource source);
}
