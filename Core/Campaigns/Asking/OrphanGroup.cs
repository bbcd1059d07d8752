using Microsoft.EntityFrameworkCore;
using OAuthAttest.Campaigns.Answering;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Grants;
using OAuthAttest.Persistence;

namespace OAuthAttest.Campaigns.Asking;

/// <summary>The orphans of one app that one person answers for.</summary>
/// <param name="FrozenRisk">The highest risk of any of them at the opening, which orders the list.</param>
/// <param name="Digest">SHA-256 of the ids and scope digests of those that are open.</param>
internal sealed record OrphanGroup(long AppId, Risk FrozenRisk, GroupAnswers Answers, byte[] Digest)
{
    /// <summary>With fewer grants of an app than this, each has a card of its own.</summary>
    public const int Least = 2;

    private const string Sql = $$"""
        SELECT app_id AS "AppId", max(frozen_risk) AS "FrozenRisk", count(*)::int AS "Grants",
               count(*) FILTER (WHERE answer = 'Keep')::int AS "Kept",
               count(*) FILTER (WHERE answer IN ('Remove', 'NotMine'))::int AS "Removed",
               {{OrphanDigest.OfOpen}} AS "Digest"
          FROM campaign_items
         WHERE campaign_id = {0} AND participant_id = {1} AND ownership = 'Orphan'
         GROUP BY app_id HAVING count(*) >= {2}
         ORDER BY app_id
        """;

    public static async Task<IReadOnlyList<OrphanGroup>> ReadAsync(
        OAuthAttestDb db, CampaignParticipant participant, CancellationToken cancellation)
    {
        var rows = await db
            .Database.SqlQueryRaw<Row>(Sql, participant.CampaignId, participant.Id, Least)
            .ToListAsync(cancellation);
        return
        [
            .. rows.Select(row =>
                new OrphanGroup(row.AppId, (Risk)row.FrozenRisk, new GroupAnswers(row.Grants, row.Kept, row.Removed), row.Digest)
            ),
        ];
    }

    private sealed record Row(long AppId, short FrozenRisk, int Grants, int Kept, int Removed, byte[] Digest);
}
