using System.Net.Http.Headers;

namespace OAuthAttest.Escalations.Consents.Webhooks;

/// <summary>All webhooks, and the order in which a delivery is checked at each.</summary>
public sealed class ConsentWebhooks(IEnumerable<IConsentWebhook> webhooks)
{
    private readonly Dictionary<ConsentSource, IConsentWebhook> bySource = webhooks.ToDictionary(webhook => webhook.Source);

    public IConsentWebhook Of(ConsentSource source) => bySource[source];

    /// <summary>Checks content type, clock window and signature, then parses.</summary>
    public WebhookReading Open(ConsentSource source, ConsentDelivery delivery, DateTimeOffset now)
    {
        var webhook = Of(source);
        if (!IsAccepted(webhook, delivery))
        {
            return new WebhookReading(
                [],
                new WebhookRefusal(
                    WebhookRefusalKind.UnsupportedContentType,
                    "Content-Type",
                    $"must be {string.Join(" or ", webhook.ContentTypes)}"
                )
            );
        }
        return webhook.Check(delivery, now) is { } refusal ? new WebhookReading([], refusal) : webhook.Read(delivery, now);
    }

    private static bool IsAccepted(IConsentWebhook webhook, ConsentDelivery delivery)
    {
        var text = delivery.Header("Content-Type");
        // Google's message that announces a new channel has neither body nor content type.
        if (string.IsNullOrEmpty(text))
            return delivery.Body.IsEmpty;
        return MediaTypeHeaderValue.TryParse(text, out var type)
            && webhook.ContentTypes.Contains(type.MediaType, StringComparer.OrdinalIgnoreCase)
            && (type.CharSet is null || type.CharSet.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));
    }
}
