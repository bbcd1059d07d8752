using System.Runtime.Serialization;
using Newtonsoft.Json;
using Newtonsoft.Json.Converters;
using Slack.NetStandard.Messages.Blocks;

namespace Slack.NetStandard;

public enum TextType
{
    [EnumMember(Value = "plain_text")]
    PlainText,

    [EnumMember(Value = "mrkdwn")]
    Markdown,
}

/// <summary>Slack's text composition object: <c>{"type":"plain_text"|"mrkdwn","text":"…"}</c>.</summary>
public abstract class TextObject : IContextElement
{
    [JsonProperty("type", Order = -2), JsonConverter(typeof(StringEnumConverter))]
    public abstract TextType Type { get; }

    [JsonProperty("text")]
    public string Text { get; set; }
}

public class PlainText : TextObject
{
    public override TextType Type => TextType.PlainText;

    [JsonProperty("emoji", NullValueHandling = NullValueHandling.Ignore)]
    public bool? Emoji { get; set; }
}

public class MarkdownText : TextObject
{
    public override TextType Type => TextType.Markdown;

    [JsonProperty("verbatim", NullValueHandling = NullValueHandling.Ignore)]
    public bool? Verbatim { get; set; }
}
