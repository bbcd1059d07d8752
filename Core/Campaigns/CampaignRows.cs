using Microsoft.EntityFrameworkCore;
using OAuthAttest.Persistence;

namespace OAuthAttest.Campaigns;

/// <summary>Locks a campaign's row, so that its state cannot change between the check and the commit.</summary>
internal static class CampaignRows
{
    public static Task<Campaign?> LockAsync(OAuthAttestDb db, CampaignKey key, CancellationToken cancellation) =>
        db.Campaigns.FromSql($"SELECT * FROM campaigns WHERE key = {key.ToString()} FOR UPDATE").SingleOrDefaultAsync(cancellation);

    public static async Task<Campaign> LockAsync(OAuthAttestDb db, long id, CancellationToken cancellation) =>
        await db.Campaigns.FromSql($"SELECT * FROM campaigns WHERE id = {id} FOR UPDATE").SingleOrDefaultAsync(cancellation)
            ?? throw new InvalidOperationException($"There is no campaign {id}.");
}
