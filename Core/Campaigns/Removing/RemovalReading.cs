using Npgsql;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Persistence;
using OAuthAttest.Revocations;

namespace OAuthAttest.Campaigns.Removing;

/// <summary>Whom a batch is for, and what its message says.</summary>
/// <param name="SlackUserId">The account that was asked; null: none was.</param>
/// <param name="View">What is told; null: nothing of the batch is gone any more.</param>
internal sealed record RemovalFacts(string? SlackUserId, string? Email, RemovedView? View);

/// <summary>Reads a batch's message from exactly its rows.</summary>
internal sealed class RemovalReading(NpgsqlDataSource database, ScopeDictionary dictionary)
{
    private const int MostLines = 60;

    private const string PersonSql = """
        SELECT p.slack_user_id, p.email, c.policy_json::text
        FROM campaign_participants p JOIN campaigns c ON c.id = p.campaign_id WHERE p.id = @participant
        """;

    // One row more than the groups: the first one counts all of them.
    private const string AccessSql = $"""
        WITH batch AS (
            SELECT coalesce(a.name, '') AS app, i.ownership, w.reason,
                   CASE WHEN w.removed > 0 THEN true WHEN w.removed = 0 THEN false END AS removed, w.tokens_until, w.state,
                   w.without_scopes, CASE WHEN w.without_scopes IS NOT NULL THEN i.provider END AS provider,
                   CASE WHEN w.without_scopes IS NOT NULL THEN i.consent_type END AS consent_type
            FROM revocation_worklist w
            JOIN campaign_items i ON i.campaign_id = w.campaign_id AND i.grant_id = w.grant_id
            JOIN campaign_apps a ON a.campaign_id = i.campaign_id AND a.app_id = i.app_id
            WHERE w.campaign_id = @campaign AND w.telling_at = @telling AND i.participant_id = @participant
              AND NOT {TellingRules.GivenBack}),
        grouped AS (
            SELECT app, ownership, reason, removed, without_scopes, provider, consent_type, count(*) AS grants
            FROM batch GROUP BY 1, 2, 3, 4, 5, 6, 7)
        (SELECT NULL, NULL, NULL, NULL, count(*) FILTER (WHERE without_scopes IS NULL), max(tokens_until),
                coalesce(bool_and(state = 'Closed'), false), count(without_scopes), NULL, NULL, NULL FROM batch)
        UNION ALL
        (SELECT app, ownership, reason, removed, grants, NULL, NULL, NULL, without_scopes, provider, consent_type FROM grouped
         ORDER BY ownership <> 'Own', grants DESC, app, reason, removed LIMIT @lines)
        """;

    private const string BackSql = $"""
        SELECT coalesce(a.name, ''), i.ownership, w.restore_state = 'Done', coalesce(w.restore_by, ''), w.restore_page,
               w.without_scopes, i.provider, i.consent_type, count(*) OVER ()
        FROM revocation_worklist w
        JOIN campaign_items i ON i.campaign_id = w.campaign_id AND i.grant_id = w.grant_id
        JOIN campaign_apps a ON a.campaign_id = i.campaign_id AND a.app_id = i.app_id
        WHERE w.campaign_id = @campaign AND w.telling_at = @telling AND i.participant_id = @participant AND {TellingRules.GivenBack}
        ORDER BY i.ownership <> 'Own', a.name, w.grant_id LIMIT @lines
        """;

    public async Task<RemovalFacts> ReadAsync(RemovalBatch batch, CancellationToken cancellation)
    {
        await using var person = database.CreateCommand(PersonSql);
        person.Parameters.AddWithValue("participant", batch.Who.ParticipantId);
        var (slack, email, json) = (await person.ListAsync(
            row => (row.TextOrNull(0), row.TextOrNull(1), row.GetString(2)), cancellation)).Single();
        var policy = CampaignPolicyJson.Read(json);
        await using var giving = Command(BackSql, batch);
        var back = await giving.ListAsync(row => (Line: Back(row), All: row.GetInt64(8)), cancellation);

        await using var command = Command(AccessSql, batch);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var (grants, until, isOver, narrowed) = (
            reader.GetInt64(4), reader.InstantOrNull(5), reader.GetBoolean(6), reader.GetInt64(7));
        var access = new List<RemovedAccess>();
        while (await reader.ReadAsync(cancellation))
        {
            access.Add(new RemovedAccess(
                reader.GetString(0),
                reader.Named<Ownership>(1),
                reader.Named<WorklistReason>(2),
                reader.FlagOrNull(3),
                reader.GetInt64(4),
                Lost(reader, 8)));
        }
        var help = string.IsNullOrWhiteSpace(policy.Help) ? policy.AskedBy : policy.Help;
        return new RemovalFacts(
            slack,
            email,
            grants + narrowed + back.Count == 0
                ? null
                : new RemovedView(batch.Who.Campaign, access, grants, narrowed, until, isOver, help)
                {
                    Back = [.. back.Select(each => each.Line)],
                    GivenBack = back.Count == 0 ? 0 : back[0].All,
                });
    }

    private GivenBack Back(NpgsqlDataReader row) => new(
        row.GetString(0),
        row.Named<Ownership>(1),
        row.GetBoolean(2),
        row.GetString(3),
        row.TextOrNull(4) is { } page ? new Uri(page) : null,
        Lost(row, 5));

    /// <param name="at">Of the scopes, the provider and the kind of consent.</param>
    private IReadOnlyList<ScopeLine> Lost(NpgsqlDataReader row, int at) => row.IsDBNull(at)
        ? []
        : [.. ScopeLine.Of(dictionary, ProviderName.Parse(row.GetString(at + 1)), row.Texts(at), row.Named<ConsentType>(at + 2))];

    private NpgsqlCommand Command(string sql, RemovalBatch batch)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.AddWithValue("campaign", batch.Who.CampaignId);
        command.Parameters.AddWithValue("participant", batch.Who.ParticipantId);
        command.Parameters.AddWithValue("telling", batch.TellingAt.ToUniversalTime());
        command.Parameters.AddWithValue("lines", MostLines);
        return command;
    }
}
