using Newtonsoft.Json;
using Slack.NetStandard.Messages.Blocks;

namespace Slack.NetStandard.Objects;

/// <summary>A modal.</summary>
public class View
{
    public View()
    {
    }

    public View(string type) => Type = type;

    [JsonProperty("id", NullValueHandling = NullValueHandling.Ignore)]
    public string ID { get; set; }

    [JsonProperty("type")]
    public string Type { get; set; }

    [JsonProperty("title", NullValueHandling = NullValueHandling.Ignore)]
    public PlainText Title { get; set; }

    [JsonProperty("close", NullValueHandling = NullValueHandling.Ignore)]
    public PlainText Close { get; set; }

    [JsonProperty("submit", NullValueHandling = NullValueHandling.Ignore)]
    public PlainText Submit { get; set; }

    /// <remarks>Written only: an answer's blocks are not read back.</remarks>
    [JsonProperty("blocks", NullValueHandling = NullValueHandling.Ignore), JsonConverter(typeof(WriteOnly))]
    public List<IMessageBlock> Blocks { get; set; } = [];

    [JsonProperty("callback_id", NullValueHandling = NullValueHandling.Ignore)]
    public string CallbackId { get; set; }

    [JsonProperty("private_metadata", NullValueHandling = NullValueHandling.Ignore)]
    public string PrivateMetadata { get; set; }

    [JsonProperty("hash", NullValueHandling = NullValueHandling.Ignore)]
    public string Hash { get; set; }

    public bool ShouldSerializeBlocks() => Blocks.Count > 0;

    private sealed class WriteOnly : JsonConverter
    {
        public override bool CanWrite => false;

        public override bool CanConvert(Type objectType) => true;

        public override object ReadJson(JsonReader reader, Type objectType, object existingValue, JsonSerializer serializer)
        {
            reader.Skip();
            return new List<IMessageBlock>();
        }

        public override void WriteJson(JsonWriter writer, object value, JsonSerializer serializer) =>
            throw new NotSupportedException();
    }
}
