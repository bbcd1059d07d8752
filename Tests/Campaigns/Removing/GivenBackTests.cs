using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Revocations;
using OAuthAttest.Revocations.Executing;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Tests.Functions;
using Xunit;

namespace OAuthAttest.Tests.Campaigns.Removing;

/// <summary>What the lead gives back after it was removed: whoever lost it is told, and each item has its button.</summary>
public sealed class GivenBackTests
{
    private const string PutBack = ", restore_state = 'Done', restore_by = 'lead@example.com', restore_at = @now";

    private static readonly HostSetup Automatic = new() { ["Revocation:Mode"] = "Automatic" };

    [Theory]
    [InlineData(null, "open the app, sign in")]
    [InlineData("https://apps.example/open/{clientId}", "<https://apps.example/open/client-1|sign in to it>")]
    public async Task Access_ThatOnlyThePersonCanGive_IsOfferedToThemWithTheWayThere(string? url, string words)
    {
        var setup = new HostSetup
        {
            ["Revocation:Mode"] = "Automatic",
            ["Revocation:SignInPages:0:Provider"] = url is null ? "okta" : "entra",
            ["Revocation:SignInPages:0:Url"] = url ?? "https://other.example/",
        };
        await using var world = await FlowWorld.StartAsync(setup);
        var jane = await world.AddPersonAsync("jane");
        var grant = await world.AddGrantAsync("jane");
        await GoneAsync(world, grant);
        Assert.Single(jane.Told());

        await world.Person("lead").PressAsync(Assert.Single(Restores(End(world))));
        await world.Host.WhenIdleAsync();

        var item = await world.ListedAsync(grant);
        var page = url is null ? null : "https://apps.example/open/client-1";
        Assert.Equal((RevocationState.Closed, RestoreState.NeedsConsent, page), (item.State, item.RestoreState, item.RestorePage));
        var answer = Assert.Single(End(world).Ephemerals);
        Assert.Contains("Only the person", answer, StringComparison.Ordinal);
        Assert.Equal(page is not null, answer.Contains($"<{page}>", StringComparison.Ordinal));
        Assert.Equal(2, jane.Told().Count);
        var told = jane.Told()[1];
        Assert.Equal(FlowWorld.Question(jane).Timestamp, told.Thread);
        Assert.Contains("lead@example.com decided that you may have it again", told.ReadAloud(), StringComparison.Ordinal);
        Assert.Contains(words, told.ReadAloud(), StringComparison.Ordinal);
        Assert.DoesNotContain("What it means", told.ReadAloud(), StringComparison.Ordinal);

        Assert.Null(await world.TellAsync());
        Assert.Equal(2, jane.Told().Count);
        var row = (await world.GetJsonAsync("campaigns/2026Q4/worklist")).GetProperty("rows")[0].GetProperty("removal");
        Assert.Equal(page, row.GetProperty("restorePage").GetString());
    }

    [Fact]
    public async Task Access_OfAnAccountThatIsNotTheirs_IsNotOfferedToWhoeverWasAskedAboutIt()
    {
        await using var world = await FlowWorld.StartAsync(Automatic);
        var lead = world.Person("lead");
        var grant = await world.AddGrantAsync(owner: null);
        await GoneAsync(world, grant);

        await world.Person("lead").PressAsync(Assert.Single(Restores(End(world))));
        await world.Host.WhenIdleAsync();

        var text = lead.Told()[^1].ReadAloud();
        Assert.Contains("Only whoever has the account can give it", text, StringComparison.Ordinal);
        Assert.DoesNotContain("you may have it", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Permissions_ThatOnlyThePersonCanGive_AreOffered_AndTheAppIsNotCalledGone()
    {
        await using var world = await FlowWorld.StartAsync(Automatic);
        var jane = await world.AddPersonAsync("jane");
        var grant = await world.AddGrantAsync("jane", ["Mail.Read"]);
        await GoneAsync(world, ", without_scopes = '{Mail.Read}'", grant);

        await world.Person("lead").PressAsync(Assert.Single(Restores(End(world))));
        await world.Host.WhenIdleAsync();

        var text = jane.Told()[^1].ReadAloud();
        Assert.Contains("it has lost this:", text, StringComparison.Ordinal);
        Assert.Contains("Only you can give it: open the app", text, StringComparison.Ordinal);
        Assert.DoesNotContain("is gone", text, StringComparison.Ordinal);
    }

    /// <summary>The process died between the decision and the wake-up: whatever sleeps until tomorrow is woken.</summary>
    [Fact]
    public async Task Access_WhoseWakeUpWasLost_IsOverdueUntilThePersonIsTold()
    {
        await using var world = await FlowWorld.StartAsync(Automatic);
        await world.AddPersonAsync("jane");
        var grant = await world.AddGrantAsync("jane");
        await GoneAsync(world, grant);
        await world.PutAsync(grant, RevocationState.Closed, ", restore_state = 'NeedsConsent', restore_by = 'lead@example.com', "
            + "restore_at = @now, next_at = timestamptz @now + interval '1 day'");
        await world.Time.AdvanceAsync(TimeSpan.FromMinutes(6));

        Assert.True(await IsOverdueAsync(world));
        await world.TellAsync();
        Assert.False(await IsOverdueAsync(world));
    }

    [Theory]
    [InlineData(null, "it is there again, as lead@example.com decided")]
    [InlineData("{Mail.Read}", "it has this again")]
    public async Task Access_ThatWasPutBack_IsToldOnce(string? without, string words)
    {
        await using var world = await FlowWorld.StartAsync(Automatic);
        var jane = await world.AddPersonAsync("jane");
        var grant = await world.AddGrantAsync("jane", ["Mail.Read"]);
        await GoneAsync(world, without is null ? "" : $", without_scopes = '{without}'", grant);
        await world.PutAsync(grant, RevocationState.Restored, PutBack);
        Assert.Null(await world.TellAsync());
        Assert.Null(await world.TellAsync());

        Assert.Equal(2, jane.Told().Count);
        Assert.Contains(words, jane.Told()[1].ReadAloud(), StringComparison.Ordinal);
    }

    /// <summary>A time with parts of a millisecond, as clocks have it: the message's time is not before it.</summary>
    [Fact]
    public async Task Access_ThatWasPutBackWithinAMillisecond_IsToldOnce()
    {
        await using var world = await FlowWorld.StartAsync(Automatic);
        var jane = await world.AddPersonAsync("jane");
        var grant = await world.AddGrantAsync("jane");
        await GoneAsync(world, grant);
        await world.Time.AdvanceAsync(TimeSpan.FromMicroseconds(700));

        await world.PutAsync(grant, RevocationState.Restored, PutBack);
        await world.TellAsync();
        await world.TellAsync();
        await world.TellAsync();

        Assert.Equal(2, jane.Told().Count);
    }

    [Fact]
    public async Task EverythingThatIsGone_HasAButton_AndTheNextOnesComeOnRequest()
    {
        await using var world = await FlowWorld.StartAsync(Automatic);
        var jane = await world.AddPersonAsync("jane");
        var grants = new List<long>();
        for (var number = 0; number < 12; number++)
            grants.Add(await world.AddGrantAsync("jane", number % 3 == 0 ? ["Mail.ReadWrite"] : ["openid"]));
        await GoneAsync(world, grants);

        var shown = new List<SimulatedMessage> { End(world) };
        while (shown[^1].Buttons().FirstOrDefault(button => button.ActionId == SlackActions.MoreRemoved) is { } more)
        {
            // Whoever has one put back in between misses none.
            if (shown.Count == 1)
                await world.ExecuteAsync($"UPDATE revocation_worklist SET restore_state = 'Requested' WHERE grant_id = {grants[0]}");
            await world.Person("lead").PressAsync(more);
            await world.Host.WhenIdleAsync();
            shown.Add(Assert.Single(shown[^1].EphemeralMessages));
            Assert.True(shown.Count < 9, "There is always more.");
        }

        var buttons = shown.SelectMany(Restores).Select(button => ItemButton.Decode(button.Value)!.GrantId).ToList();
        Assert.Equal(3, shown.Count);
        Assert.Equal(grants.Order(), buttons.Order());
    }

    [Fact]
    public async Task More_OfWhatWasPutBackMeanwhile_SaysThatThereIsNothing()
    {
        await using var world = await FlowWorld.StartAsync(Automatic);
        var jane = await world.AddPersonAsync("jane");
        var grants = new List<long>();
        for (var number = 0; number < 6; number++)
            grants.Add(await world.AddGrantAsync("jane"));
        await GoneAsync(world, grants);
        await world.ExecuteAsync("UPDATE revocation_worklist SET restore_state = 'Requested'");

        await world.Person("lead").PressAsync(End(world).Buttons().Single(button => button.ActionId == SlackActions.MoreRemoved));
        await world.Host.WhenIdleAsync();

        Assert.Contains("Nothing more", Assert.Single(End(world).Ephemerals), StringComparison.Ordinal);
    }

    /// <summary>Nobody answers; all are removed and closed, and everybody was told.</summary>
    private static Task GoneAsync(FlowWorld world, params IEnumerable<long> grants) => GoneAsync(world, "", grants);

    private static async Task GoneAsync(FlowWorld world, string more, params IEnumerable<long> grants)
    {
        await world.OpenCampaignAsync();
        await world.CloseAsync();
        foreach (var grant in grants)
            await world.PutAsync(grant, RevocationState.Closed, $", closed_at = @now, next_at = timestamptz @now + interval '1 day'{more}");
        Assert.Null(await world.TellAsync());
        await world.Time.AdvanceAsync(TimeSpan.FromMinutes(5));
    }

    private static async Task<bool> IsOverdueAsync(FlowWorld world) => Assert.Single(
        await world.Service<RevocationBacklog>().FindAsync(null, world.Clock.GetUtcNow(), default)).IsOverdue;

    private static SimulatedMessage End(FlowWorld world) =>
        world.LeadMessages.Single(message => message.Key!.EndsWith(":report:removed", StringComparison.Ordinal));

    private static IEnumerable<SimulatedButton> Restores(SimulatedMessage message) =>
        message.Buttons().Where(button => button.ActionId == SlackActions.RestoreItem);
}
