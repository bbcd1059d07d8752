using System.Globalization;

namespace OAuthAttest.Aws.Digests;

/// <summary>
/// Follows the digest files of each chain: every one names the one before it, and its hash. One that is missing or was replaced, and a
/// chain that begins anew, are problems. The first one of each may follow one that is not looked at.
/// </summary>
/// <param name="isLookedAt">Whether the digest file of this key would have come before, if it were there.</param>
/// <param name="isUnread">Whether the digest file of this key may be there and could not be read, which is told elsewhere.</param>
/// <param name="before">Where the chains ended that are followed on.</param>
/// <param name="most">So many are followed.</param>
internal sealed class DigestChains(
    Func<string, bool> isLookedAt, Func<string, bool> isUnread, IEnumerable<ChainEnd> before, int most = int.MaxValue)
{
    private readonly Dictionary<string, ChainEnd> ends = before.ToDictionary(end => end.Chain, StringComparer.Ordinal);

    /// <summary>In the order of their names.</summary>
    public IReadOnlyList<ChainEnd> All => [.. ends.Values.OrderBy(end => end.Chain, StringComparer.Ordinal)];

    /// <summary>Takes the next one of its chain.</summary>
    /// <param name="signature">Its own; null: it is not known.</param>
    /// <returns>What is wrong with the chain here, as a sentence; null: nothing.</returns>
    public string? Follow(DigestLink digest, string? signature)
    {
        var key = digest.Key;
        var isKnown = ends.TryGetValue(key.Chain, out var last);
        if (!isKnown && ends.Count >= most)
            return $"{key.Text} is of one chain of digest files more than are followed";
        ends[key.Chain] = new ChainEnd(
            key.Chain, key.IsBackfill, last?.From ?? digest.Start, key.Text, digest.End, digest.Hash, signature, (last?.Files ?? 0) + 1);
        if (!isKnown)
            return digest.Previous is { } first && isLookedAt(first.Key) ? Absent(first.Key, key.Text) : null;
        if (digest.Previous is not { } previous)
        {
            return key.IsBackfill ? null
                : $"the digest files begin anew with {key.Text}: of {Time(last!.Until)} to {Time(digest.Start)} there are none";
        }
        if (previous.Key != last!.Last)
            return Absent(previous.Key, key.Text);
        if (!previous.Hash.Equals(last.Hash, StringComparison.OrdinalIgnoreCase))
            return $"the digest file {last.Last} is not as it was: the next one has another hash of it";
        return last.Signature is not null && !last.Signature.Equals(digest.PreviousSignature, StringComparison.OrdinalIgnoreCase)
            ? $"the digest file {last.Last} is not as it was: the next one has another signature of it"
            : null;
    }

    private string Absent(string key, string follower) => isUnread(key)
        ? $"the digest file {key} was not read: whether {follower} follows it is not known"
        : $"the digest file {key} is missing";

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
