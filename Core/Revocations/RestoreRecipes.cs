using Npgsql;

namespace OAuthAttest.Revocations;

/// <summary>
/// Keeps how grants of a worklist could be put back. Grants are never deleted from the inventory, so a recipe can be made at any time
/// before the grant is revoked. A late one is the best: a restore has to recreate what was there at the end.
/// </summary>
public static class RestoreRecipes
{
    private const string Sql = """
        UPDATE revocation_worklist w
        SET restore_recipe = jsonb_build_object(
                'provider', g.provider, 'source', g.source, 'grantId', g.external_id, 'consentType', g.consent_type,
                'appId', a.external_id, 'appName', a.name, 'principalId', coalesce(u.external_id, g.principal_external_id),
                'principalEmail', u.email, 'resource', g.resource, 'scopes', to_jsonb(g.scopes),
                'scopeDigest', encode(g.scope_digest, 'hex'), 'grantedAt', g.granted_at)
        FROM grants g
        JOIN apps a ON a.id = g.app_id
        LEFT JOIN users u ON u.id = g.user_id
        WHERE w.campaign_id = @campaign AND w.grant_id = ANY(@grants) AND w.restore_recipe IS NULL AND g.id = w.grant_id
        """;

    /// <summary>Makes the recipes that are missing, on the transaction that is open. One that was made stays as it is.</summary>
    /// <returns>How many were made.</returns>
    public static async Task<int> MakeAsync(
        NpgsqlConnection connection,
        long campaignId,
        IReadOnlyCollection<long> grants,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(Sql, connection);
        command.Parameters.AddWithValue("campaign", campaignId);
        command.Parameters.AddWithValue("grants", grants.ToArray());
        return await command.ExecuteNonQueryAsync(cancellation);
    }
}
