namespace OAuthAttest.Escalations.Consents.Webhooks;

/// <summary>What a delivery told.</summary>
/// <param name="Consents">Empty: it is well formed and tells of no consent.</param>
/// <param name="Refusal">What is wrong with it; then nothing of it counts.</param>
public sealed record WebhookReading(IReadOnlyList<ConsentEvent> Consents, WebhookRefusal? Refusal = null)
{
    public static WebhookReading None { get; } = new([]);

    public static WebhookReading Malformed(string field, string problem) => new([], WebhookRefusal.Malformed(field, problem));
}

/// <summary>What one record of a source's log told: a consent, a mistake, or (neither) something else that happened.</summary>
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
