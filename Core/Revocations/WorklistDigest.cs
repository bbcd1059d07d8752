namespace OAuthAttest.Revocations;

/// <summary>
/// What an approval of a worklist is bound to. Every field has a fixed width except the reason, which ends with a zero byte, so that two
/// different lists never hash the same bytes.
/// </summary>
public static class WorklistDigest
{
    /// <summary>Over a table <c>list</c> with the columns <c>grant_id</c>, <c>reason</c> and <c>scope_digest</c>.</summary>
    public const string Sql = """
        sha256(convert_to((SELECT key FROM campaigns WHERE id = @campaign), 'UTF8') || '\x00' || coalesce(string_agg(
            int8send(grant_id) || convert_to(reason, 'UTF8') || '\x00' || scope_digest, '' ORDER BY grant_id), ''))
        """;
}
