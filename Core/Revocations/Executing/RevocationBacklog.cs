using Microsoft.Extensions.Options;
using Npgsql;
using OAuthAttest.Grants;
using OAuthAttest.Persistence;
using OAuthAttest.Revocations.Providers;

namespace OAuthAttest.Revocations.Executing;

/// <param name="Campaign">The campaign's key.</param>
/// <param name="IsOverdue">Something was to be done a while ago, and nothing hinders it: whatever sleeps over it was not woken.</param>
public sealed record UnfinishedRevocations(long CampaignId, string Campaign, ProviderName Provider, bool IsOverdue);

/// <summary>Finds the campaigns and providers for which an orchestration should run.</summary>
public sealed class RevocationBacklog(NpgsqlDataSource database, IOptions<RevocationOptions> options)
{
    // A list on which nothing can be done any more is not looked through for ever.
    private const string Sql = $"""
        SELECT c.id, c.key, w.provider, bool_or(w.is_overdue)
        FROM campaigns c
        CROSS JOIN LATERAL (
            SELECT provider, bool_or(next_at < @overdue AND (NOT {CallRules.IsCall} OR (@mode <> 'Worklist'
                AND c.worklist_state = 'Released' AND NOT EXISTS (SELECT FROM revocation_pauses WHERE ended_at IS NULL)))) AS is_overdue
            FROM revocation_worklist
            WHERE campaign_id = c.id AND next_at IS NOT NULL
              AND (NOT {CallRules.IsCall} OR {CallRules.IsAllowed})
            GROUP BY provider
            UNION ALL
            SELECT DISTINCT provider, true FROM revocation_worklist
            WHERE campaign_id = c.id AND c.opened_at > @since
              AND ((state = 'Queued' AND c.worklist_state = 'Held')
                OR (state IN ('Queued', 'Held') AND (c.worklist_state = 'Rejected' OR (c.worklist_state = 'Released'
                    AND @mode <> 'Worklist' AND (c.worklist_decided_by IS NOT NULL OR (@mode = 'Automatic' AND {CallRules.IsUnnamed})))))
                OR ({CallRules.IsApprovedByPolicy} AND @mode = 'Approved'
                    AND c.worklist_state = 'Released' AND c.worklist_decided_by IS NOT NULL))
            UNION ALL
            SELECT DISTINCT provider, true FROM revocation_worklist
            WHERE campaign_id = c.id AND restore_at < @overdue AND {TellingRules.UntoldBack}) w
        WHERE c.worklist_state <> 'None' AND (@campaign::bigint IS NULL OR c.id = @campaign)
        GROUP BY c.id, c.key, w.provider
        ORDER BY c.id, w.provider
        """;

    /// <summary>Longer than a turn takes: what is under way is not overdue.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Longest = TimeSpan.FromDays(180);

    /// <param name="campaignId">Of one campaign; null: of all.</param>
    public async Task<IReadOnlyList<UnfinishedRevocations>> FindAsync(
        long? campaignId, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(Sql);
        command.Parameters.AddWithValue("since", (now - Longest).ToUniversalTime());
        command.Parameters.AddWithValue("overdue", (now - Patience).ToUniversalTime());
        command.Parameters.AddWithValue("mode", options.Value.Mode.ToString());
        command.Parameters.AddWithValue("unnamed", options.Value.IsUnnamedAllowed);
        command.Parameters.Add(new("campaign", NpgsqlTypes.NpgsqlDbType.Bigint) { Value = (object?)campaignId ?? DBNull.Value });
        return await command.ListAsync(
            row => new UnfinishedRevocations(row.GetInt64(0), row.GetString(1), ProviderName.Parse(row.GetString(2)), row.GetBoolean(3)),
            cancellation);
    }
}
