using System.Text.Json;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Approving;
using OAuthAttest.Campaigns.Opening;
using OAuthAttest.Local.Time;
using OAuthAttest.Revocations;
using OAuthAttest.Revocations.Pausing;
using OAuthAttest.Revocations.Providers;
using OAuthAttest.Tests.Campaigns;
using Xunit;

namespace OAuthAttest.Tests.Revocations.Executing;

/// <summary>
/// A closed campaign with a released worklist in PostgreSQL, and its execution against a model of a provider, step by step.
/// </summary>
internal sealed class ExecutionScene(CampaignWorld world, VirtualClock clock) : IAsyncDisposable
{
    private readonly Dictionary<string, long> ids = new(StringComparer.Ordinal);

    private OpenedCampaign campaign = null!;

    private WorklistTurns Turn => new(world, Provider, Options, clock);

    public CampaignWorld World => world;

    public ModelProvider Provider { get; } = new(clock);

    public RevocationOptions Options { get; } = new() { Mode = RevocationMode.Automatic };

    public RevocationPauses Pauses => new(world.Source);

    public DateTimeOffset Now => clock.GetUtcNow();

    public long CampaignId => campaign.CampaignId;

    /// <summary>How many turns were taken.</summary>
    public int Turns { get; private set; }

    /// <summary>Grants by the id that the provider knows them by.</summary>
    public IReadOnlyDictionary<string, long> Grants => ids;

    /// <param name="narrowed">So many of them, the first ones, are kept and lose one scope only.</param>
    public static async Task<ExecutionScene> StartAsync(
        int grants, TestDatabase? database = null, string key = "2026Q4", int narrowed = 0)
    {
        var world = database is null ? await CampaignWorld.CreateAsync() : await CampaignWorld.OnAsync(database);
        var scene = new ExecutionScene(world, new VirtualClock(CampaignWorld.Start));
        await scene.BeginAsync(grants, key, narrowed);
        return scene;
    }

    /// <summary>Closes a campaign of so many grants that are all to be removed, or to be narrowed.</summary>
    public async Task BeginAsync(int grants, string key, int narrowed = 0)
    {
        await world.ExecuteAsync("UPDATE grants SET status = 'Vanished'");
        ids.Clear();
        var user = await world.UserAsync("person@example.com");
        for (var i = 0; i < grants; i++)
        {
            var id = await world.GrantAsync(await world.AppAsync(), user, scopes: [ModelProvider.Risky, "User.Read"]);
            var external = await world.OneAsync(db => db.Grants.Where(grant => grant.Id == id).Select(grant => grant.ExternalId));
            ids.Add(external, id);
            Provider.Give(external);
        }
        campaign = await world.OpenAsync(key, CampaignWorld.Policy with { Breaker = new BreakerPolicy(1, 1, 1, []) });
        await world.AskEverybodyAsync(campaign.CampaignId);
        foreach (var (_, kept) in ids.Take(narrowed))
        {
            await world.AnswerAsync(campaign.CampaignId, kept, Answer.Keep, "needed");
            await world.ExecuteAsync(
                $"UPDATE campaign_items SET without_scopes = ARRAY['{ModelProvider.Risky}'] WHERE grant_id = {kept}");
        }
        await world.CloseAsync(campaign);
        clock.AdvanceTo(campaign.ClosesAt.AddMinutes(1));
    }

    /// <summary>One turn of the orchestration. A process that dies leaves what it committed.</summary>
    /// <returns>When it would come again, or the reconciler starts it again; null: never.</returns>
    public async Task<DateTimeOffset?> TurnAsync()
    {
        Turns++;
        try
        {
            return await Turn.TakeAsync(CampaignId);
        }
        catch (ProcessDiedException)
        {
            return Now.AddMinutes(15);
        }
    }

    /// <summary>Turns as the orchestration takes them, until that much time has passed.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        var end = Now + time;
        while (true)
        {
            if (await TurnAsync() is not { } next || next > end)
                break;
            clock.AdvanceTo(next > Now ? next : Now.AddSeconds(1));
        }
        clock.AdvanceTo(end);
        await TurnAsync();
    }

    public Task<List<WorklistItem>> ItemsAsync() => Turn.ItemsAsync(CampaignId);

    public async Task<WorklistItem> ItemAsync(long grant) => (await ItemsAsync()).Single(item => item.GrantId == grant);

    public Task<DecidedItem> DecideAsync(long grant, ItemAct act) => Turn.DecideAsync(campaign.Key, grant, act);

    /// <summary>Every change of an item's state in the audit log is one that the table allows.</summary>
    public async Task AssertTransitionsAsync()
    {
        var entries = await world.ReadAsync(db =>
            db.AuditEvents.Where(entry => entry.Subject.Contains("/worklist/"))
                .OrderBy(entry => entry.Sequence)
                .Select(entry => entry.Data));
        foreach (var entry in entries)
        {
            using var data = JsonDocument.Parse(entry);
            if (!data.RootElement.TryGetProperty("from", out var before) || !data.RootElement.TryGetProperty("state", out var after))
                continue;
            var (from, to) = (Enum.Parse<RevocationState>(before.GetString()!), Enum.Parse<RevocationState>(after.GetString()!));
            Assert.True(from == to || RevocationTransitions.IsLegal(from, to), $"{from} became {to}: {entry}");
        }
    }

    public ValueTask DisposeAsync() => world.DisposeAsync();
}
