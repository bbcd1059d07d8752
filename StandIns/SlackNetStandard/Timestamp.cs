using System.Globalization;
using Newtonsoft.Json;

namespace Slack.NetStandard;

/// <summary>A message's <c>ts</c>: seconds, a dot and a counter, always a string on the wire.</summary>
[JsonConverter(typeof(WireForm))]
public class Timestamp
{
    private string raw;

    public static implicit operator Timestamp(string value) => string.IsNullOrWhiteSpace(value) ? null : new Timestamp { raw = value };

    public override string ToString() => raw;

    private sealed class WireForm : JsonConverter<Timestamp>
    {
        public override Timestamp ReadJson(
            JsonReader reader,
            Type objectType,
            Timestamp existingValue,
            bool hasExistingValue,
            JsonSerializer serializer
        ) => Convert.ToString(reader.Value, CultureInfo.InvariantCulture);

        public override void WriteJson(JsonWriter writer, Timestamp value, JsonSerializer serializer) =>
            writer.WriteValue(value.ToString());
    }
}
