namespace OAuthAttest.Escalations.Consents.Webhooks;

/// <summary>What a delivery contained.</summary>
/// <param name="Consents">Empty: it is well formed and contains no consent.</param>
/// <param name="Refusal">What is wrong with it; then the whole delivery is refused.</param>
public sealed record WebhookReading(IReadOnlyList<ConsentEvent> Consents, WebhookRefusal? Refusal = null)
{
    public static WebhookReading None { get; } = new([]);

    public static WebhookReading Malformed(string field, string problem) => new([], WebhookRefusal.Malformed(field, problem));
}

/// <summary>The content of one record of a source's log: a consent, a mistake, or (neither) another kind of event.</summary>
public readonly record struct RecordReading(ConsentEvent? Consent, WebhookRefusal? Refusal)
{
    public static RecordReading NoConsent => default;

    public static RecordReading Of(ConsentEvent consent) => new(consent, null);

    public static RecordReading Malformed(string field, string problem) => new(null, WebhookRefusal.Malformed(field, problem));
}

internal static class RecordReadings
{
    /// <summary>All consents of a delivery, or the first mistake.</summary>
    public static WebhookReading Together(this IEnumerable<RecordReading> readings)
    {
        var consents = new List<ConsentEvent>();
        foreach (var reading in readings)
        {
            if (reading.Refusal is { } refusal)
                return new WebhookReading([], refusal);
            if (reading.Consent is { } consent)
                consents.Add(consent);
        }
        return new WebhookReading(consents);
    }
}
