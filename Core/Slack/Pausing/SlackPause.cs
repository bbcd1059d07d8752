namespace OAuthAttest.Slack.Pausing;

/// <summary>Why nothing is sent.</summary>
public enum SlackPauseKind
{
    /// <summary>Slack gives no clear answer.</summary>
    NoAnswer = 1,

    /// <summary>Slack refuses the app, whoever the message is for.</summary>
    Refused = 2,
}

/// <summary>
/// Sending is paused, for everybody: until it has ended, one sender at a time tries, when its time has come, and the others wait.
/// </summary>
public sealed class SlackPause
{
    /// <summary>What is paused: see <see cref="SlackPauses"/>.</summary>
    public required string Scope { get; init; }

    public SlackPauseKind Kind { get; set; }

    /// <summary>Slack's error name, or how the call failed.</summary>
    public required string Error { get; set; }

    /// <summary>The Web API method that failed last.</summary>
    public required string Method { get; set; }

    /// <summary>Since when nothing is sent.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>When the newest attempt failed.</summary>
    public DateTimeOffset FailedAt { get; set; }

    /// <summary>When one sender tries next.</summary>
    public DateTimeOffset NextTryAt { get; set; }

    /// <summary>Attempts that failed.</summary>
    public int Tries { get; set; }

    /// <summary>When Slack answered again; null while nothing is sent.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>When the leads of open campaigns were told of an outage that was long.</summary>
    public DateTimeOffset? ToldAt { get; set; }
}
