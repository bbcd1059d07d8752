using System.Globalization;
using Newtonsoft.Json;

namespace Slack.NetStandard;

/// <summary>A message's <c>ts</c>: seconds, a dot and a counter, always a string on the wire.</summary>
[JsonConverter(typeof(WireForm))]
public class Timestamp
{
    public long EpochSeconds { get; set; }

    public string Identifier { get; set; }

    public string RawValue { get; set; }

    public static implicit operator string(Timestamp value) => value.ToString();

    public static implicit operator Timestamp(string value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return null;
        }

        int dot = value.IndexOf('.', StringComparison.Ordinal);
        string seconds = dot < 0 ? value : value[..dot];
        bool known = long.TryParse(seconds, NumberStyles.Integer, CultureInfo.InvariantCulture, out long epoch);
        return new Timestamp
        {
            RawValue = value,
            EpochSeconds = epoch,
            Identifier = known && dot >= 0 ? value[(dot + 1)..] : null,
        };
    }

    public override string ToString()
    {
        if (!string.IsNullOrWhiteSpace(RawValue))
        {
            return RawValue;
        }

        string seconds = EpochSeconds.ToString(CultureInfo.InvariantCulture);
        return string.IsNullOrWhiteSpace(Identifier) ? seconds : seconds + "." + Identifier;
    }

    private sealed class WireForm : JsonConverter<Timestamp>
    {
        public override Timestamp ReadJson(JsonReader reader, Type objectType, Timestamp existingValue, bool hasExistingValue, JsonSerializer serializer) =>
            Convert.ToString(reader.Value, CultureInfo.InvariantCulture);

        public override void WriteJson(JsonWriter writer, Timestamp value, JsonSerializer serializer) =>
            writer.WriteValue(value.ToString());
    }
}
