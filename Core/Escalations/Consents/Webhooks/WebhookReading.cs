using OAuthAttest.Json;

namespace OAuthAttest.Escalations.Consents.Webhooks;

/// <summary>What a delivery contained.</summary>
/// <param name="Consents">Empty: it contains no consent that can be read.</param>
/// <param name="Refusal">What is wrong with it, where nothing of it could be read; then the whole delivery is refused.</param>
public sealed record WebhookReading(IReadOnlyList<ConsentEvent> Consents, WebhookRefusal? Refusal = null)
{
    public static WebhookReading None { get; } = new([]);

    /// <summary>The records that could not be read, whether others could or not.</summary>
    public IReadOnlyList<UnreadableRecord> Unreadable { get; init; } = [];

    /// <summary>How many consents were tried and refused by the provider: no grant was made.</summary>
    public int Blocked { get; init; }

    /// <summary>
    /// The delivery's id is known with another body. It is kept like a record that could not be read, because it may tell of a consent
    /// that is known by nothing else.
    /// </summary>
    /// <param name="field">The header or field with the id.</param>
    public static WebhookReading Conflict(string field, ConsentDelivery delivery)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        var refusal = new WebhookRefusal(
            WebhookRefusalKind.Conflict,
            field,
            "is known with another body, and nothing of this one was taken: a repetition has the same body, another event its own id");
        var shape = StrictJson.Parse(delivery.Body.Span, out _) is { } root ? RecordShape.Of(root) : "";
        return new WebhookReading([], refusal) { Unreadable = [UnreadableRecord.Of("body", refusal, delivery.Body.Span, shape)] };
    }

    public static WebhookReading Malformed(string field, string problem) => new([], WebhookRefusal.Malformed(field, problem));
}
