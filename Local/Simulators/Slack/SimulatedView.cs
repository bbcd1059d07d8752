using System.Text.Json;

namespace OAuthAttest.Local.Simulators.Slack;

/// <summary>A modal that is open on somebody's screen.</summary>
public sealed class SimulatedView
{
    public required string Id { get; init; }

    public required string UserId { get; init; }

    /// <summary>As the app sent it.</summary>
    public required string Json { get; set; }

    public required string Hash { get; set; }

    public bool IsOpen { get; set; } = true;

    /// <summary>The errors that the app answered for the input, by block; empty without errors.</summary>
    public IReadOnlyDictionary<string, string> Errors { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The first input's block and action id; null in a modal without one.</summary>
    public (string BlockId, string ActionId)? Input()
    {
        using var view = JsonDocument.Parse(Json);
        foreach (var block in view.RootElement.GetProperty("blocks").EnumerateArray())
        {
            if (block.GetProperty("type").GetString() == "input")
                return (block.GetProperty("block_id").GetString()!, block.GetProperty("element").GetProperty("action_id").GetString()!);
        }
        return null;
    }
}
