using System.Text.Json;
using System.Text.Json.Serialization;
using OAuthAttest.Text;

namespace OAuthAttest.Grants.Import.Json;

/// <summary>Times in the forms that the usual tools write, Windows PowerShell's <c>/Date(…)/</c> among them.</summary>
internal sealed class InstantConverter : JsonConverter<DateTimeOffset?>
{
    private const int LongestTime = 128;
    private const string Expected = "is no time; expected ISO 8601, such as 2026-10-01T08:30:00Z";

    public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String when !reader.HasValueSequence && reader.ValueSpan.Length <= LongestTime:
                Span<char> time = stackalloc char[LongestTime];
                return Parse(time[..reader.CopyString(time)]);
            case JsonTokenType.Number when reader.TryGetDecimal(out var number) && InstantText.TryEpoch(number, out var instant):
                return instant;
            default:
                throw new FieldProblemException(Expected);
        }
    }

    private static DateTimeOffset? Parse(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return null;
        return InstantText.TryParse(text, out var instant)
            ? instant
            : throw new FieldProblemException(CutByPowerShell.Is(text) ? $"is no time: {CutByPowerShell.Advice}" : Expected);
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Exports are read, never written.");
}
