using Newtonsoft.Json;

namespace Slack.NetStandard.Messages;

/// <summary>A message as <c>conversations.history</c> returns it; only the fields that the app reads.</summary>
public class Message
{
    [JsonProperty("ts", NullValueHandling = NullValueHandling.Ignore)]
    public Timestamp Timestamp { get; set; }

    [JsonProperty("metadata", NullValueHandling = NullValueHandling.Ignore)]
    public MessageMetadata Metadata { get; set; }
}

public class MessageMetadata
{
    [JsonProperty("event_type")]
    public string EventType { get; set; }

    [JsonProperty("event_payload", NullValueHandling = NullValueHandling.Ignore)]
    public object EventPayload { get; set; }
}
