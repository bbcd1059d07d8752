using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Closing;
using OAuthAttest.Grants;
using Xunit;

namespace OAuthAttest.Tests.Campaigns;

public sealed class DriftTests
{
    public static TheoryData<string, Drift> Changes => new()
    {
        { "kept, same", Drift.KeptLastTime },
        { "kept, fewer scopes", Drift.KeptLastTime },
        { "kept, more scopes", Drift.ScopesGrown },
        { "kept, other scopes", Drift.ScopesGrown },
        { "kept, now tenant-wide", Drift.ScopesGrown },
        { "removed, same", Drift.Unchanged },
        { "silent, same", Drift.Unchanged },
        { "silent, more scopes", Drift.ScopesGrown },
        { "new", Drift.New },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task OpenAsync_AfterAClosedCampaign_SaysWhatChangedSince(string change, Drift expected)
    {
        await using var world = await CampaignWorld.CreateAsync();
        var (app, user) = (await world.AppAsync(), await world.UserAsync("person@example.com"));
        var before = await world.GrantAsync(app, user, scopes: ["Files.Read", "Mail.Read"]);
        var first = await world.OpenAsync("first");
        await world.AskEverybodyAsync(first.CampaignId);
        if (!change.StartsWith("silent", StringComparison.Ordinal))
        {
            await world.AnswerAsync(
                first.CampaignId,
                before,
                change.StartsWith("removed", StringComparison.Ordinal) ? Answer.Remove : Answer.Keep
            );
        }
        await world.CloseAsync(first);
        await world.ExecuteAsync("UPDATE campaigns SET state = 'Closed', closed_at = closes_at");
        if (change.EndsWith("fewer scopes", StringComparison.Ordinal))
            await world.ChangeScopesAsync(before, ConsentType.Principal, "Mail.Read");
        else if (change.EndsWith("more scopes", StringComparison.Ordinal))
            await world.ChangeScopesAsync(before, ConsentType.Principal, "Files.Read", "Mail.Read", "Mail.Send");
        else if (change.EndsWith("other scopes", StringComparison.Ordinal))
            await world.ChangeScopesAsync(before, ConsentType.Principal, "Calendars.Read");
        else if (change.EndsWith("tenant-wide", StringComparison.Ordinal))
            await world.ChangeScopesAsync(before, ConsentType.Tenant, "Files.Read", "Mail.Read");
        var grant = change == "new" ? await world.GrantAsync(app, user) : before;

        var second = await world.OpenAsync("second", now: CampaignWorld.Start.AddDays(90), acceptStale: true);

        Assert.Equal(expected, (await world.ItemAsync(second.CampaignId, grant)).Drift);
    }

    [Fact]
    public async Task OpenAsync_NoClosedCampaignBefore_KnowsNoDrift()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var grant = await world.GrantAsync(await world.AppAsync(), await world.UserAsync("person@example.com"));
        var cancelled = await world.OpenAsync("cancelled");
        await world.Closing.CancelAsync(new CancelCampaign(cancelled.Key, "tester", CampaignWorld.Start), CancellationToken.None);
        await world.OpenAsync("still-open");

        var opened = await world.OpenAsync("third");

        Assert.Equal(Drift.Unknown, (await world.ItemAsync(opened.CampaignId, grant)).Drift);
    }

    [Fact]
    public async Task OpenAsync_AfterAPilot_ComparesEachGrantWithTheLastCampaignThatCoveredIt()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var (mailer, other) = (await world.AppAsync(clientId: "mailer"), await world.AppAsync(clientId: "other"));
        var user = await world.UserAsync("person@example.com");
        var (kept, grown, piloted) = (
            await world.GrantAsync(other, user),
            await world.GrantAsync(other, user, scopes: ["Files.Read"]),
            await world.GrantAsync(mailer, user));
        await CloseAsync(world, "full", 0, filter: null, keep: [kept, grown]);
        await CloseAsync(world, "pilot", 30, new CampaignFilter { Apps = ["mailer"] }, keep: [piloted]);
        await world.ChangeScopesAsync(grown, ConsentType.Principal, "Files.Read", "Mail.Send");
        var added = await world.GrantAsync(other, user);
        await world.ExecuteAsync($"UPDATE grants SET first_seen_at = '2026-11-15' WHERE id = {added}");

        var opened = await world.OpenAsync("next", now: CampaignWorld.Start.AddDays(90), acceptStale: true);

        async Task<Drift> OfAsync(long grant) => (await world.ItemAsync(opened.CampaignId, grant)).Drift;
        Assert.Equal(Drift.KeptLastTime, await OfAsync(kept));
        Assert.Equal(Drift.ScopesGrown, await OfAsync(grown));
        Assert.Equal(Drift.KeptLastTime, await OfAsync(piloted));
        Assert.Equal(Drift.New, await OfAsync(added));
    }

    [Fact]
    public async Task OpenAsync_GrantThatNoCampaignCovered_IsNotCalledNewWhenItIsOld()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var (mailer, other) = (await world.AppAsync(clientId: "mailer"), await world.AppAsync(clientId: "other"));
        var user = await world.UserAsync("person@example.com");
        var (piloted, old) = (await world.GrantAsync(mailer, user), await world.GrantAsync(other, user));
        await world.ExecuteAsync("UPDATE grants SET first_seen_at = '2026-01-01'");
        await CloseAsync(world, "pilot", 0, new CampaignFilter { Apps = ["mailer"] }, keep: [piloted]);

        var opened = await world.OpenAsync("next", now: CampaignWorld.Start.AddDays(90), acceptStale: true);

        Assert.Equal(Drift.Unknown, (await world.ItemAsync(opened.CampaignId, old)).Drift);
        Assert.Equal(Drift.KeptLastTime, (await world.ItemAsync(opened.CampaignId, piloted)).Drift);
    }

    private static async Task CloseAsync(CampaignWorld world, string key, int day, CampaignFilter? filter, long[] keep)
    {
        var opened = await world.OpenAsync(
            key, CampaignWorld.Policy with { Filter = filter ?? new() }, CampaignWorld.Start.AddDays(day), acceptStale: true);
        await world.AskEverybodyAsync(opened.CampaignId);
        foreach (var grant in keep)
            await world.AnswerAsync(opened.CampaignId, grant, Answer.Keep);
        await world.CloseAsync(opened);
        await world.ExecuteAsync($"UPDATE campaigns SET state = 'Closed', closed_at = closes_at WHERE key = '{key}'");
    }
}
