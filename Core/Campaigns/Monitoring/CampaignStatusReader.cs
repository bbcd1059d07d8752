using Microsoft.EntityFrameworkCore;
using OAuthAttest.Campaigns.Approving;
using OAuthAttest.Campaigns.Asking;
using OAuthAttest.Persistence;

namespace OAuthAttest.Campaigns.Monitoring;

/// <summary>The values of a campaign's row that its orchestration depends on.</summary>
public sealed record CampaignStatus(
    long CampaignId,
    CampaignKey Key,
    CampaignState State,
    DateTimeOffset ClosesAt,
    int ShardCount,
    WorklistState Worklist
);

/// <param name="Standing">The campaign's status.</param>
/// <param name="Counts">For the custom status.</param>
/// <param name="IsComplete">No participant is left to wait for.</param>
/// <param name="Grown">
/// Keys of participants to wake: those who must be notified that answers were made void, and those whose wake-up for something due was
/// lost. Read from the rows, so that a review whose result was lost is followed by one that returns the same people. At most a few
/// hundred; the others wake by themselves or are found by the next review.
/// </param>
public sealed record CampaignReview(CampaignStatus Standing, CampaignCounts Counts, bool IsComplete, IReadOnlyList<string> Grown);

/// <param name="IsHeld">A named person has still to decide.</param>
/// <param name="Until">When the approval window ends.</param>
public sealed record WorklistStatus(bool IsHeld, DateTimeOffset Until);

/// <summary>Checks a running campaign. Orchestrations call this when they wake up, whatever woke them.</summary>
public sealed class CampaignStatusReader(
    IDbContextFactory<OAuthAttestDb> databases,
    CampaignProgress progress,
    ScopeGrowthCheck growth,
    ParticipantRegister register,
    WorklistApproval approval,
    TimeProvider clock
)
{
    private const int MostWoken = 300;

    /// <summary>Delays below this are ignored: those orchestrations wake by themselves.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);

    /// <summary>Some rounds of the reconciler: an orchestration that was woken once more than it needed only reads the tables.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    public async Task<CampaignStatus?> FindAsync(CampaignKey key, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await Statuses(db.Campaigns.Where(c => c.Key == key)).SingleOrDefaultAsync(cancellation);
    }

    /// <summary>The campaigns that are not over; each should have a running orchestration.</summary>
    public async Task<IReadOnlyList<CampaignStatus>> FindUnfinishedAsync(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await Statuses(
                db.Campaigns.Where(c => c.State != CampaignState.Closed && c.State != CampaignState.Cancelled).OrderBy(c => c.Id)
            )
            .ToListAsync(cancellation);
    }

    /// <summary>
    /// The campaigns that somebody closed, cancelled or decided on not long ago. Whoever wrote that may have died before waking the
    /// orchestration, which sleeps for up to a day.
    /// </summary>
    public async Task<IReadOnlyList<CampaignKey>> FindMovedAsync(CancellationToken cancellation)
    {
        var since = clock.GetUtcNow() - Recent;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.Campaigns.Where(c => c.State == CampaignState.Closing || c.ClosedAt > since)
            .OrderBy(c => c.Id)
            .Select(c => c.Key)
            .ToListAsync(cancellation);
    }

    /// <summary>Compares the open questions with the inventory, and counts.</summary>
    public async Task<CampaignReview> ReviewAsync(long campaignId, CancellationToken cancellation)
    {
        await growth.RunAsync(new CheckScopeGrowth(campaignId, clock.GetUtcNow()), cancellation);
        var counts = await progress.ReadAsync(campaignId, cancellation);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var status = await Statuses(db.Campaigns.Where(c => c.Id == campaignId)).SingleAsync(cancellation);
        // Participants' orchestrations sleep until their next date. A lost wake-up is noticed here, at least once a day.
        var policy = CampaignPolicyJson.Read(
            await db.Campaigns.Where(c => c.Id == campaignId).Select(c => c.PolicyJson).SingleAsync(cancellation)
        );
        var untold = await register.ListUntoldAsync(campaignId, MostWoken, cancellation);
        var forgotten = await register.ListForgottenAsync(
            campaignId,
            policy.CorrectionWindow + Grace,
            MostWoken,
            clock.GetUtcNow(),
            cancellation
        );
        return new CampaignReview(
            status, counts, await register.IsCompleteAsync(campaignId, cancellation),
            [.. untold.Concat(forgotten).Distinct(StringComparer.Ordinal).Take(MostWoken)]);
    }

    /// <summary>Whether the worklist is still held. If the approval window is over, the list is rejected here.</summary>
    public async Task<WorklistStatus> ReviewWorklistAsync(long campaignId, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var campaign = await db.Campaigns.AsNoTracking().SingleAsync(c => c.Id == campaignId, cancellation);
        var until = campaign.ClosesAt + CampaignPolicyJson.Read(campaign.PolicyJson).ApprovalWindow;
        if (campaign.WorklistState != WorklistState.Held || campaign.State == CampaignState.Cancelled)
            return new WorklistStatus(IsHeld: false, until);
        if (now < until)
            return new WorklistStatus(IsHeld: true, until);
        await approval.ExpireAsync(new ExpireWorklist(campaignId, now), cancellation);
        return new WorklistStatus(IsHeld: false, until);
    }

    private static IQueryable<CampaignStatus> Statuses(IQueryable<Campaign> campaigns) =>
        campaigns.Select(c => new CampaignStatus(c.Id, c.Key, c.State, c.ClosesAt, c.ShardCount, c.WorklistState));
}
