namespace OAuthAttest.Campaigns;

/// <summary>
/// What was kept of an item <c>i</c> whose answer is Keep: what was asked about, without the scopes that it is kept without.
/// </summary>
internal static class KeptScopes
{
    public const string Sql = """
        CASE WHEN i.without_scopes IS NULL THEN i.scopes
             ELSE ARRAY(SELECT s FROM unnest(i.scopes) s WHERE s <> ALL (i.without_scopes)) END
        """;
}
