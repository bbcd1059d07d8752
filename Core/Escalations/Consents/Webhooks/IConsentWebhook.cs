namespace OAuthAttest.Escalations.Consents.Webhooks;

/// <summary>
/// One source's way in. Called in this order: content type, <see cref="Check"/>, <see cref="Read"/>; the next only where the one before
/// had nothing to say.
/// </summary>
public interface IConsentWebhook
{
    public ConsentSource Source { get; }

    /// <summary>False: no secret is set, so nothing can be believed.</summary>
    public bool IsConfigured { get; }

    /// <summary>Lower case, without parameters.</summary>
    public IReadOnlyList<string> ContentTypes { get; }

    /// <summary>Clock window, then signature or token, over the bytes as they came.</summary>
    /// <returns>Null where the sender is who it should be.</returns>
    public WebhookRefusal? Check(ConsentDelivery delivery, DateTimeOffset now);

    /// <summary>What the delivery tells. Only called after <see cref="Check"/> passed.</summary>
    public WebhookReading Read(ConsentDelivery delivery);
}
