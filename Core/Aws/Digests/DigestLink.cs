namespace OAuthAttest.Aws.Digests;

/// <summary>What of a digest file its chain is followed by.</summary>
internal sealed record DigestLink(
    DigestKey Key, DateTimeOffset Start, DateTimeOffset End, string Hash, PreviousDigest? Previous, string? PreviousSignature);

/// <summary>The end of a chain, as far as it was followed.</summary>
/// <param name="From">From where on it was.</param>
/// <param name="Last">The key of its last digest file.</param>
/// <param name="Signature">Of the last one; null: it is not known.</param>
internal sealed record ChainEnd(
    string Chain, bool IsBackfill, DateTimeOffset From, string Last, DateTimeOffset Until, string Hash, string? Signature, int Files);
