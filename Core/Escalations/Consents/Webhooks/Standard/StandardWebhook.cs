using Microsoft.Extensions.Options;
using OAuthAttest.Escalations.Consents.Authentication;

namespace OAuthAttest.Escalations.Consents.Webhooks.Standard;

/// <summary>Our own contract, for any producer inside the company: docs/escalation-sources.md.</summary>
internal sealed class StandardWebhook(IOptions<ConsentsOptions> options) : IConsentWebhook
{
    /// <summary>The reference implementation's tolerance, past and future: a future timestamp could be replayed for longer.</summary>
    public static readonly TimeSpan Window = ConsentEvent.ClockTolerance;

    private readonly StandardWebhookSignature signature = new(options.Value.Standard.Secrets);

    public ConsentSource Source => ConsentSource.Standard;

    public bool IsConfigured => options.Value.Standard.IsConfigured;

    public IReadOnlyList<string> ContentTypes { get; } = ["application/json"];

    public WebhookRefusal? Check(ConsentDelivery delivery, DateTimeOffset now)
    {
        if (delivery.Header(StandardWebhookSignature.IdHeader) is not { Length: > 0 } id)
            return WebhookRefusal.NotAuthentic(StandardWebhookSignature.IdHeader, "is missing");
        var timestamp = delivery.Header(StandardWebhookSignature.TimestampHeader);
        if (!StandardWebhookSignature.TryReadTimestamp(timestamp, out var signedAt))
            return WebhookRefusal.NotAuthentic(StandardWebhookSignature.TimestampHeader, "must be the Unix time in seconds");
        // In whole seconds, the precision of the timestamp.
        var age = now.ToUnixTimeSeconds() - signedAt.ToUnixTimeSeconds();
        if (Math.Abs(age) > (long)Window.TotalSeconds)
        {
            return new WebhookRefusal(
                WebhookRefusalKind.OutsideWindow,
                StandardWebhookSignature.TimestampHeader,
                "is outside the window of five minutes"
            );
        }
        return signature.Matches(id, timestamp!, delivery.Header(StandardWebhookSignature.SignatureHeader) ?? "", delivery.Body.Span)
            ? null
            : WebhookRefusal.NotAuthentic(StandardWebhookSignature.SignatureHeader);
    }

    public WebhookReading Read(ConsentDelivery delivery, DateTimeOffset now) =>
        StandardConsent.Read(delivery.Header(StandardWebhookSignature.IdHeader)!, delivery.Body.Span, now);
}
