using Microsoft.EntityFrameworkCore;
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

    public static async Task<IReadOnlyList<OrphanGroup>> ReadAsync(
        OAuthAttestDb db, CampaignParticipant participant, CancellationToken cancellation)
    {
        var rows = await db.Database.SqlQuery<Row>(
            $"""
            SELECT app_id AS "AppId", max(frozen_risk) AS "FrozenRisk", count(*)::int AS "Grants",
                   count(*) FILTER (WHERE answer = 'Keep')::int AS "Kept",
                   count(*) FILTER (WHERE answer IN ('Remove', 'NotMine'))::int AS "Removed",
                   sha256(coalesce(
                       string_agg(int8send(grant_id) || scope_digest, ''::bytea ORDER BY grant_id) FILTER (WHERE answer = 'None'),
                       ''::bytea)) AS "Digest"
              FROM campaign_items
             WHERE campaign_id = {participant.CampaignId} AND participant_id = {participant.Id} AND ownership = 'Orphan'
             GROUP BY app_id HAVING count(*) >= {Least}
             ORDER BY app_id
            """
        ).ToListAsync(cancellation);
        return
        [
            .. rows.Select(row =>
                new OrphanGroup(row.AppId, (Risk)row.FrozenRisk, new GroupAnswers(row.Grants, row.Kept, row.Removed), row.Digest)
            ),
        ];
    }

    private sealed record Row(long AppId, short FrozenRisk, int Grants, int Kept, int Removed, byte[] Digest);
}
