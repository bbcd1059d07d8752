namespace OAuthAttest.Revocations;

/// <summary>
/// What an approval of a worklist is bound to. Every field has a fixed width except the reason, which ends with a zero byte, or with a one
/// where the digest of the scopes to take follows, so that two different lists never hash the same bytes.
/// </summary>
public static class WorklistDigest
{
    /// <summary>Over a table <c>list</c> with the columns <c>grant_id</c>, <c>reason</c>, <c>scope_digest</c> and
    /// <c>without_scopes</c>.</summary>
    public const string Sql = $"""
        sha256(convert_to((SELECT key FROM campaigns WHERE id = @campaign), 'UTF8') || '\x00' || coalesce(string_agg(
            int8send(grant_id) || convert_to(reason, 'UTF8')
                || CASE WHEN without_scopes IS NULL THEN '\x00' || scope_digest ELSE '\x01' || scope_digest || {ScopesSql} END,
            '' ORDER BY grant_id), ''))
        """;

    private const string ScopesSql = """
        sha256(coalesce((SELECT string_agg(int4send(octet_length(s)) || convert_to(s, 'UTF8'), '' ORDER BY s COLLATE "C")
                         FROM unnest(without_scopes) s), ''))
        """;
}
