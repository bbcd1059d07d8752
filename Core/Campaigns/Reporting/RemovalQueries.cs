using Npgsql;
using OAuthAttest.Grants;
using OAuthAttest.Persistence;
using OAuthAttest.Revocations;

namespace OAuthAttest.Campaigns.Reporting;

/// <summary>A grant that is gone, or has lost scopes, and could be put back.</summary>
internal sealed record RemovedGrant(long GrantId, Risk Risk, string App, ConsentType ConsentType, string? Account, bool IsNarrowed);

/// <summary>Counts a worklist's items: each query returns a bounded number of rows.</summary>
internal sealed class RemovalQueries(NpgsqlConnection connection)
{
    private const int MostProblems = 5;
    private const string Gone = "state IN ('Absent', 'Closed')";
    private const string Whole = "(without_scopes IS NULL)";

    private static readonly string CountSql = $"""
        SELECT {Count("state = 'Queued'")}, {Count("state = 'Held'")}, {Count("state = 'Rejected'")},
               {Count("state IN ('Approved', 'Revoking')")}, {Count("state = 'Accepted'")}, {Count("state = 'Absent'")},
               {Count("state = 'Closed'")}, {Count("state = 'Failed'")}, {Count("state = 'Questioned'")}, {Count("state = 'ByHand'")},
               {Count("state IN ('Reappeared', 'Reopened')")}, {Count("state = 'Restored'")},
               {Count($"{Gone} AND removed = 0 AND {Whole}")},
               {Count($"{Gone} AND restore_state IN ('Requested', 'Accepted', 'NeedsConsent')")},
               {Count($"{Gone} AND told_at IS NOT NULL")}, {Count($"{Gone} AND told_at IS NULL AND tell_problem IS NOT NULL")},
               max(tokens_until) FILTER (WHERE state = 'Absent'), max(tokens_until) FILTER (WHERE state = 'Closed'),
               (SELECT removal_reported_at FROM campaigns WHERE id = @campaign),
               (SELECT max(since) FROM revocation_pauses WHERE ended_at IS NULL),
               {Count($"{Gone} AND NOT {Whole}")}, {Count($"{Gone} AND removed = 0 AND NOT {Whole}")},
               {Count($"{Gone} AND restore_state IN ('Failed', 'Impossible')")}
        FROM revocation_worklist WHERE campaign_id = @campaign
        """;

    private const string FailuresSql = """
        SELECT coalesce(problem, ''), count(*) FROM revocation_worklist
        WHERE campaign_id = @campaign AND state = 'Failed' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT @most
        """;

    private const string Rank = "CASE i.risk WHEN 'Critical' THEN 0 WHEN 'High' THEN 1 WHEN 'Medium' THEN 2 ELSE 3 END";

    private const string RiskiestSql = $"""
        SELECT w.grant_id, i.risk, a.name, i.consent_type, coalesce(u.email, u.external_id, g.principal_external_id),
               w.without_scopes IS NOT NULL
        FROM revocation_worklist w
        JOIN campaign_items i ON i.campaign_id = w.campaign_id AND i.grant_id = w.grant_id
        JOIN campaign_apps a ON a.campaign_id = i.campaign_id AND a.app_id = i.app_id
        JOIN grants g ON g.id = w.grant_id
        LEFT JOIN users u ON u.id = i.user_id
        WHERE w.campaign_id = @campaign AND w.state IN ('Absent', 'Closed') AND w.restore_state = 'None' AND w.removed > 0
          AND (@after = 0 OR ({Rank}, w.grant_id) > (
              SELECT {Rank}, i.grant_id FROM campaign_items i WHERE i.campaign_id = @campaign AND i.grant_id = @after))
        ORDER BY {Rank}, w.grant_id
        LIMIT @most
        """;

    public async Task<RemovalNumbers> ReadAsync(long campaignId, RevocationMode mode, CancellationToken cancellation)
    {
        await using var counting = Command(CountSql, campaignId);
        var numbers = (await counting.ListAsync(row => Numbers(row, mode), cancellation))[0];
        if (numbers.Failed == 0)
            return numbers;
        await using var failing = Command(FailuresSql, campaignId, MostProblems);
        return numbers with
        {
            Failures = await failing.ListAsync(row => new FailedRemovals(row.GetString(0), row.GetInt64(1)), cancellation),
        };
    }

    /// <param name="after">The last grant that was shown before; 0: none.</param>
    public async Task<IReadOnlyList<RemovedGrant>> RiskiestAsync(
        long campaignId, int most, CancellationToken cancellation, long after = 0)
    {
        await using var command = Command(RiskiestSql, campaignId, most);
        command.Parameters.AddWithValue("after", after);
        return await command.ListAsync(
            row => new RemovedGrant(
                row.GetInt64(0), row.Named<Risk>(1), row.GetString(2), row.Named<ConsentType>(3), row.TextOrNull(4), row.GetBoolean(5)),
            cancellation);
    }

    private static RemovalNumbers Numbers(NpgsqlDataReader row, RevocationMode mode) => new()
    {
        Mode = mode,
        Listed = row.GetInt64(0),
        Held = row.GetInt64(1),
        Rejected = row.GetInt64(2),
        Approved = row.GetInt64(3),
        Accepted = row.GetInt64(4),
        Absent = row.GetInt64(5),
        Closed = row.GetInt64(6),
        Failed = row.GetInt64(7),
        Questioned = row.GetInt64(8),
        ByHand = row.GetInt64(9),
        Reappeared = row.GetInt64(10),
        Restored = row.GetInt64(11),
        GoneBefore = row.GetInt64(12),
        BeingRestored = row.GetInt64(13),
        Told = row.GetInt64(14),
        NotTold = row.GetInt64(15),
        TokensUntil = row.InstantOrNull(16),
        TokensExpiredAt = row.InstantOrNull(17),
        ReportedAt = row.InstantOrNull(18),
        PausedSince = row.InstantOrNull(19),
        Narrowed = row.GetInt64(20),
        NarrowedBefore = row.GetInt64(21),
        NotRestored = row.GetInt64(22),
    };

    private static string Count(string condition) => $"count(*) FILTER (WHERE {condition})";

    private NpgsqlCommand Command(string sql, long campaignId, int? most = null)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddWithValue("campaign", campaignId);
        if (most is { } limit)
            command.Parameters.AddWithValue("most", limit);
        return command;
    }
}
