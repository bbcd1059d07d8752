namespace OAuthAttest.Grants.Import;

/// <summary>Collects the errors, the files and the size of one pass over a source.</summary>
public sealed class Reading(int maxListedErrors, DateTimeOffset? now = null)
{
    private readonly List<(ConsentType Consent, string List)> absent = [];
    private readonly List<string> notes = [];
    private readonly DateTimeOffset latest = KnownInstant.LatestAt(now);
    private long bytesRead;

    /// <summary>
    /// A time that tells something: null for one that systems write in place of "never" or "unknown", and for one in the future.
    /// </summary>
    public DateTimeOffset? Known(DateTimeOffset? time) => KnownInstant.Of(time, latest);

    public RowErrors Errors { get; } = new(maxListedErrors);

    /// <summary>The files that were read to the end.</summary>
    public List<ReadFile> Files { get; } = [];

    /// <summary>The lists that the source may have and this reading had not, by the grants that they would hold.</summary>
    public IReadOnlyList<(ConsentType Consent, string List)> Absent => absent;

    /// <summary>
    /// Says that a list that not every source has is not there, so that what it held before is not taken for vanished.
    /// </summary>
    public void IsAbsent(ConsentType consent, string list) => absent.Add((consent, list));

    /// <summary>What could not be told, though the reading is whole, such as when apps were last used.</summary>
    public IReadOnlyList<string> Notes => notes;

    public void Note(string note) => notes.Add(note);

    /// <summary>The size of everything to be read; 0 when it is not known.</summary>
    public long BytesTotal { get; set; }

    public long BytesRead => Interlocked.Read(ref bytesRead);

    /// <summary>Opens a file and records its digest after it was read to the end.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="name">The file's name for messages.</param>
    public Stream Open(string path, string name) => new DigestingStream(path, name, this);

    internal void Count(int bytes) => Interlocked.Add(ref bytesRead, bytes);
}

/// <summary>A file that was read, for the evidence.</summary>
public sealed record ReadFile(string Name, long Bytes, string Sha256);
