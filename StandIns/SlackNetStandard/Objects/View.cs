using Newtonsoft.Json;
using Slack.NetStandard.Messages.Blocks;

namespace Slack.NetStandard.Objects;

/// <summary>A modal; only the fields that the app writes.</summary>
public class View
{
    [JsonProperty("type")]
    public string Type { get; set; }

    [JsonProperty("title", NullValueHandling = NullValueHandling.Ignore)]
    public PlainText Title { get; set; }

    [JsonProperty("close", NullValueHandling = NullValueHandling.Ignore)]
    public PlainText Close { get; set; }

    [JsonProperty("submit", NullValueHandling = NullValueHandling.Ignore)]
    public PlainText Submit { get; set; }

    [JsonProperty("blocks", NullValueHandling = NullValueHandling.Ignore)]
    public List<IMessageBlock> Blocks { get; set; } = [];

    [JsonProperty("callback_id", NullValueHandling = NullValueHandling.Ignore)]
    public string CallbackId { get; set; }

    [JsonProperty("private_metadata", NullValueHandling = NullValueHandling.Ignore)]
    public string PrivateMetadata { get; set; }
}
