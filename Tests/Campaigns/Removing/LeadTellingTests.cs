using OAuthAttest.Evidence;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Revocations;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Tests.Functions;
using Xunit;

namespace OAuthAttest.Tests.Campaigns.Removing;

public sealed class LeadTellingTests
{
    [Fact]
    public async Task Lead_OfItemsOfAllKinds_GetsOneMessageWithWhatIsSoAndWhatToDo()
    {
        await using var world = await FlowWorld.StartAsync();
        var grants = await CloseAsync(world, 4);
        await world.PutAsync(grants[0], RevocationState.Reappeared, $", absent_at = '2026-10-15', reappeared_at = '2026-10-17'");
        await world.PutAsync(grants[1], RevocationState.Questioned, ", problem = 'Since the decision the app got Mail.Send.'");
        await world.PutAsync(grants[2], RevocationState.Failed, ", problem = 'HTTP 403: no privileges'");
        await world.PutAsync(grants[3], RevocationState.ByHand, ", problem = 'Nothing here may revoke at entra.'");

        Assert.Null(await world.TellAsync());

        var told = Assert.Single(Notices(world));
        var text = told.ReadAloud();
        foreach (var words in new[]
        {
            "*Was removed, and is there again (1):*", "*App 1* · jane@example.com · Microsoft", "found again on",
            "Since the decision the app got Mail.Send.", "HTTP 403: no privileges",
            "*To be removed by hand", "For lead@example.com", "cannot revoke it", "Get-MgUserOauth2PermissionGrant -UserId 'account-jane'",
        })
        {
            Assert.Contains(words, text, StringComparison.Ordinal);
        }
        Assert.Equal(RevocationState.Reopened, (await world.ListedAsync(grants[0])).State);
        Assert.Single(await world.AuditKindsAsync(), AuditKinds.RevocationReopened);
        Assert.All(await world.ReadAsync(db => db.Worklist), item => Assert.NotNull(item.LeadToldAt));
        Assert.Equal(
            [SlackActions.RemoveItem, SlackActions.LetItemStand],
            told.Buttons().Where(button => button.BlockId.StartsWith("oaa.item.", StringComparison.Ordinal))
                .Select(button => button.ActionId).Distinct().Order());
        Assert.DoesNotContain(told.Buttons(), b => b.ActionId == SlackActions.RemoveItem && b.BlockId == $"oaa.item.{grants[3]}");

        Assert.Null(await world.TellAsync());
        Assert.Single(Notices(world));
    }

    [Fact]
    public async Task Item_ThatCameBack_IsReopenedOnlyAfterSlackTookTheMessage()
    {
        await using var world = await FlowWorld.StartAsync();
        var grants = await CloseAsync(world, 1);
        await world.PutAsync(grants[0], RevocationState.Reappeared, ", reappeared_at = @now");
        world.Slack.Faults.Next("chat.postMessage", SlackFault.BrokenBeforeAccepting);

        var again = await world.TellAsync();
        Assert.NotNull(again);
        Assert.Equal(RevocationState.Reappeared, (await world.ListedAsync(grants[0])).State);

        await world.Time.AdvanceToAsync(again.Value);
        await world.TellAsync();
        Assert.Equal(RevocationState.Reopened, (await world.ListedAsync(grants[0])).State);
        Assert.Single(Notices(world));
    }

    [Fact]
    public async Task Storm_OfThousandsThatFailOneAfterTheOther_IsOneMessageAnHour()
    {
        await using var world = await FlowWorld.StartAsync();
        var grants = await CloseAsync(world, 30);
        for (var i = 0; i < 10; i++)
        {
            await world.PutAsync(grants[i], RevocationState.Failed, ", problem = 'no'");
            await world.TellAsync();
            await world.Time.AdvanceAsync(TimeSpan.FromMinutes(3));
        }
        Assert.Single(Notices(world));
        foreach (var grant in grants.Skip(10))
            await world.PutAsync(grant, RevocationState.Failed, ", problem = 'no'");

        await world.Time.AdvanceToAsync((await world.TellAsync())!.Value);
        Assert.Null(await world.TellAsync());

        Assert.Equal(2, Notices(world).Count);
        var text = Notices(world)[1].ReadAloud();
        Assert.Contains("(29)", text, StringComparison.Ordinal);
        Assert.Contains("…and 26 more", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task First_WaitsWhileOtherItemsAreDueForACall_AndNotLonger()
    {
        await using var world = await FlowWorld.StartAsync();
        var grants = await CloseAsync(world, 2);
        await world.PutAsync(grants[0], RevocationState.Failed, ", problem = 'no'");
        await world.ExecuteAsync("UPDATE revocation_worklist SET ordered_at = next_at");
        var now = world.Clock.GetUtcNow();
        await world.ExecuteAsync($"UPDATE revocation_worklist SET ordered_at = '{now:O}' WHERE grant_id = {grants[0]}");
        await world.PutAsync(grants[1], RevocationState.Approved, $", next_at = '{now:O}'");

        Assert.Equal(now + TimeSpan.FromMinutes(10), await world.TellAsync());
        Assert.Empty(Notices(world));
        await world.Time.AdvanceToAsync(now + TimeSpan.FromMinutes(10));
        await world.TellAsync();
        Assert.Single(Notices(world));
    }

    [Fact]
    public async Task Message_OfTheLongestTexts_StaysInsideSlacksLimitsWithEveryButtonUnderItsItem()
    {
        await using var world = await FlowWorld.StartAsync();
        var grants = await CloseAsync(world, 12);
        await world.ExecuteAsync($"UPDATE campaign_apps SET name = '{new string('&', 400)}'");
        RevocationState[] states =
            [RevocationState.Reappeared, RevocationState.Questioned, RevocationState.Failed, RevocationState.ByHand];
        for (var i = 0; i < grants.Count; i++)
        {
            await world.PutAsync(
                grants[i], states[i % 4], $", problem = '{new string('<', 1000)}', reappeared_at = @now, absent_at = @now");
        }

        Assert.Null(await world.TellAsync());

        var told = Assert.Single(Notices(world));
        Assert.True(told.ReadAloud().Length < 11_000);
        Assert.NotEmpty(told.Buttons());
    }

    [Fact]
    public async Task Restore_ThatFailed_IsToldOnceWithTheProvidersAnswer_AndHasNoButtons()
    {
        await using var world = await FlowWorld.StartAsync();
        var grants = await CloseAsync(world, 2);
        await world.PutAsync(grants[0], RevocationState.Closed);
        await world.PutAsync(grants[1], RevocationState.Failed, ", problem = 'no'");
        await world.TellAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromHours(2));
        await world.PutAsync(
            grants[0], RevocationState.Closed, ", restore_state = 'Failed', restore_at = @now, problem = 'Quota of consents is used up.'");

        Assert.Null(await world.TellAsync());
        Assert.Null(await world.TellAsync());

        var told = Notices(world);
        Assert.Equal(2, told.Count);
        Assert.Contains("Was to be put back, and is not (1)", told[^1].ReadAloud(), StringComparison.Ordinal);
        Assert.Contains("Quota of consents is used up.", told[^1].ReadAloud(), StringComparison.Ordinal);
        Assert.DoesNotContain(told[^1].Buttons(), button => button.BlockId == $"oaa.item.{grants[0]}");
    }

    [Fact]
    public async Task Click_OfSomebodyElse_IsAnsweredPolitelyAndIsEvidence_AndTheLeadsCounts()
    {
        await using var world = await FlowWorld.StartAsync(new HostSetup { ["Revocation:Mode"] = "Automatic" });
        var grants = await CloseAsync(world, 2);
        await world.PutAsync(grants[0], RevocationState.Failed, ", problem = 'no'");
        await world.PutAsync(grants[1], RevocationState.Failed, ", problem = 'no'");
        await world.TellAsync();
        SimulatedButton Button(string action, long grant) =>
            Notices(world)[^1].Buttons().First(b => b.ActionId == action && b.BlockId == $"oaa.item.{grant}");

        await world.Person("jane").PressAsync(Button(SlackActions.LetItemStand, grants[0]));
        Assert.Equal(RevocationState.Failed, (await world.ListedAsync(grants[0])).State);
        Assert.Contains("Only the lead", Assert.Single(Notices(world)[0].Ephemerals), StringComparison.Ordinal);
        Assert.Single(await world.AuditKindsAsync(), AuditKinds.RevocationDecisionRefused);

        await world.Person("lead").PressAsync(Button(SlackActions.LetItemStand, grants[0]));
        Assert.Equal(RevocationState.Rejected, (await world.ListedAsync(grants[0])).State);
        Assert.DoesNotContain(Notices(world)[0].Buttons(), b => b.BlockId == $"oaa.item.{grants[0]}");
        Assert.Contains("decided about or gone since: 1", Notices(world)[0].ReadAloud(), StringComparison.Ordinal);

        await world.Person("lead").PressAsync(Button(SlackActions.RemoveItem, grants[1]));
        Assert.Equal(2, (await world.ListedAsync(grants[1])).Round);
    }

    [Fact]
    public async Task Pause_OfTheLead_StopsEverythingAndResumeLetsItGoOn()
    {
        await using var world = await FlowWorld.StartAsync();
        var grants = await CloseAsync(world, 1);
        await world.PutAsync(grants[0], RevocationState.Failed, ", problem = 'no'");
        await world.TellAsync();
        SimulatedButton Button(string action) => Notices(world)[0].Buttons().Single(b => b.ActionId == action);

        await world.Person("jane").PressAsync(Button(SlackActions.PauseRevocations));
        Assert.Equal(0L, await world.ScalarAsync<long>("SELECT count(*) FROM revocation_pauses"));
        await world.Person("lead").PressAsync(Button(SlackActions.PauseRevocations));
        Assert.Equal("lead@example.com", await world.ScalarAsync<string>("SELECT by FROM revocation_pauses WHERE ended_at IS NULL"));
        Assert.Contains("All removing is paused* by lead@example.com", Notices(world)[0].ReadAloud(), StringComparison.Ordinal);
        await world.Person("lead").PressAsync(Button(SlackActions.ResumeRevocations));

        Assert.Equal(0L, await world.ScalarAsync<long>("SELECT count(*) FROM revocation_pauses WHERE ended_at IS NULL"));
    }

    private static async Task<IReadOnlyList<long>> CloseAsync(FlowWorld world, int count)
    {
        await world.AddPersonAsync("jane");
        var grants = new List<long>();
        for (var i = 0; i < count; i++)
            grants.Add(await world.AddGrantAsync("jane"));
        await world.OpenCampaignAsync();
        await world.CloseAsync();
        return grants;
    }

    private static List<SimulatedMessage> Notices(FlowWorld world) =>
        [.. world.LeadMessages.Where(message => message.Key!.Contains(":to-do:", StringComparison.Ordinal))];
}
