using Npgsql;
using OAuthAttest.Campaigns;
using OAuthAttest.Grants.Scopes;

namespace OAuthAttest.Bench.Inventory;

/// <summary>Opening a campaign over everything that was imported, and the least that copying the same rows can cost.</summary>
internal static class CampaignSnapshotBench
{
    public const string BareInsert = """
        CREATE TABLE bare_items AS SELECT 1::bigint AS campaign_id, id AS grant_id, user_id AS participant_id, 1 AS number, provider, app_id, user_id, consent_type, risk,
            scopes, scope_digest, granted_at, last_used_at, 'New'::text AS drift, 'None'::text AS answer FROM grants WITH NO DATA;
        INSERT INTO bare_items SELECT 1, id, user_id, 1, provider, app_id, user_id, consent_type, risk, scopes, scope_digest, granted_at, last_used_at, 'New', 'None'
        FROM grants WHERE status = 'Active'
        """;

    public static Task OpenAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        var now = TimeProvider.System.GetUtcNow();
        var open = new OpenCampaign(CampaignKey.OfQuarter(now), "bench", Policy, ScopeDictionary.Embedded.Version, now, AcceptStale: false);
        return new CampaignOpening(source).OpenAsync(open, cancellation);
    }

    private static CampaignPolicy Policy { get; } = new()
    {
        ResponseWindow = TimeSpan.FromDays(14),
        ReminderOffsets = [TimeSpan.FromDays(7)],
        CorrectionWindow = TimeSpan.FromDays(1),
        Silence = SilencePolicy.Revoke,
        Breaker = new BreakerPolicy(0.2, 0.5, 10, []),
        Filter = new CampaignFilter(),
        Exclusions = [],
        MaxInventoryAge = TimeSpan.FromDays(2),
        ShardSize = 500,
        AskedBy = "the security team",
        Why = "A benchmark.",
        LeadEmail = "lead@bench.example",
        Approvers = [],
    };
}
