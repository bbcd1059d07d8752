namespace OAuthAttest.Local.Simulators.Slack;

/// <summary>One way in which a call can fail.</summary>
public enum SlackFault
{
    None = 0,

    /// <summary>HTTP 429 with Retry-After.</summary>
    Throttled,

    /// <summary>HTTP 429 without Retry-After.</summary>
    ThrottledWithoutDelay,

    /// <summary>HTTP 500 with a JSON body; the call was not processed.</summary>
    ServerError,

    /// <summary>HTTP 503 with Retry-After; the call was not processed.</summary>
    UnavailableWithDelay,

    /// <summary>HTTP 502 with an HTML page; the call was not processed.</summary>
    HtmlPage,

    /// <summary>HTTP 200 with an HTML page, although the call was processed.</summary>
    HtmlPageAfterAccepting,

    /// <summary>HTTP 200 with an empty body; the call was not processed.</summary>
    EmptyBody,

    /// <summary>No response, although the call was processed.</summary>
    SilentAfterAccepting,

    /// <summary>No response; the call was not processed.</summary>
    SilentBeforeAccepting,

    /// <summary>The connection breaks, although the call was processed.</summary>
    BrokenAfterAccepting,

    /// <summary>The connection breaks; the call was not processed.</summary>
    BrokenBeforeAccepting,

    /// <summary>ok:false, internal_error; the call was not processed.</summary>
    InternalError,
}
