using Newtonsoft.Json;
using Slack.NetStandard.Messages.Elements;

namespace Slack.NetStandard.Messages.Blocks;

public interface IMessageBlock
{
    [JsonProperty("type", Order = -2)]
    string Type { get; }

    [JsonProperty("block_id", NullValueHandling = NullValueHandling.Ignore)]
    string BlockId { get; set; }
}

/// <summary>What a context block may hold; text objects do.</summary>
public interface IContextElement
{
}

public class Section : IMessageBlock
{
    public string Type => "section";

    [JsonProperty("text", NullValueHandling = NullValueHandling.Ignore)]
    public TextObject Text { get; set; }

    public string BlockId { get; set; }
}

public class Header : IMessageBlock
{
    public string Type => "header";

    [JsonProperty("text", NullValueHandling = NullValueHandling.Ignore)]
    public PlainText Text { get; set; }

    public string BlockId { get; set; }
}

public class Context : IMessageBlock
{
    public string Type => "context";

    [JsonProperty("elements", NullValueHandling = NullValueHandling.Ignore)]
    public IList<IContextElement> Elements { get; set; } = [];

    public string BlockId { get; set; }
}

public class Actions : IMessageBlock
{
    public string Type => "actions";

    public string BlockId { get; set; }

    [JsonProperty("elements", NullValueHandling = NullValueHandling.Ignore)]
    public IList<IMessageElement> Elements { get; set; } = [];
}

public class Divider : IMessageBlock
{
    public string Type => "divider";

    public string BlockId { get; set; }
}

public class Input : IMessageBlock
{
    public string Type => "input";

    public string BlockId { get; set; }

    [JsonProperty("label", NullValueHandling = NullValueHandling.Ignore)]
    public PlainText Label { get; set; }

    [JsonProperty("element", NullValueHandling = NullValueHandling.Ignore)]
    public IMessageElement Element { get; set; }

    [JsonProperty("hint", NullValueHandling = NullValueHandling.Ignore)]
    public PlainText Hint { get; set; }
}
