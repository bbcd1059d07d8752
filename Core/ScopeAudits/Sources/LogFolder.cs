namespace OAuthAttest.ScopeAudits.Sources;

/// <summary>The log files of a folder and all folders in it, in the order of their names; or one file.</summary>
public sealed record LogFolder
{
    private static readonly string[] Endings = [".json", ".gz", ".ndjson", ".jsonl"];

    /// <summary>Where S3 delivers the digests of the logs, which hold no records.</summary>
    private const string DigestFolder = "CloudTrail-Digest";

    private LogFolder(IReadOnlyList<string> logs, IReadOnlyList<string> digests, int others) =>
        (Logs, Digests, Others) = (logs, digests, others);

    public IReadOnlyList<string> Logs { get; }

    public IReadOnlyList<string> Digests { get; }

    /// <summary>Files that no log file is called like.</summary>
    public int Others { get; }

    /// <exception cref="DirectoryNotFoundException">There is neither a folder nor a file of that name.</exception>
    public static LogFolder Open(string path)
    {
        if (File.Exists(path))
            return new LogFolder([path], [], 0);
        if (!Directory.Exists(path))
            throw new DirectoryNotFoundException($"{path} is neither a folder nor a file");
        // By default hidden files and what cannot be entered would be left out without a word.
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            IgnoreInaccessible = false,
            AttributesToSkip = FileAttributes.None,
        };
        var files = Directory.EnumerateFiles(path, "*", options).Order(StringComparer.Ordinal).ToLookup(file => KindOf(path, file));
        return new LogFolder([.. files[Kind.Log]], [.. files[Kind.Digest]], files[Kind.Other].Count());
    }

    /// <summary>These log files alone.</summary>
    public static LogFolder Of(IReadOnlyList<string> logs) => new(logs, [], 0);

    /// <summary>In bytes; 0 where it cannot be told.</summary>
    public static long SizeOf(string file)
    {
        var info = new FileInfo(file);
        return info.Exists ? info.Length : 0;
    }

    private static Kind KindOf(string folder, string file) =>
        Path.GetRelativePath(folder, file).Contains(DigestFolder, StringComparison.Ordinal) ? Kind.Digest
        : Array.Exists(Endings, ending => file.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) ? Kind.Log
        : Kind.Other;

    private enum Kind
    {
        Log,
        Digest,
        Other,
    }
}
