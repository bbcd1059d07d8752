using System.Globalization;

namespace OAuthAttest.Aws.Digests;

/// <summary>
/// Follows the digest files of each chain: every one names the one before it, and its hash. One that is missing or was replaced, and a
/// chain that begins anew, are problems. The first one of each may follow one that is not looked at.
/// </summary>
/// <param name="isLookedAt">Whether the digest file of this key would have come before, if it were there.</param>
internal sealed class DigestChains(Func<string, bool> isLookedAt)
{
    private readonly Dictionary<string, Link> links = new(StringComparer.Ordinal);

    /// <summary>In the order of their names.</summary>
    public IEnumerable<(string Chain, bool IsBackfill, DateTimeOffset From, DateTimeOffset Until, int Files)> All =>
        links.OrderBy(each => each.Key, StringComparer.Ordinal)
            .Select(each => (each.Key, each.Value.Last.Key.IsBackfill, each.Value.From, each.Value.Last.End, each.Value.Files));

    /// <summary>Takes the next one of its chain.</summary>
    /// <param name="signature">Its own; null: it is not known.</param>
    /// <returns>What is wrong with the chain here, as a sentence; null: nothing.</returns>
    public string? Follow(CloudTrailDigest digest, string? signature)
    {
        if (!links.TryGetValue(digest.Key.Chain, out var link))
        {
            links.Add(digest.Key.Chain, new Link(digest.Start, digest, signature, 1));
            return digest.Previous is { } first && isLookedAt(first.Key) ? $"the digest file {first.Key} is missing" : null;
        }
        var (_, last, lastSignature, files) = link;
        links[digest.Key.Chain] = new Link(link.From, digest, signature, files + 1);
        if (digest.Previous is not { } previous)
        {
            return digest.Key.IsBackfill ? null
                : $"the digest files begin anew with {digest.Key.Text}: of {Time(last.End)} to {Time(digest.Start)} there are none";
        }
        if (previous.Key != last.Key.Text)
            return $"the digest file {previous.Key} is missing";
        if (!previous.Hash.Equals(last.Hash, StringComparison.OrdinalIgnoreCase))
            return $"the digest file {last.Key.Text} is not as it was: the next one has another hash of it";
        return lastSignature is not null && !lastSignature.Equals(digest.PreviousSignature, StringComparison.OrdinalIgnoreCase)
            ? $"the digest file {last.Key.Text} is not as it was: the next one has another signature of it"
            : null;
    }

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private sealed record Link(DateTimeOffset From, CloudTrailDigest Last, string? Signature, int Files);
}
