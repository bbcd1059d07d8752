using System.Text.Json.Serialization;

namespace OAuthAttest.Slack.People;

/// <summary>The progress of a sync; it can be part of a durable payload between two pages.</summary>
/// <param name="StartedAt">Identifies the sync.</param>
/// <param name="Cursor">The next page; null for the first, and at the end.</param>
/// <param name="People">Members seen, bots and deactivated ones included.</param>
/// <param name="Active">Active people seen.</param>
/// <param name="WithEmail">Those of them with an email address.</param>
/// <param name="Gone">People marked as gone, once complete.</param>
/// <param name="IsComplete">The list was read to its end.</param>
public sealed record SlackDirectoryProgress(
    DateTimeOffset StartedAt,
    string? Cursor,
    int People,
    int Active,
    int WithEmail,
    int Gone,
    bool IsComplete
)
{
    /// <summary>The workspace whose list it is; found with the first page.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SlackTeam? Team { get; init; }

    public static SlackDirectoryProgress Begin(DateTimeOffset now) => new(now, null, 0, 0, 0, 0, false);
}

/// <param name="People">The members of the workspace.</param>
/// <param name="WithEmail">Active people with an email address.</param>
/// <param name="Gone">People who left since the previous sync.</param>
public sealed record SlackDirectorySync(int People, int WithEmail, int Gone);
