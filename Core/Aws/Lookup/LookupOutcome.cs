using OAuthAttest.Aws.CloudTrail;

namespace OAuthAttest.Aws.Lookup;

/// <summary>What came of looking up the events of one name.</summary>
internal sealed class LookupOutcome
{
    /// <summary>Pages that were read, also those that were read to see that none is left out.</summary>
    public int Pages { get; internal set; }

    /// <summary>Records, each counted once.</summary>
    public long Records { get; internal set; }

    /// <summary>What stands in the place of a record and is none.</summary>
    public long Malformed { get; internal set; }

    public CloudTrailCoverage Coverage { get; } = new();

    /// <summary>Why it is not known to be all, as the end of a sentence; null: it is all.</summary>
    public string? Problem { get; private set; }

    /// <summary>What it says of the next look-up in this account and Region.</summary>
    public LookupFault Fault { get; internal set; }

    /// <summary>The first problem is told.</summary>
    internal void Tell(string problem) => Problem ??= problem;
}

/// <summary>How a look-up ended before its end.</summary>
internal enum LookupFault
{
    /// <summary>It did not, or only this look-up did.</summary>
    None = 0,

    /// <summary>No clear answer, several times in a row.</summary>
    Unavailable,

    /// <summary>AWS refuses this caller.</summary>
    Refused,
}
