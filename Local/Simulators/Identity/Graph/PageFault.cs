using System.Collections.Concurrent;

namespace OAuthAttest.Local.Simulators.Identity.Graph;

/// <summary>How one page of a list goes wrong, each time it is asked for.</summary>
public enum PageFault
{
    /// <summary>HTTP 400: the token in its link has expired.</summary>
    Lost = 1,

    /// <summary>The answer ends in its middle.</summary>
    Cut,

    /// <summary>The page before it again (for the first: itself, as the second).</summary>
    Repeated,

    /// <summary>Without its elements, and the next page follows.</summary>
    Emptied,

    /// <summary>Without a link to the next page, though there is one.</summary>
    Ended,

    /// <summary>Its link leads to itself.</summary>
    Looping,

    /// <summary>It and the next page have changed places: all elements come, in another order.</summary>
    Swapped,
}

/// <summary>The pages that go wrong, by list and number from 1.</summary>
public sealed class PageFaults
{
    private readonly ConcurrentDictionary<(string List, int Page), PageFault> faults = new();

    public void Set(string list, int page, PageFault fault) => faults[(list, page)] = fault;

    public void Clear() => faults.Clear();

    internal PageFault? Of(string list, int page) => faults.TryGetValue((list, page), out var fault) ? fault : null;
}
