using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace OAuthAttest.Revocations;

/// <summary>
/// Keeps how a listed grant could be put back: what the inventory and the provider itself tell of it right before it is removed.
/// </summary>
public static class RestoreRecipes
{
    // The last one counts, for a call may be repeated; but entries that a former call of the same round found and removed are not lost.
    private const string Sql = """
        UPDATE revocation_worklist w
        SET restore_recipe = jsonb_build_object(
                'provider', g.provider, 'source', g.source, 'grantId', g.external_id, 'consentType', g.consent_type,
                'appId', a.external_id, 'appName', a.name, 'principalId', coalesce(u.external_id, g.principal_external_id),
                'principalEmail', u.email, 'resource', g.resource, 'scopes', to_jsonb(g.scopes),
                'scopeDigest', encode(g.scope_digest, 'hex'), 'grantedAt', g.granted_at, 'entries', @entries || coalesce((
                    SELECT jsonb_agg(former) FROM jsonb_array_elements(w.restore_recipe->'entries') former
                    WHERE w.attempts > 1 AND former->>'id' <> ALL (SELECT entry->>'id' FROM jsonb_array_elements(@entries) entry)),
                    '[]'::jsonb))
        FROM grants g
        JOIN apps a ON a.id = g.app_id
        LEFT JOIN users u ON u.id = g.user_id
        WHERE w.campaign_id = @campaign AND w.grant_id = @grant AND g.id = w.grant_id
          AND (w.restore_recipe IS NULL OR jsonb_array_length(@entries) > 0)
        """;

    /// <summary>Makes an item's recipe, and makes it anew where the provider listed something now.</summary>
    /// <param name="entries">What the provider lists, as it wrote it.</param>
    public static async Task MakeAsync(
        NpgsqlDataSource database,
        long campaignId,
        long grantId,
        IReadOnlyList<JsonElement> entries,
        CancellationToken cancellation
    )
    {
        await using var command = database.CreateCommand(Sql);
        command.Parameters.AddWithValue("campaign", campaignId);
        command.Parameters.AddWithValue("grant", grantId);
        command.Parameters.Add(new("entries", NpgsqlDbType.Jsonb) { Value = JsonSerializer.Serialize(entries) });
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
