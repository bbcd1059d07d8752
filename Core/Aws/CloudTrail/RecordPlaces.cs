using System.Text.Json;

namespace OAuthAttest.Aws.CloudTrail;

/// <summary>A part of a buffer.</summary>
internal readonly record struct Place(int Start, int Length)
{
    public ReadOnlySpan<byte> Of(byte[] buffer) => buffer.AsSpan(Start, Length);
}

/// <summary>The fields of a record that are looked at before it is read.</summary>
[Flags]
internal enum RecordFields
{
    None = 0,
    Name = 1,
    Source = 2,
    Time = 4,
    Id = 8,
    Region = 16,
    Account = 32,

    /// <summary>What a record must have to be counted without being read.</summary>
    Needed = Name | Source | Time | Id | Account,
}

/// <summary>Where a record and its fields stand in the buffer.</summary>
internal struct RecordPlaces
{
    private RecordFields seen;
    private bool isOdd;

    public Place Whole { get; set; }

    public Place Name { get; private set; }

    public Place Time { get; private set; }

    public Place Region { get; private set; }

    public Place Account { get; private set; }

    /// <summary>
    /// It has what every record has, each once and as a text without escapes. What is not so must be read to be known: a name that is
    /// written in another way would pass by unseen.
    /// </summary>
    public readonly bool IsPlain => !isOdd && (seen & RecordFields.Needed) == RecordFields.Needed;

    /// <summary>A member whose name is not compared.</summary>
    public void SetOdd() => isOdd = true;

    /// <param name="place">Without the quotes; empty: it is no text.</param>
    public void Set(RecordFields field, Place place, bool isEscaped)
    {
        isOdd |= isEscaped || place.Length == 0 || (seen & field) != RecordFields.None;
        seen |= field;
        switch (field)
        {
            case RecordFields.Name:
                Name = place;
                break;
            case RecordFields.Time:
                Time = place;
                break;
            case RecordFields.Region:
                Region = place;
                break;
            case RecordFields.Account:
                Account = place;
                break;
            default:
                break;
        }
    }

    /// <summary>By the name's length first: most names are none of these.</summary>
    public static RecordFields FieldOf(ref Utf8JsonReader reader) => reader.ValueSpan.Length switch
    {
        7 when reader.ValueTextEquals("eventID"u8) => RecordFields.Id,
        9 when reader.ValueTextEquals("eventName"u8) => RecordFields.Name,
        9 when reader.ValueTextEquals("eventTime"u8) => RecordFields.Time,
        9 when reader.ValueTextEquals("awsRegion"u8) => RecordFields.Region,
        11 when reader.ValueTextEquals("eventSource"u8) => RecordFields.Source,
        18 when reader.ValueTextEquals("recipientAccountId"u8) => RecordFields.Account,
        _ => RecordFields.None,
    };
}
