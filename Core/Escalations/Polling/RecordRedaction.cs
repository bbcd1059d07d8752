using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OAuthAttest.Json;

namespace OAuthAttest.Escalations.Polling;

/// <summary>
/// What is kept of a record that could not be read: its shape, and the ids and times by which it is found again at the provider. Every
/// other text may name a person or an app, or hold a secret, and is replaced by its length.
/// </summary>
internal static class RecordRedaction
{
    private const int MostValues = 200;
    private const int LongestName = 60;
    private const int LongestValue = 100;
    private static readonly string[] Times = ["activityDateTime", "published", "time", "TimeGenerated"];
    private static readonly string[] Kept =
    [
        .. Times, "id", "uuid", "uniqueQualifier", "applicationName", "correlationId", "eventType", "operationType", "category", "kind",
    ];

    /// <summary>The record's digest: the same for the same facts, in whatever order the provider writes their names.</summary>
    public static string Digest(JsonElement record)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer))
            WriteSorted(writer, record);
        return Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan));
    }

    public static string Redact(JsonElement record)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            var room = MostValues;
            Write(writer, "", record, ref room);
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The record's own time, at its top or in its identity; null where none can be read.</summary>
    public static DateTimeOffset? Time(JsonElement record)
    {
        foreach (var owner in new[] { record, record.Field("id"), record.Field("properties") })
        {
            foreach (var name in Times)
            {
                if (owner is { } holder && holder.Instant(name) is { } at)
                    return at;
            }
        }
        return null;
    }

    private static void WriteSorted(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in value.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(property.Name);
                    WriteSorted(writer, property.Value);
                }
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                    WriteSorted(writer, item);
                writer.WriteEndArray();
                break;
            case JsonValueKind.Undefined:
                writer.WriteNullValue();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static void Write(Utf8JsonWriter writer, string name, JsonElement value, ref int room)
    {
        room--;
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in value.EnumerateObject())
                {
                    if (room <= 0)
                        break;
                    writer.WritePropertyName(Name(property.Name));
                    Write(writer, property.Name, property.Value, ref room);
                }
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    if (room <= 0)
                        break;
                    Write(writer, name, item, ref room);
                }
                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(Value(name, value.GetString()!));
                break;
            case JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null:
                value.WriteTo(writer);
                break;
            case JsonValueKind.Number:
                writer.WriteStringValue("(number)");
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    private static string Name(string name) =>
        name.Length is > 0 and <= LongestName && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-' or '$')
            ? name
            : Length("name", name);

    private static string Value(string name, string text) => Kept.Contains(name, StringComparer.OrdinalIgnoreCase) && IsId(text)
        ? text
        : Length("text", text);

    // An address is no id, whatever the field's name.
    private static bool IsId(string text) => text.Length is > 0 and <= LongestValue
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':' or '+' or '#');

    private static string Length(string what, string text) =>
        string.Create(CultureInfo.InvariantCulture, $"({what} of {text.Length} characters)");
}
