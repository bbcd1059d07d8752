using OAuthAttest.Aws.Digests;

namespace OAuthAttest.ScopeAudits.Sources;

/// <summary>
/// The digest files of a folder. Their signatures stand beside them in S3 and did not come along, so what is checked is that they follow
/// one another, and that the log files are what they say. A log file is found by its name, which is the only one of its kind. Held are the
/// hash of each log file that is listed, and of each digest file what its chain is followed by.
/// </summary>
internal sealed class FolderDigests
{
    private readonly DigestedLogs logs = new();
    private readonly DigestChains chains;
    private readonly List<string> errors = [];
    private readonly HashSet<string> needed = new(StringComparer.Ordinal);
    private readonly HashSet<string> unread = new(StringComparer.Ordinal);
    private int files;

    private FolderDigests() => chains = new DigestChains(_ => false, key => unread.Contains(NameOf(key)), []);

    /// <summary>What is wrong with them.</summary>
    public IReadOnlyList<string> Errors => errors;

    public static FolderDigests Read(IReadOnlyList<string> paths, CancellationToken cancellation)
    {
        var read = new FolderDigests();
        // By their keys, which are in the order of time: where somebody put the files is another one.
        var links = new SortedDictionary<string, DigestLink>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            cancellation.ThrowIfCancellationRequested();
            if (read.Open(path) is not { } digest)
                continue;
            read.files++;
            if (links.TryAdd(digest.Key.Text, digest.Link))
                read.Take(digest.Logs);
            else if (links[digest.Key.Text].Hash != digest.Hash)
                read.errors.Add($"{path} has another content than another file of the same digest");
        }
        foreach (var link in links.Values)
        {
            if (read.chains.Follow(link, signature: null) is { } problem)
                read.errors.Add(problem);
        }
        return read;
    }

    public bool Has(string path) => logs.Has(NameOf(path));

    /// <summary>A log file was read.</summary>
    /// <returns>What is wrong with it, as the end of a sentence; null: nothing.</returns>
    public string? Settle(string path, string? hash) =>
        logs.Settle(NameOf(path), hash) ? null : "is not what its digest file says: that one has another hash of it";

    /// <summary>The log files that should be here and are not.</summary>
    public IEnumerable<string> Missing() =>
        logs.Missing().Where(needed.Contains).Select(name => $"{name} is missing: a digest file lists it");

    public DigestCheck Check() => new()
    {
        Files = files,
        Verified = logs.Verified,
        // Without digest files it is known that nothing is covered.
        Uncovered = logs.Uncovered,
        Elsewhere = logs.Missing().Count(name => !needed.Contains(name)),
        Chains = [.. chains.All.Select(chain => new DigestSpan(chain.Chain, chain.From, chain.Until, chain.Files))],
    };

    private CloudTrailDigest? Open(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            if (CloudTrailDigest.Read(file, out var problem) is { } digest)
                return digest;
            errors.Add($"{path} {problem}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add($"{path} cannot be opened");
        }
        unread.Add(NameOf(path));
        return null;
    }

    private void Take(IReadOnlyList<DigestedLog> listed)
    {
        foreach (var log in listed)
        {
            var name = NameOf(log.Key);
            if (!logs.Add(name, log.Hash))
                errors.Add($"{name} is listed with two hashes");
            // The logs of Insights are listed too, and need not be at hand: there are no calls in them.
            if (log.Key.Contains("/CloudTrail/", StringComparison.Ordinal))
                needed.Add(name);
        }
    }

    /// <summary>With the same content it may stand unpacked.</summary>
    private static string NameOf(string path)
    {
        var name = path[(path.LastIndexOfAny(['/', Path.DirectorySeparatorChar]) + 1)..];
        return name.EndsWith(".gz", StringComparison.Ordinal) ? name[..^".gz".Length] : name;
    }
}
