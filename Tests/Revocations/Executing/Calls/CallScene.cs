using Azure.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Approving;
using OAuthAttest.Campaigns.Opening;
using OAuthAttest.Grants;
using OAuthAttest.Local.Time;
using OAuthAttest.Revocations;
using OAuthAttest.Revocations.Providers;
using OAuthAttest.Tests.Campaigns;
using OAuthAttest.Tests.Identity.Access;
using Xunit;

namespace OAuthAttest.Tests.Revocations.Executing.Calls;

/// <summary>
/// Released worklists in PostgreSQL, carried out by the app's own revoker at a simulated provider over HTTP, whose calls go wrong as
/// chosen.
/// </summary>
internal sealed class CallScene : IAsyncDisposable
{
    private readonly CampaignWorld world;
    private readonly VirtualClock clock;
    private readonly ProviderSide side;
    private readonly ServiceProvider services;
    private readonly IGrantRevoker revoker;
    private readonly WorklistTurns turn;
    private readonly Dictionary<long, ListedGrant> grants = [];
    private OpenedCampaign campaign = null!;
    private int numbers;

    private CallScene(CampaignWorld world, VirtualClock clock, ProviderSide side, ProviderName provider)
    {
        (this.world, this.clock, this.side) = (world, clock, side);
        Calls = new FaultyCalls { OnChange = AssertIsOnRecordAsync };
        services = new ServiceCollection().AddLogging()
            .AddSingleton<TimeProvider>(clock)
            .ConfigureHttpClientDefaults(client => client.AddHttpMessageHandler(Calls.Handler))
            .AddGrantRevocation(new ConfigurationBuilder().AddInMemoryCollection(side.Settings).Build())
            .AddKeyedSingleton<TokenCredential>(RevocationOptions.Section, new FixedToken("simulated-graph-token"))
            .BuildServiceProvider();
        var options = services.GetRequiredService<IOptions<RevocationOptions>>().Value;
        options.Mode = RevocationMode.Automatic;
        // As fast as it goes: what is tried here is what is called, not when.
        options.Entra = options.Entra with { CallsPerSecond = 1000 };
        options.Google = options.Google with { CallsPerSecond = 1000 };
        options.Okta = options.Okta with { CallsPerSecond = 1000, Concurrency = 8 };
        options.GitHub = options.GitHub with { CallsPerSecond = 1000, Concurrency = 8 };
        revoker = Calls.Around(services.GetServices<IGrantRevoker>().Single(each => each.Provider == provider));
        turn = new WorklistTurns(world, revoker, options, clock);
        Bystander = side.Give(0);
    }

    public FaultyCalls Calls { get; }

    /// <summary>What no list has.</summary>
    public ListedGrant Bystander { get; }

    public IReadOnlyDictionary<long, ListedGrant> Grants => grants;

    public static async Task<CallScene> StartAsync(string provider)
    {
        var time = new VirtualClock(CampaignWorld.Start);
        var name = ProviderSide.ProviderOf(provider);
        var inventory = await CampaignWorld.CreateAsync();
        if (name != ProviderName.Entra)
            await inventory.SaveAsync(new InventorySource { Name = provider, Provider = name, LastSucceededAt = CampaignWorld.Start });
        return new CallScene(inventory, time, await ProviderSide.StartAsync(provider, time), name);
    }

    /// <summary>Closes a campaign of so many grants, all of them to be removed, or to be narrowed.</summary>
    public async Task<IReadOnlyList<ListedGrant>> BeginAsync(string key, int count)
    {
        await world.ExecuteAsync("UPDATE grants SET status = 'Vanished'");
        grants.Clear();
        for (var i = 0; i < count; i++)
        {
            var given = side.Give(++numbers);
            grants.Add(await ListAsync(given), given);
        }
        var policy = CampaignWorld.Policy with { Breaker = new BreakerPolicy(1, 1, 1, []) };
        await world.ExecuteAsync($"UPDATE inventory_sources SET last_succeeded_at = '{clock.GetUtcNow():O}'");
        campaign = await world.OpenAsync(key, policy, clock.GetUtcNow());
        await world.AskEverybodyAsync(campaign.CampaignId);
        foreach (var (kept, given) in grants.Where(each => each.Value.Without is not null))
        {
            await world.AnswerAsync(campaign.CampaignId, kept, Answer.Keep);
            await world.ExecuteAsync($"UPDATE campaign_items SET without_scopes = ARRAY['{given.Without}'] WHERE grant_id = {kept}");
        }
        await world.CloseAsync(campaign);
        clock.AdvanceTo(campaign.ClosesAt.AddMinutes(1));
        return [.. grants.Values];
    }

    /// <summary>Turns as the orchestration takes them, until that much time has passed; a process that ended is started again.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        var end = clock.GetUtcNow() + time;
        while (await TurnAsync() is { } next && next <= end)
            clock.AdvanceTo(next > clock.GetUtcNow() ? next : clock.GetUtcNow().AddSeconds(1));
        clock.AdvanceTo(end);
    }

    public Task<List<WorklistItem>> ItemsAsync() => turn.ItemsAsync(campaign.CampaignId);

    public bool Has(ListedGrant grant) => side.Has(grant);

    /// <summary>How many grants the person has at the provider.</summary>
    public int CountOf(ListedGrant grant) => side.CountOf(grant);

    public async Task DecideAsync(long grant, ItemAct act) =>
        Assert.Equal(ItemOutcome.Done, (await turn.DecideAsync(campaign.Key, grant, act)).Outcome);

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await side.DisposeAsync();
        await world.DisposeAsync();
    }

    private async Task<DateTimeOffset?> TurnAsync()
    {
        try
        {
            var next = await turn.TakeAsync(campaign.CampaignId);
            await AssertNothingIsCalledGoneThatIsThereAsync();
            return next;
        }
        catch (ProcessDiedException)
        {
            return clock.GetUtcNow().AddMinutes(1);
        }
    }

    private async Task<long> ListAsync(ListedGrant given)
    {
        var provider = revoker.Provider;
        var seen = clock.GetUtcNow();
        var user = TestData.User(given.PersonId, given.Email, provider, name: given.Email, seen: seen);
        var app = TestData.App(given.ClientId, given.ClientId, provider, seen: seen);
        await world.SaveAsync(user);
        await world.SaveAsync(app);
        await world.SlackAsync(given.Email);
        var grant = TestData.Grant(
            app, given.Id, user.Id, null, given.Scopes, risk: Risk.Low, resource: given.Resource, provider: provider, seen: seen);
        await world.SaveAsync(grant);
        return grant.Id;
    }

    /// <summary>
    /// Before a change at a provider there are the policy or the person that released it, and the entry of the call; or the wish to have it
    /// put back.
    /// </summary>
    private async Task AssertIsOnRecordAsync(string externalId)
    {
        var grant = grants.Single(each => each.Value.Id == externalId).Key;
        var subject = $"campaign/{campaign.Key}/worklist/{grant}";
        var isOnRecord = await world.OneAsync(db => db.Worklist
            .Where(item => item.CampaignId == campaign.CampaignId && item.GrantId == grant)
            .Select(item => item.State == RevocationState.Revoking
                && db.Campaigns.Any(row => row.Id == item.CampaignId && row.WorklistState == WorklistState.Released)
                && db.AuditEvents.Any(entry => entry.Subject == subject && entry.Kind == "revocation.ordered")
                || item.RestoreState == RestoreState.Requested
                && db.AuditEvents.Any(entry => entry.Subject == subject && entry.Kind == "restore.requested")));
        if (!isOnRecord)
            throw new InvalidOperationException($"{externalId} is changed without a decision on record.");
    }

    private async Task AssertNothingIsCalledGoneThatIsThereAsync()
    {
        foreach (var item in await ItemsAsync())
        {
            if (item is { State: RevocationState.Absent or RevocationState.Closed, RestoreState: RestoreState.None })
                Assert.False(side.Has(grants[item.GrantId]), $"{item.State}, and the provider has it");
        }
    }
}
