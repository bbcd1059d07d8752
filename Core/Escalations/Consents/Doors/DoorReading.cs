namespace OAuthAttest.Escalations.Consents.Doors;

/// <summary>What a delivery told.</summary>
/// <param name="Consents">Empty: it is well formed and tells of no consent.</param>
/// <param name="Refusal">What is wrong with it; then nothing of it counts.</param>
public sealed record DoorReading(IReadOnlyList<ConsentEvent> Consents, DoorRefusal? Refusal = null)
{
    public static DoorReading None { get; } = new([]);

    public static DoorReading Malformed(string field, string problem) => new([], DoorRefusal.Malformed(field, problem));
}

/// <summary>What one record of a source's log told: a consent, a mistake, or (neither) something else that happened.</summary>
public readonly record struct RecordReading(ConsentEvent? Consent, DoorRefusal? Refusal)
{
    public static RecordReading NoConsent => default;

    public static RecordReading Of(ConsentEvent consent) => new(consent, null);

    public static RecordReading Malformed(string field, string problem) => new(null, DoorRefusal.Malformed(field, problem));
}

internal static class RecordReadings
{
    /// <summary>All consents of a delivery, or the first mistake.</summary>
    public static DoorReading Together(this IEnumerable<RecordReading> readings)
    {
        var consents = new List<ConsentEvent>();
        foreach (var reading in readings)
        {
            if (reading.Refusal is { } refusal)
                return new DoorReading([], refusal);
            if (reading.Consent is { } consent)
                consents.Add(consent);
        }
        return new DoorReading(consents);
    }
}
