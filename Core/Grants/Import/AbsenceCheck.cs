using Npgsql;

namespace OAuthAttest.Grants.Import;

/// <summary>
/// Asks the source for what a reading does not list any more. All of it where it is little; of much, so many by chance that a lost page
/// cannot go unnoticed, for all of a page is still there.
/// </summary>
internal sealed class AbsenceCheck(NpgsqlConnection connection, IInventoryReader reader, IAsksBack source)
{
    private const long AllUpTo = 200;
    private const long ShareOfTheRest = 20;
    private const long Most = 1000;

    private const string Missing = $"""
        SELECT g.external_id, a.external_id AS client, g.principal_external_id, g.consent_type, g.resource, ARRAY[]::text[] AS lost
        FROM grants g JOIN apps a ON a.id = g.app_id
        WHERE g.source = $1 AND g.status = 'Active'
          AND NOT EXISTS (SELECT FROM {GrantMerge.Stage} s WHERE s.external_id = g.external_id)
        """;

    private const string Shrunk = $"""
        SELECT g.external_id, a.external_id AS client, g.principal_external_id, g.consent_type, g.resource,
               ARRAY(SELECT unnest(g.scopes) EXCEPT SELECT unnest(s.scopes)) AS lost
        FROM grants g JOIN apps a ON a.id = g.app_id JOIN {GrantMerge.Stage} s ON s.external_id = g.external_id
        WHERE g.source = $1 AND g.status = 'Active' AND g.scope_digest <> s.scope_digest AND NOT s.scopes @> g.scopes
        """;

    /// <exception cref="InventoryRejectedException">The source still has something that it did not list.</exception>
    public async Task ExecuteAsync(Func<string, bool> isListed, CancellationToken cancellation)
    {
        if (reader.ListsAllUsers)
        {
            foreach (var user in await MissingUsersAsync(isListed, cancellation))
            {
                if (await source.HasUserAsync(user, cancellation))
                    throw Refusal($"does not list the account '{user}'");
            }
        }
        var missing = await AskedAsync(Missing, cancellation);
        // Where a grant is put together of parts, a part can be lost that leaves the rest of it in its place.
        var shrunk = reader.Repeated == RepeatedGrants.AreParts ? await AskedAsync(Shrunk, cancellation) : [];
        foreach (var grant in missing.Concat(shrunk))
        {
            if (await source.HasGrantAsync(grant, cancellation))
                throw Refusal($"does not list {(grant.Scopes.Count > 0 ? "a scope of " : "")}the grant '{grant.ExternalId}'");
        }
    }

    private static long Sample(long missing) => Math.Min(Most, Math.Min(missing, AllUpTo + missing / ShareOfTheRest));

    private async Task<IReadOnlyList<string>> MissingUsersAsync(Func<string, bool> isListed, CancellationToken cancellation)
    {
        // By the hash of the id: a choice that is spread over all pages, and is the same in the next attempt.
        await using var command = new NpgsqlCommand(
            """
            SELECT external_id FROM users
            WHERE provider = $1 AND source = $2 AND vanished_at IS NULL ORDER BY md5(external_id), external_id
            """,
            connection)
        {
            CommandTimeout = 0,
        };
        command.Parameters.Add(new() { Value = reader.Provider.ToString() });
        command.Parameters.Add(new() { Value = reader.Source });
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var missing = new List<string>();
        while (await rows.ReadAsync(cancellation))
        {
            if (rows.GetString(0) is var id && !isListed(id))
                missing.Add(id);
        }
        return missing.GetRange(0, (int)Sample(missing.Count));
    }

    private async Task<IReadOnlyList<AskedGrant>> AskedAsync(string which, CancellationToken cancellation)
    {
        await using var count = new NpgsqlCommand($"SELECT count(*) FROM ({which}) AS found", connection) { CommandTimeout = 0 };
        count.Parameters.Add(new() { Value = reader.Source });
        var sample = Sample((long)(await count.ExecuteScalarAsync(cancellation))!);
        if (sample == 0)
            return [];
        await using var command = new NpgsqlCommand(
            $"SELECT * FROM ({which}) AS found ORDER BY md5(external_id), external_id LIMIT $2", connection)
        {
            CommandTimeout = 0,
        };
        command.Parameters.Add(new() { Value = reader.Source });
        command.Parameters.Add(new() { Value = sample });
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var grants = new List<AskedGrant>();
        while (await rows.ReadAsync(cancellation))
        {
            grants.Add(new AskedGrant(
                rows.GetString(0),
                rows.GetString(1),
                await rows.IsDBNullAsync(2, cancellation) ? null : rows.GetString(2),
                Enum.Parse<ConsentType>(rows.GetString(3)),
                await rows.IsDBNullAsync(4, cancellation) ? null : rows.GetString(4),
                await rows.GetFieldValueAsync<string[]>(5, cancellation)));
        }
        return grants;
    }

    private InventoryRejectedException Refusal(string what) =>
        new($"{reader.Source}: the reading {what}, but it is still there: a part of a list was lost. Nothing was changed.");
}
