using System.Text.Json;

namespace OAuthAttest.Local.Simulators.Slack;

/// <summary>A message as the workspace shows it now.</summary>
public sealed class SimulatedMessage
{
    public required string Channel { get; init; }

    /// <summary>The person of a direct message; null in a channel.</summary>
    public string? UserId { get; init; }

    public required string Timestamp { get; init; }

    /// <summary>The thread's first message; null outside threads.</summary>
    public string? Thread { get; init; }

    public required DateTimeOffset PostedAt { get; init; }

    public required string Text { get; set; }

    /// <summary>The blocks as JSON; an empty list when there are none.</summary>
    public required string Blocks { get; set; }

    public string? Metadata { get; set; }

    /// <summary>The key that the app put into the metadata.</summary>
    public string? Key { get; set; }

    /// <summary>How often the message was updated after it was posted.</summary>
    public int Repaints { get; set; }

    public DateTimeOffset? RepaintedAt { get; set; }

    /// <summary>Ephemeral messages of text alone, which only the person who clicked saw, oldest first.</summary>
    public IList<string> Ephemerals { get; } = [];

    /// <summary>Those with blocks: their buttons can be pressed.</summary>
    public IList<SimulatedMessage> EphemeralMessages { get; } = [];

    public bool IsEphemeral { get; init; }

    /// <summary>Its buttons, from top to bottom.</summary>
    public IReadOnlyList<SimulatedButton> Buttons()
    {
        using var blocks = JsonDocument.Parse(Blocks);
        return
        [
            .. from block in blocks.RootElement.EnumerateArray()
               where block.GetProperty("type").GetString() == "actions"
               from element in block.GetProperty("elements").EnumerateArray()
               select new SimulatedButton(
                   this,
                   block.TryGetProperty("block_id", out var id) ? id.GetString()! : "",
                   element.GetProperty("action_id").GetString()!,
                   element.TryGetProperty("value", out var value) ? value.GetString()! : "",
                   element.GetProperty("text").GetProperty("text").GetString()!),
        ];
    }

    /// <summary>All text that people can read, one per line.</summary>
    public string ReadAloud()
    {
        using var blocks = JsonDocument.Parse(Blocks);
        return string.Join('\n', Texts(blocks.RootElement));
    }

    private static IEnumerable<string> Texts(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Array => element.EnumerateArray().SelectMany(Texts),
            JsonValueKind.Object when element.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String =>
            [
                text.GetString()!,
            ],
            JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Texts(property.Value)),
            _ => [],
        };
}

/// <summary>A button somebody can press.</summary>
public sealed record SimulatedButton(SimulatedMessage Message, string BlockId, string ActionId, string Value, string Label);
