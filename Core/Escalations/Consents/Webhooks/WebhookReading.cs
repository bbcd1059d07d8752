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

    public static WebhookReading Malformed(string field, string problem) => new([], WebhookRefusal.Malformed(field, problem));
}
