using OAuthAttest.Outside;

namespace OAuthAttest.Slack;

/// <summary>Slack could not execute a call. The derived classes say whether the caller may repeat it.</summary>
public abstract class SlackException(string method, string message, Exception? inner = null)
    : Exception($"Slack {method}: {message}", inner)
{
    /// <summary>The Web API method, such as <c>chat.postMessage</c>.</summary>
    public string Method { get; } = method;
}

/// <summary>HTTP 429: nothing was done; try again after <see cref="RetryAfter"/>.</summary>
public sealed class SlackThrottledException(string method, TimeSpan retryAfter)
    : SlackException(method, $"throttled for {retryAfter.TotalSeconds:0} s"), IPassingFault
{
    public TimeSpan RetryAfter { get; } = retryAfter;

    TimeSpan? IPassingFault.RetryAfter => RetryAfter;
}

/// <summary>Nothing was sent: all sending is paused, because Slack is out or refuses the app.</summary>
public sealed class SlackPausedException(string method, TimeSpan retryAfter)
    : SlackException(method, $"paused for {retryAfter.TotalSeconds:0} s"), IPassingFault
{
    public TimeSpan RetryAfter { get; } = retryAfter;

    TimeSpan? IPassingFault.RetryAfter => RetryAfter;
}

/// <summary>Certainly nothing was done: the request was never sent, or it only read.</summary>
public sealed class SlackUnavailableException(string method, string message, Exception? inner = null)
    : SlackException(method, message, inner), IPassingFault
{
    /// <summary>How long Slack asked to wait; null: it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>The request was sent and no clear answer came back: it may have been done. Search the history before repeating it.</summary>
public sealed class SlackUncertainException(string method, string message, Exception? inner = null)
    : SlackException(method, message, inner)
{
    /// <summary>How long Slack asked to wait; null: it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>The token or a scope is wrong: every call will fail until somebody corrects the configuration.</summary>
public sealed class SlackConfigurationException : SlackException
{
    public SlackConfigurationException(string method, string error, string? needed = null)
        : this(method, error, new Advice(needed is null ? $"refused with {error}" : $"refused with {error}, needs scope {needed}"))
    {
    }

    private SlackConfigurationException(string method, string error, Advice advice)
        : base(method, advice.Text) => Error = error;

    /// <summary>Not Slack's refusal, but what its answer and our settings make impossible together.</summary>
    /// <param name="advice">One sentence that says what to correct.</param>
    public static SlackConfigurationException Contradiction(string method, string error, string advice) =>
        new(method, error, new Advice(advice));

    /// <summary>Slack's error name, such as <c>invalid_auth</c> or <c>missing_scope</c>.</summary>
    public string Error { get; }

    private readonly record struct Advice(string Text);
}

/// <summary>Slack refused a call that was not expected to be refused, such as users.list.</summary>
public sealed class SlackRefusedException(string method, string error)
    : SlackException(method, $"refused with {error}")
{
    /// <summary>Slack's error name.</summary>
    public string Error { get; } = error;
}
