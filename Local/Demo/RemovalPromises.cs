using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OAuthAttest.Campaigns;
using OAuthAttest.Grants;
using OAuthAttest.Local.Demo.Stage;
using OAuthAttest.Local.Hosting;
using OAuthAttest.Persistence;
using OAuthAttest.Revocations;
using OAuthAttest.Revocations.Providers;

namespace OAuthAttest.Local.Demo;

/// <summary>What must hold after the removals: the worklist compared with what the simulated providers hold now and held before.</summary>
internal sealed class RemovalPromises(LocalHost host, DemoOutside outside, HeldGrants before, CampaignKey campaign)
{
    private readonly Promises promises = new();
    private readonly HeldGrants now = HeldGrants.Of(outside);

    public async Task<Promises> CheckAsync(SpecialItems special, CancellationToken cancellation)
    {
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<OAuthAttestDb>>().CreateDbContextAsync(cancellation);
        var items = await db.Worklist.AsNoTracking().OrderBy(item => item.GrantId).ToListAsync(cancellation);
        var grants = await db.Grants.AsNoTracking().ToListAsync(cancellation);
        var held = grants.Where(grant => HeldGrants.Providers.Contains(grant.Provider))
            .ToDictionary(grant => grant.Id, grant => new HeldGrant(grant.Provider, grant.ExternalId));
        var row = await db.Campaigns.AsNoTracking().SingleAsync(each => each.Key == campaign, cancellation);

        var early = items.Count(item => item.AcceptedAt < row.WorklistDecidedAt);
        promises.Add(
            "Nothing was removed before a named person approved exactly this list",
            early == 0 && row.WorklistDecidedBy is not null,
            $"approved by {row.WorklistDecidedBy}, {early} removed before");
        Closed(items.FindAll(item => item.State == RevocationState.Closed && held.ContainsKey(item.GrantId)), held);
        Untouched(items, held);
        Special(items, special);
        var differ = grants.Count(grant => held.TryGetValue(grant.Id, out var each) && (grant.VanishedAt is null) != now.Has(each));
        promises.Add("The next sync lists what is there, and nothing that is closed", differ == 0, $"{held.Count} grants, {differ} differ");
        var tasks = items.FindAll(item => !HeldGrants.Providers.Contains(item.Provider));
        promises.Add("Where nothing may be called, each item is a person's task",
            tasks.Count > 0 && tasks.TrueForAll(item => item.State == RevocationState.ByHand), $"{tasks.Count} tasks");
        return promises;
    }

    private void Closed(List<WorklistItem> closed, Dictionary<long, HeldGrant> held)
    {
        var wrong = closed.Count(item => now.Has(held[item.GrantId]));
        var counts = HeldGrants.Providers
            .Select(provider => (Name: provider, Count: closed.Count(item => item.Provider == provider))).ToList();
        promises.Add(
            "What is called closed is not there, at any provider",
            wrong == 0 && counts.TrueForAll(each => each.Count > 0),
            $"{string.Join(", ", counts.Select(each => $"{each.Count} at {each.Name}"))}; {wrong} of them there");
        var options = host.Services.GetRequiredService<IOptions<RevocationOptions>>().Value;
        var tooEarly = closed.Count(item =>
            item.ClosedAt < item.TokensUntil
            || item.AbsentAt < item.AcceptedAt
                + (item.Provider == ProviderName.Entra ? SampleTenant.ListingLag : options.TimesOf(item.Provider)!.ListingLag));
        promises.Add("Absent only after the lists forgot, closed only after the tokens expired", tooEarly == 0, $"{tooEarly} too early");
    }

    private void Untouched(List<WorklistItem> items, Dictionary<long, HeldGrant> held)
    {
        var listed = items.Where(item => held.ContainsKey(item.GrantId)).Select(item => held[item.GrantId]).ToHashSet();
        var others = before.Entries.Keys.Where(grant => !listed.Contains(grant)).ToList();
        var lost = others.Count(grant => !now.IsAsIn(before, grant));
        promises.Add(
            "What is on no list is untouched, at any provider",
            lost == 0 && HeldGrants.Providers.All(provider => others.Exists(grant => grant.Provider == provider)),
            $"{others.Count} grants, {lost} changed");
    }

    private void Special(List<WorklistItem> items, SpecialItems special)
    {
        var (failed, back, again) = (StateOf(items, special.Failed), StateOf(items, special.Back), StateOf(items, special.Again));
        promises.Add("What the provider refused goes after a person stepped in", failed == RevocationState.Closed, $"{failed}");
        promises.Add("What a person wanted back is back and was read", back == RevocationState.Restored, $"{back}");
        promises.Add("What came back is noticed and not called removed",
            again is RevocationState.Reappeared or RevocationState.Reopened, $"{again}");
    }

    private static RevocationState? StateOf(List<WorklistItem> items, WorklistItem? which) =>
        items.Find(item => item.GrantId == which?.GrantId)?.State;
}
