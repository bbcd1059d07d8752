namespace OAuthAttest.Campaigns.Answering;

/// <summary>
/// SQL of the digest of an app's orphans, over rows of <c>campaign_items</c>: their ids and scope digests. A message carries a part of it,
/// and the answer covers exactly what had it.
/// </summary>
internal static class OrphanDigest
{
    /// <summary>Of those without an answer.</summary>
    public const string OfOpen = $"sha256(coalesce({Members} FILTER (WHERE answer = 'None'), ''::bytea))";

    /// <summary>Of those that are answered.</summary>
    public const string OfAnswered = $"sha256(coalesce({Members} FILTER (WHERE answer <> 'None'), ''::bytea))";

    private const string Members = "string_agg(int8send(grant_id) || scope_digest, ''::bytea ORDER BY grant_id)";
}
