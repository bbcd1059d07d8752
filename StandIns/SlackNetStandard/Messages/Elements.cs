using System.Runtime.Serialization;
using Newtonsoft.Json;
using Newtonsoft.Json.Converters;

namespace Slack.NetStandard.Messages.Elements;

public interface IMessageElement
{
    [JsonProperty("type", Order = -2)]
    string Type { get; }
}

public enum ButtonStyle
{
    [EnumMember(Value = "primary")]
    Primary = 1,

    [EnumMember(Value = "danger")]
    Danger = 2,
}

public class Button : IMessageElement
{
    public string Type => "button";

    [JsonProperty("text", NullValueHandling = NullValueHandling.Ignore)]
    public PlainText Text { get; set; }

    [JsonProperty("action_id", NullValueHandling = NullValueHandling.Ignore)]
    public string ActionId { get; set; }

    [JsonProperty("value", NullValueHandling = NullValueHandling.Ignore)]
    public string Value { get; set; }

    [JsonProperty("style", NullValueHandling = NullValueHandling.Ignore), JsonConverter(typeof(StringEnumConverter))]
    public ButtonStyle? Style { get; set; }

    [JsonProperty("confirm", NullValueHandling = NullValueHandling.Ignore)]
    public Confirmation Confirm { get; set; }

    [JsonProperty("accessibility_label", NullValueHandling = NullValueHandling.Ignore)]
    public string AccessibilityLabel { get; set; }
}

/// <summary>The "are you sure?" dialog of a button.</summary>
public class Confirmation
{
    [JsonProperty("title")]
    public PlainText Title { get; set; }

    [JsonProperty("text")]
    public TextObject Text { get; set; }

    [JsonProperty("confirm")]
    public PlainText Confirm { get; set; }

    [JsonProperty("deny")]
    public PlainText Deny { get; set; }
}

public class PlainTextInput : IMessageElement
{
    public string Type => "plain_text_input";

    [JsonProperty("action_id", NullValueHandling = NullValueHandling.Ignore)]
    public string ActionId { get; set; }

    [JsonProperty("placeholder", NullValueHandling = NullValueHandling.Ignore)]
    public PlainText Placeholder { get; set; }

    [JsonProperty("initial_value", NullValueHandling = NullValueHandling.Ignore)]
    public string InitialValue { get; set; }

    [JsonProperty("multiline", NullValueHandling = NullValueHandling.Ignore)]
    public bool? Multiline { get; set; }

    [JsonProperty("min_length", NullValueHandling = NullValueHandling.Ignore)]
    public int? MinLength { get; set; }

    [JsonProperty("max_length", NullValueHandling = NullValueHandling.Ignore)]
    public int? MaxLength { get; set; }
}
