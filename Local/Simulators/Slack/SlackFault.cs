namespace OAuthAttest.Local.Simulators.Slack;

/// <summary>One way in which a call can go wrong.</summary>
public enum SlackFault
{
    None = 0,

    /// <summary>HTTP 429 with Retry-After.</summary>
    Throttled,

    /// <summary>HTTP 429 without Retry-After.</summary>
    ThrottledWithoutDelay,

    /// <summary>HTTP 500 with a JSON body; nothing was done.</summary>
    ServerError,

    /// <summary>HTTP 502 with a page of HTML; nothing was done.</summary>
    HtmlPage,

    /// <summary>HTTP 200 with a page of HTML, although it was done.</summary>
    HtmlPageAfterAccepting,

    /// <summary>HTTP 200 with an empty body; nothing was done.</summary>
    EmptyBody,

    /// <summary>No answer ever, although it was done.</summary>
    SilentAfterAccepting,

    /// <summary>No answer ever; nothing was done.</summary>
    SilentBeforeAccepting,

    /// <summary>The connection breaks, although it was done.</summary>
    BrokenAfterAccepting,

    /// <summary>The connection breaks; nothing was done.</summary>
    BrokenBeforeAccepting,

    /// <summary>ok:false, internal_error; nothing was done.</summary>
    InternalError,
}
