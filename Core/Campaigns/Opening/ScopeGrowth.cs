namespace OAuthAttest.Campaigns.Opening;

/// <summary>
/// The only rule for growth: a grant <c>g</c> may do more than the frozen item <c>i</c> allows. Fewer scopes are not growth.
/// </summary>
internal static class ScopeGrowth
{
    public const string Sql = """
        g.status = 'Active' AND g.scope_digest <> i.scope_digest
            AND (NOT g.scopes <@ i.scopes OR (i.consent_type = 'Principal' AND g.consent_type <> 'Principal') OR (i.consent_type = 'Tenant'
                AND g.consent_type = 'Application'))
        """;
}
