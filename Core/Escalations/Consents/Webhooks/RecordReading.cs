using System.Text;
using System.Text.Json;

namespace OAuthAttest.Escalations.Consents.Webhooks;

/// <summary>The content of one record of a source's log: a consent, a mistake, or (neither) another kind of event.</summary>
public readonly record struct RecordReading(ConsentEvent? Consent, WebhookRefusal? Refusal)
{
    /// <summary>The provider refused the consent: it was tried, and no grant was made.</summary>
    public bool IsBlocked { get; private init; }

    /// <summary>A record that could not be read, for the list of those.</summary>
    public UnreadableRecord? Unreadable { get; private init; }

    public static RecordReading NoConsent => default;

    public static RecordReading Blocked => new() { IsBlocked = true };

    public static RecordReading Of(ConsentEvent consent) => new(consent, null);

    public static RecordReading Malformed(string field, string problem) => new(null, WebhookRefusal.Malformed(field, problem));

    /// <summary>Adds where the record is in the body, and what it looks like, if it could not be read.</summary>
    public RecordReading From(JsonElement record, string position) =>
        Refusal is null || Unreadable is not null ? this : this with
        {
            Unreadable = UnreadableRecord.Of(position, Refusal, Encoding.UTF8.GetBytes(record.GetRawText()), RecordShape.Of(record)),
        };

    /// <summary>The same for what is not JSON.</summary>
    public RecordReading From(ReadOnlySpan<byte> text, string position) =>
        Refusal is null || Unreadable is not null ? this : this with
        {
            Unreadable = UnreadableRecord.Of(position, Refusal, text, RecordShape.OfText(text.Length)),
        };
}

internal static class RecordReadings
{
    /// <summary>
    /// All that could be read of a delivery, each record for itself. If nothing could, the delivery is refused: there its sender can help.
    /// </summary>
    public static WebhookReading Together(this IEnumerable<RecordReading> readings)
    {
        var consents = new List<ConsentEvent>();
        var unreadable = new List<UnreadableRecord>();
        WebhookRefusal? first = null;
        var (understood, blocked) = (0, 0);
        foreach (var reading in readings)
        {
            if (reading.Refusal is { } refusal)
            {
                first ??= refusal;
                unreadable.Add(reading.Unreadable ?? UnreadableRecord.Of(refusal));
                continue;
            }
            understood++;
            blocked += reading.IsBlocked ? 1 : 0;
            if (reading.Consent is { } consent)
                consents.Add(consent);
        }
        return new WebhookReading(consents, understood == 0 ? first : null) { Unreadable = unreadable, Blocked = blocked };
    }
}
