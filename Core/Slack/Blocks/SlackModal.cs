namespace OAuthAttest.Slack.Blocks;

/// <summary>A window over the conversation.</summary>
/// <remarks>https://docs.slack.dev/reference/views/modal-views</remarks>
public sealed record SlackModal(string Title, IReadOnlyList<SlackBlock> Blocks)
{
    /// <summary>The button that closes it; null: Slack's own word.</summary>
    public string? Close { get; init; }

    /// <summary>The button that sends what was written; null where nothing is.</summary>
    public string? Submit { get; init; }

    /// <summary>Comes back, to tell modals apart.</summary>
    public string? CallbackId { get; init; }

    /// <summary>Comes back as it is; people do not see it.</summary>
    public string? PrivateMetadata { get; init; }
}
