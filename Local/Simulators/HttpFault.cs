namespace OAuthAttest.Local.Simulators;

/// <summary>One way a call of a plain HTTP service can fail. Refused connections: <see cref="LoopbackServer.RefuseAsync"/>.</summary>
public enum HttpFault
{
    None = 0,

    /// <summary>HTTP 429 with Retry-After.</summary>
    Throttled,

    /// <summary>HTTP 429 with the delay in the service's own header.</summary>
    ThrottledByReset,

    /// <summary>HTTP 429 without any delay.</summary>
    ThrottledWithoutDelay,

    /// <summary>HTTP 400 with a JSON body: the service refuses the call, and would refuse the same one again.</summary>
    Refused,

    /// <summary>HTTP 404 with a JSON body, although what was asked for is there.</summary>
    NotFound,

    /// <summary>HTTP 500 with a JSON body; the call was not processed.</summary>
    ServerError,

    /// <summary>HTTP 502 with an HTML page; the call was not processed.</summary>
    HtmlPage,

    /// <summary>HTTP 200 with an HTML page, although the call was processed.</summary>
    HtmlPageAfterAccepting,

    /// <summary>HTTP 500, although the call was processed.</summary>
    ServerErrorAfterAccepting,

    /// <summary>No response; the call was not processed.</summary>
    SilentBeforeAccepting,

    /// <summary>No response, although the call was processed.</summary>
    SilentAfterAccepting,

    /// <summary>The connection breaks; the call was not processed.</summary>
    BrokenBeforeAccepting,

    /// <summary>The connection breaks, although the call was processed.</summary>
    BrokenAfterAccepting,
}

public sealed class HttpFaults : FaultScript<HttpFault>;
