namespace OAuthAttest.Slack.Blocks;

/// <summary>A window over the conversation.</summary>
/// <remarks>https://docs.slack.dev/reference/views/modal-views</remarks>
public sealed record SlackModal(string Title, IReadOnlyList<SlackBlock> Blocks)
{
    /// <summary>The label of the button that closes it; null: Slack's default.</summary>
    public string? Close { get; init; }

    /// <summary>The label of the submit button; null when there is no input.</summary>
    public string? Submit { get; init; }

    /// <summary>Returned in the interaction request, to distinguish modals.</summary>
    public string? CallbackId { get; init; }

    /// <summary>Returned unchanged in the interaction request; not shown to people.</summary>
    public string? PrivateMetadata { get; init; }
}
