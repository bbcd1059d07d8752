namespace OAuthAttest.Aws.Digests;

/// <summary>The log files that digest files list, and which of them were read. For several threads.</summary>
internal sealed class DigestedLogs
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, (string Hash, bool IsSeen)> listed = new(StringComparer.Ordinal);
    private long verified;
    private long uncovered;

    /// <summary>Read, and their content has the hash that is listed.</summary>
    public long Verified => verified;

    /// <summary>Read, and listed nowhere.</summary>
    public long Uncovered => uncovered;

    /// <returns>False: it is listed already, with another hash.</returns>
    public bool Add(string name, string hash)
    {
        lock (gate)
            return listed.TryAdd(name, (hash, false)) || listed[name].Hash == hash;
    }

    public bool Has(string name)
    {
        lock (gate)
            return listed.ContainsKey(name);
    }

    /// <summary>A log file was read.</summary>
    /// <param name="hash">Of its content; null: it could not be read to its end, which is told elsewhere.</param>
    /// <returns>False: it is not what CloudTrail delivered.</returns>
    public bool Settle(string name, string? hash)
    {
        lock (gate)
        {
            if (!listed.TryGetValue(name, out var known))
            {
                uncovered++;
                return true;
            }
            listed[name] = known with { IsSeen = true };
            if (hash is null)
                return true;
            if (known.Hash != hash)
                return false;
            verified++;
            return true;
        }
    }

    /// <summary>Listed, and never seen.</summary>
    public IReadOnlyList<string> Missing()
    {
        lock (gate)
            return [.. listed.Where(each => !each.Value.IsSeen).Select(each => each.Key).Order(StringComparer.Ordinal)];
    }
}
