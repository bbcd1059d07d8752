namespace OAuthAttest.Slack;

/// <summary>The response of a Web API method.</summary>
/// <param name="Error">Slack's error name; null: the call succeeded.</param>
internal record SlackAnswer(string? Error)
{
    public bool IsOk => Error is null;

    /// <summary>The scope that the token lacks.</summary>
    public string? NeededScope { get; init; }

    /// <summary>Slack's details about a message that was refused.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];
}

/// <param name="Error">Slack's error name; null: the call succeeded.</param>
/// <param name="Value">The requested value; null when the response does not have it.</param>
internal sealed record SlackAnswer<T>(string? Error, T? Value) : SlackAnswer(Error)
    where T : class;

/// <summary>The conversation and timestamp of a message.</summary>
internal sealed record SlackPlace(string? Channel, string? Timestamp);

/// <summary>Messages of a conversation or a thread, newest first in a conversation.</summary>
/// <param name="NextCursor">Null on the last page.</param>
internal sealed record SlackHistoryPage(IReadOnlyList<SlackHistoryMessage> Messages, string? NextCursor);

/// <param name="Key">The key of one of our own messages; null when it has none.</param>
internal sealed record SlackHistoryMessage(string? Timestamp, string? Key);
