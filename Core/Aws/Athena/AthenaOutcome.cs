namespace OAuthAttest.Aws.Athena;

/// <summary>What came of a question.</summary>
internal sealed class AthenaOutcome
{
    /// <summary>Of the last attempt; null: none was started.</summary>
    public string? Id { get; internal set; }

    /// <summary>Bytes that all attempts read.</summary>
    public long Scanned { get; internal set; }

    public int Pages { get; internal set; }

    public long Rows { get; internal set; }

    /// <summary>Why it is not known to be all, as the end of a sentence; null: it is all.</summary>
    public string? Problem { get; private set; }

    /// <summary>The first problem is told.</summary>
    internal void Tell(string problem) => Problem ??= problem;
}
