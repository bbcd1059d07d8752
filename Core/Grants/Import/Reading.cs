namespace OAuthAttest.Grants.Import;

/// <summary>What is kept of one pass over a source besides its records.</summary>
public sealed class Reading(int maxListedErrors)
{
    private long bytesRead;

    public RowErrors Errors { get; } = new(maxListedErrors);

    /// <summary>The files that were read to their end.</summary>
    public List<ReadFile> Files { get; } = [];

    /// <summary>Size of everything that is to be read; 0 where nobody can know.</summary>
    public long BytesTotal { get; set; }

    public long BytesRead => Interlocked.Read(ref bytesRead);

    /// <summary>Opens a file and notes its digest once it was read to the end.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="name">What people call it.</param>
    public Stream Open(string path, string name) => new DigestingStream(path, name, this);

    internal void Count(int bytes) => Interlocked.Add(ref bytesRead, bytes);
}

/// <summary>A file that was read, for the evidence.</summary>
public sealed record ReadFile(string Name, long Bytes, string Sha256);
