using Npgsql;
using NpgsqlTypes;
using OAuthAttest.Campaigns.Opening;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Grants;
using OAuthAttest.Persistence;

namespace OAuthAttest.Escalations.Evaluation;

/// <param name="Removal">The newest removal; null: there is none, or it is not known.</param>
/// <param name="UnknownBecause">Why it is not known.</param>
public sealed record RemovalFinding(EarlierRemoval? Removal, string? UnknownBecause);

/// <param name="At">
/// When it was read and was not there; of one that is not proven gone, when its removal was allowed; otherwise when it was listed.
/// </param>
/// <param name="Campaign">The campaign's key.</param>
public sealed record EarlierRemoval(DateTimeOffset At, string Campaign, RemovalStanding Standing);

/// <summary>Finds out whether a campaign removed the access that a person consents to again.</summary>
public sealed class RemovalHistory(NpgsqlDataSource source)
{
    // Searched by the person in each campaign, which has an index, and not by the app, which may have a hundred thousand users.
    // Only released worklists count: a rejected or held one removed nothing. An item that a person let stand, or that was put back, was
    // not taken from anybody; nor is a consent news that somebody asked for. One that was gone before this consent was removed, whatever
    // became of it since: that it is there again is what this consent is about. Absent after the consent says nothing of the time before
    // it. A grant that was kept with less was not removed: there is something to say of it only where scopes that it had lost are
    // consented to.
    private static readonly string Sql = $"""
        WITH emails AS (
            SELECT @email AS email WHERE @email IS NOT NULL
            UNION
            SELECT u.email FROM users u WHERE u.provider = @provider AND u.external_id = ANY (@ids) AND u.email IS NOT NULL),
        people AS (
            SELECT lower(email) AS name, 'email:' || email AS ref FROM emails
            UNION
            SELECT lower(id), 'account:' || @provider || ':' || id FROM unnest(@ids) AS id),
        keys AS (SELECT {CampaignSnapshot.Key("name", "ref")} AS key FROM people)
        SELECT CASE WHEN w.gone_at IS NOT NULL THEN w.gone_at ELSE coalesce(w.approved_at, w.created_at) END, c.key,
               CASE WHEN w.reason = 'Narrowed' THEN 'Narrowed'
                    WHEN w.gone_at IS NOT NULL THEN 'Removed'
                    WHEN w.state = 'Queued' THEN 'Listed' ELSE 'Decided' END
        FROM campaigns c
        CROSS JOIN keys k
        JOIN campaign_participants p ON p.campaign_id = c.id AND p.key = k.key
        JOIN campaign_items i ON i.campaign_id = c.id AND i.participant_id = p.id AND i.provider = @provider AND i.ownership = 'Own'
        JOIN campaign_apps a ON a.campaign_id = c.id AND a.app_id = i.app_id AND a.external_id = @client
        JOIN (SELECT campaign_id, grant_id, state, reason, without_scopes, created_at, approved_at, restore_state, restore_at, CASE
                  WHEN absent_at <= @occurred THEN absent_at
                  WHEN absent_at IS NULL AND reappeared_at <= @now THEN least(reappeared_at, @occurred) END AS gone_at
              FROM revocation_worklist) w ON w.campaign_id = c.id AND w.grant_id = i.grant_id
        WHERE c.worklist_state = 'Released' AND w.created_at <= @now AND w.state NOT IN ('Held', 'Rejected', 'Restored')
          AND (w.restore_state = 'None' OR w.restore_at > @occurred)
          AND (w.reason <> 'Narrowed' OR (w.gone_at IS NOT NULL AND w.without_scopes && @scopes))
        ORDER BY w.created_at DESC
        LIMIT 1
        """;

    /// <summary>The newest removal of this app from this person. Has a time limit, so that a slow query does not delay a page.</summary>
    /// <exception cref="NpgsqlException">The database cannot be reached.</exception>
    public async Task<RemovalFinding> FindAsync(ConsentRecord consent, DateTimeOffset now, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(consent);
        await using var command = source.CreateCommand(Sql);
        command.CommandTimeout = Unreadable.TimeoutSeconds;
        command.Parameters.Add(Text("provider", consent.Facts.Provider.ToString()));
        // The grant of whom it is for, and not its maker's.
        var isForOthers = consent.Facts.OtherPrincipals.Any();
        string?[] ids = isForOthers ? [.. consent.Facts.Principals] : [consent.Facts.Who.ExternalId];
        command.Parameters.Add(
            new("ids", NpgsqlDbType.Array | NpgsqlDbType.Text)
            {
                Value = ids.OfType<string>().Select(id => AccountId.Canonical(consent.Facts.Provider, id)).ToArray(),
            }
        );
        string[] scopes = [.. consent.Facts.Scopes.Except(consent.Facts.EarlierScopes, StringComparer.Ordinal)];
        command.Parameters.Add(new("scopes", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = scopes });
        command.Parameters.Add(Text("email", isForOthers ? null : consent.Facts.Who.Email));
        command.Parameters.Add(Text("client", consent.Facts.App.ClientId));
        command.Parameters.Add(
            new("occurred", NpgsqlDbType.TimestampTz) { Value = consent.Facts.OccurredAt.UtcDateTime });
        command.Parameters.Add(new("now", NpgsqlDbType.TimestampTz) { Value = now.UtcDateTime });
        try
        {
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            return new RemovalFinding(
                await reader.ReadAsync(cancellation)
                    ? new EarlierRemoval(reader.Instant(0), reader.GetString(1), reader.Named<RemovalStanding>(2))
                    : null,
                null
            );
        }
        catch (NpgsqlException failure) when (Unreadable.Reason(failure) is { } reason)
        {
            return new RemovalFinding(null, reason);
        }
    }

    private static NpgsqlParameter Text(string name, string? value) =>
        new(name, NpgsqlDbType.Text) { Value = (object?)value ?? DBNull.Value };
}
