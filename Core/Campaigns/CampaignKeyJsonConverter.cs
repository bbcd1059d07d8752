using System.Text.Json;
using System.Text.Json.Serialization;

namespace OAuthAttest.Campaigns;

/// <summary>Serializes a key as plain text, so that it can be part of a durable payload.</summary>
public sealed class CampaignKeyJsonConverter : JsonConverter<CampaignKey>
{
    public override CampaignKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        CampaignKey.TryParse(reader.GetString(), out var key) ? key : throw new JsonException("The text is no campaign key.");

    public override void Write(Utf8JsonWriter writer, CampaignKey value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
