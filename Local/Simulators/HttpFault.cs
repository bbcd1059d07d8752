namespace OAuthAttest.Local.Simulators;

/// <summary>One way in which a call of a plain HTTP service can go wrong. A refused connection is the server's: <see cref="LoopbackServer.RefuseAsync"/>.</summary>
public enum HttpFault
{
    None = 0,

    /// <summary>HTTP 429 with Retry-After.</summary>
    Throttled,

    /// <summary>HTTP 429 that tells the wait in the service's own header.</summary>
    ThrottledByReset,

    /// <summary>HTTP 429 without any delay.</summary>
    ThrottledWithoutDelay,

    /// <summary>HTTP 500 with a JSON body; nothing was done.</summary>
    ServerError,

    /// <summary>HTTP 502 with a page of HTML; nothing was done.</summary>
    HtmlPage,

    /// <summary>HTTP 200 with a page of HTML, although it was done.</summary>
    HtmlPageAfterAccepting,

    /// <summary>HTTP 500, although it was done.</summary>
    ServerErrorAfterAccepting,

    /// <summary>No answer ever; nothing was done.</summary>
    SilentBeforeAccepting,

    /// <summary>No answer ever, although it was done.</summary>
    SilentAfterAccepting,

    /// <summary>The connection breaks; nothing was done.</summary>
    BrokenBeforeAccepting,

    /// <summary>The connection breaks, although it was done.</summary>
    BrokenAfterAccepting,
}

public sealed class HttpFaults : FaultScript<HttpFault>;
