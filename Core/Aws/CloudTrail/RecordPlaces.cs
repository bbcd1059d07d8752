using System.Text.Json;

namespace OAuthAttest.Aws.CloudTrail;

/// <summary>A part of a buffer.</summary>
internal readonly record struct Place(int Start, int Length)
{
    public ReadOnlySpan<byte> Of(byte[] buffer) => buffer.AsSpan(Start, Length);
}

/// <summary>The fields of a record that are looked at before it is read.</summary>
internal enum RecordField
{
    None,
    Name,
    Source,
    Time,
    Id,
    Region,
    Account,
    LookedUp,
}

/// <summary>Where a record and its fields stand in the buffer.</summary>
internal struct RecordPlaces
{
    public Place Whole { get; set; }

    public Place Name { get; private set; }

    public Place Time { get; private set; }

    public Place Region { get; private set; }

    public Place Account { get; private set; }

    public Place LookedUp { get; private set; }

    public bool IsNameEscaped { get; private set; }

    public readonly bool IsWhole => Name.Length > 0 && Time.Length > 0 && hasSource && hasId;

    private bool hasSource;
    private bool hasId;

    /// <summary>The last one counts where a name stands twice, as it does for whoever reads the record.</summary>
    public void Set(RecordField field, Place place, bool isEscaped)
    {
        switch (field)
        {
            case RecordField.Name:
                (Name, IsNameEscaped) = (place, isEscaped);
                break;
            case RecordField.Source:
                hasSource = place.Length > 0;
                break;
            case RecordField.Time:
                Time = place;
                break;
            case RecordField.Id:
                hasId = place.Length > 0;
                break;
            case RecordField.Region:
                Region = place;
                break;
            case RecordField.Account:
                Account = place;
                break;
            case RecordField.LookedUp:
                LookedUp = place;
                break;
            default:
                break;
        }
    }
}

internal static class RecordFields
{
    /// <summary>By the name's length first: most names are none of these.</summary>
    public static RecordField Of(ref Utf8JsonReader reader) => reader.ValueSpan.Length switch
    {
        7 when reader.ValueTextEquals("eventID"u8) => RecordField.Id,
        9 when reader.ValueTextEquals("eventName"u8) => RecordField.Name,
        9 when reader.ValueTextEquals("eventTime"u8) => RecordField.Time,
        9 when reader.ValueTextEquals("awsRegion"u8) => RecordField.Region,
        11 when reader.ValueTextEquals("eventSource"u8) => RecordField.Source,
        15 when reader.ValueTextEquals("CloudTrailEvent"u8) => RecordField.LookedUp,
        18 when reader.ValueTextEquals("recipientAccountId"u8) => RecordField.Account,
        _ => RecordField.None,
    };
}
