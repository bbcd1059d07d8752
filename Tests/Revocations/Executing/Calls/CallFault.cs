namespace OAuthAttest.Tests.Revocations.Executing.Calls;

/// <summary>How one HTTP call to a provider goes wrong.</summary>
internal enum CallFault
{
    None = 0,

    /// <summary>403, as the provider refuses what it will never do.</summary>
    Refused,

    /// <summary>429 that asks for half a minute: longer than a read waits by itself.</summary>
    Throttled,

    /// <summary>429 without a word of how long.</summary>
    ThrottledWithoutDelay,

    /// <summary>500, once.</summary>
    ServerError,

    /// <summary>The error page of a proxy.</summary>
    HtmlPage,

    /// <summary>The connection ends before the provider has the call.</summary>
    BrokenBefore,

    /// <summary>The provider does it, and the connection ends before its answer.</summary>
    BrokenAfter,

    /// <summary>The provider does it, and answers 500.</summary>
    ServerErrorAfter,

    /// <summary>No answer in time, and the provider never had the call.</summary>
    SilentBefore,

    /// <summary>No answer in time, and the provider did it.</summary>
    SilentAfter,

    /// <summary>The process ends before the call.</summary>
    DiesBefore,

    /// <summary>The process ends when the provider has done it.</summary>
    DiesAfter,
}
