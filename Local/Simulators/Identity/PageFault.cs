namespace OAuthAttest.Local.Simulators.Identity;

/// <summary>How a page of a list can go wrong, each time it is asked for.</summary>
public enum PageFault
{
    /// <summary>It is left out: the one after it is answered in its place.</summary>
    Lost = 1,

    /// <summary>The answer breaks off in the middle of its JSON.</summary>
    Truncated,

    /// <summary>The answer has no content.</summary>
    Empty,

    /// <summary>It has only the first half of its entries, and says nothing of the others.</summary>
    HalfOfIt,

    /// <summary>It has the content of the page before it.</summary>
    Repeated,

    /// <summary>It has the content of the page after it, and that page has its content.</summary>
    Swapped,

    /// <summary>It does not say that another page follows.</summary>
    Ends,

    /// <summary>It leads back to the first page.</summary>
    LoopsBack,

    /// <summary>HTTP 500.</summary>
    Fails,
}
