namespace OAuthAttest.Escalations.Consents.Webhooks;

/// <summary>
/// The webhook of one source. Checks run in this order: content type, <see cref="Check"/>, <see cref="Read"/>; each only if the one
/// before refused nothing.
/// </summary>
public interface IConsentWebhook
{
    public ConsentSource Source { get; }

    /// <summary>False: no secret is set, so no delivery can be authenticated.</summary>
    public bool IsConfigured { get; }

    /// <summary>Lower case, without parameters.</summary>
    public IReadOnlyList<string> ContentTypes { get; }

    /// <summary>Takes the bytes of one delivery.</summary>
    public DeliveryBody NewBody() => new WholeBody();

    /// <summary>Checks the clock window, then the signature or token, over the raw bytes.</summary>
    /// <returns>Null if the sender is authentic.</returns>
    public WebhookRefusal? Check(ConsentDelivery delivery, DateTimeOffset now);

    /// <summary>Reads the consents of the delivery. Only called after <see cref="Check"/> passed.</summary>
    public WebhookReading Read(ConsentDelivery delivery, DateTimeOffset now);
}
