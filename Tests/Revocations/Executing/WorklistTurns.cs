using Microsoft.EntityFrameworkCore;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Approving;
using OAuthAttest.Revocations;
using OAuthAttest.Revocations.Executing;
using OAuthAttest.Revocations.Pausing;
using OAuthAttest.Revocations.Providers;
using OAuthAttest.Tests.Campaigns;

namespace OAuthAttest.Tests.Revocations.Executing;

/// <summary>The turns of a worklist's orchestration, each with new objects, as after a restart; and what a named person decides.</summary>
internal sealed class WorklistTurns(CampaignWorld world, IGrantRevoker revoker, RevocationOptions options, TimeProvider clock)
{
    private Microsoft.Extensions.Options.IOptions<RevocationOptions> Options => Microsoft.Extensions.Options.Options.Create(options);

    /// <returns>When it would come again; null: never.</returns>
    public async Task<DateTimeOffset?> TakeAsync(long campaignId)
    {
        await new WorklistRelease(world.Source, Options, clock).ReleaseAsync(new ReleaseWorklist(campaignId), CancellationToken.None);
        var executor = new RevocationExecutor(world.Source, [revoker], new RevocationPauses(world.Source), Options, clock);
        return (await executor.AdvanceAsync(new AdvanceRevocations(campaignId, revoker.Provider), CancellationToken.None)).NextAt;
    }

    public Task<List<WorklistItem>> ItemsAsync(long campaignId) =>
        world.ReadAsync(db => db.Worklist.AsNoTracking().Where(item => item.CampaignId == campaignId).OrderBy(item => item.GrantId));

    public Task<DecidedItem> DecideAsync(CampaignKey campaign, long grant, ItemAct act) =>
        new WorklistItemDecisions(world.Source, world.Databases, [revoker], Options).DecideAsync(
            new DecideItem(campaign, grant, act, SlackUserId: null, CampaignWorld.Lead, clock.GetUtcNow()), CancellationToken.None);
}
