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
    public (string BlockId, string ActionId)? Input() => Inputs() is [var first, ..] ? (first.BlockId, first.ActionId) : null;

    /// <summary>All inputs, from top to bottom.</summary>
    public IReadOnlyList<SimulatedInput> Inputs()
    {
        using var view = JsonDocument.Parse(Json);
        return
        [
            .. from block in view.RootElement.GetProperty("blocks").EnumerateArray()
               where block.GetProperty("type").GetString() == "input"
               let element = block.GetProperty("element")
               select new SimulatedInput(
                   block.GetProperty("block_id").GetString()!,
                   element.GetProperty("action_id").GetString()!,
                   element.TryGetProperty("initial_value", out var given) ? given.GetString() : null),
        ];
    }
}

/// <summary>An input of a modal.</summary>
/// <param name="Given">What stands in it when the modal opens; null: nothing.</param>
public sealed record SimulatedInput(string BlockId, string ActionId, string? Given);
