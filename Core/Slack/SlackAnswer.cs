namespace OAuthAttest.Slack;

/// <summary>What a method of the Web API answered.</summary>
/// <param name="Error">Slack's error name; null: it was done.</param>
internal record SlackAnswer(string? Error)
{
    public bool IsOk => Error is null;

    /// <summary>The scope that the token lacks.</summary>
    public string? NeededScope { get; init; }

    /// <summary>What exactly is wrong with a message that was refused.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];
}

/// <param name="Error">Slack's error name; null: it was done.</param>
/// <param name="Value">What was asked for; null where the answer does not have it.</param>
internal sealed record SlackAnswer<T>(string? Error, T? Value) : SlackAnswer(Error)
    where T : class;

/// <summary>Where a message stands.</summary>
internal sealed record SlackPlace(string? Channel, string? Timestamp);

/// <summary>Messages of a conversation or a thread, newest first in a conversation.</summary>
/// <param name="NextCursor">Null on the last page.</param>
internal sealed record SlackHistoryPage(IReadOnlyList<SlackHistoryMessage> Messages, string? NextCursor);

/// <param name="Key">The key of one of our own messages; null where it has none.</param>
internal sealed record SlackHistoryMessage(string? Timestamp, string? Key);
