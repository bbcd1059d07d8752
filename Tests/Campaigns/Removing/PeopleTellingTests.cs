using OAuthAttest.Campaigns.Reaching;
using OAuthAttest.Evidence;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Revocations;
using OAuthAttest.Tests.Functions;
using Xunit;

namespace OAuthAttest.Tests.Campaigns.Removing;

public sealed class PeopleTellingTests
{
    [Fact]
    public async Task Person_WhoseAccessIsGone_IsToldInTheThreadOfTheQuestionWithWhatItMeansAndWhomToAsk()
    {
        await using var world = await FlowWorld.StartAsync(new HostSetup { ["Campaign:Help"] = "#security-help" });
        var jane = await world.AddPersonAsync("jane");
        var (first, second) = (await world.AddGrantAsync("jane"), await world.AddGrantAsync("jane"));
        await world.CloseWithRemovedAsync(jane, first);
        await world.PutAsync(first, RevocationState.Absent);
        await world.PutAsync(second, RevocationState.Absent, removed: 0);

        Assert.Null(await world.TellAsync());

        var told = Assert.Single(jane.Told());
        Assert.Equal(FlowWorld.Question(jane).Timestamp, told.Thread);
        var text = told.ReadAloud();
        Assert.Contains("*App 1*: removed (the answer was Remove)", text, StringComparison.Ordinal);
        Assert.Contains("*App 2*: was gone already when it was to be removed (there was no answer)", text, StringComparison.Ordinal);
        Assert.Contains("it will ask you to sign in again", text, StringComparison.Ordinal);
        Assert.Contains("may still work until", text, StringComparison.Ordinal);
        Assert.Contains("Ask #security-help", text, StringComparison.Ordinal);
        var (one, other) = (await world.ListedAsync(first), await world.ListedAsync(second));
        Assert.NotNull(one.ToldAt);
        Assert.Equal((one.TellingAt, one.ToldAt, null), (other.TellingAt, other.ToldAt, other.TellProblem));
        Assert.Single(await world.AuditKindsAsync(), AuditKinds.RevocationTold);

        Assert.Null(await world.TellAsync());
        Assert.Single(jane.Told());
    }

    [Fact]
    public async Task Person_WithItemsUnderWay_WaitsForThemButNotLongerThanAnHour()
    {
        await using var world = await FlowWorld.StartAsync();
        var jane = await world.AddPersonAsync("jane");
        var grants = new[] { await world.AddGrantAsync("jane"), await world.AddGrantAsync("jane"), await world.AddGrantAsync("jane") };
        await world.OpenCampaignAsync();
        await world.CloseAsync();
        await world.PutAsync(grants[0], RevocationState.Absent);
        await world.PutAsync(grants[1], RevocationState.Accepted);
        await world.PutAsync(grants[2], RevocationState.Failed);

        Assert.Equal((await world.ListedAsync(grants[0])).AbsentAt + TimeSpan.FromHours(1), await world.TellAsync());
        Assert.Empty(jane.Told());
        await world.Time.AdvanceAsync(TimeSpan.FromMinutes(61));
        Assert.Null(await world.TellAsync());
        Assert.Contains("App 1", Assert.Single(jane.Told()).ReadAloud(), StringComparison.Ordinal);

        await world.PutAsync(grants[1], RevocationState.Absent);
        Assert.Null(await world.TellAsync());
        Assert.Equal(2, jane.Told().Count);
        Assert.Contains("App 2", jane.Told()[1].ReadAloud(), StringComparison.Ordinal);
        Assert.DoesNotContain("App 1*", jane.Told()[1].ReadAloud(), StringComparison.Ordinal);
        Assert.DoesNotContain(jane.Told(), told => told.ReadAloud().Contains("App 3", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(RevocationState.Accepted)]
    [InlineData(RevocationState.Failed)]
    [InlineData(RevocationState.Reappeared)]
    [InlineData(RevocationState.Restored)]
    [InlineData(RevocationState.ByHand)]
    public async Task Grant_ThatIsNotProvenGone_IsToldToNobody(RevocationState state)
    {
        await using var world = await FlowWorld.StartAsync();
        var jane = await world.AddPersonAsync("jane");
        var grant = await world.AddGrantAsync("jane");
        await world.CloseWithRemovedAsync(jane, grant);
        await world.PutAsync(grant, state);

        await world.TellAsync();

        Assert.Empty(jane.Told());
        Assert.Null((await world.ListedAsync(grant)).TellingAt);
    }

    [Fact]
    public async Task Message_OfWhichNobodyKnowsWhetherItArrived_IsNotSentTwice()
    {
        await using var world = await FlowWorld.StartAsync();
        var jane = await world.AddPersonAsync("jane");
        var grant = await world.AddGrantAsync("jane");
        await world.CloseWithRemovedAsync(jane, grant);
        await world.PutAsync(grant, RevocationState.Absent);
        world.Slack.Faults.Next("chat.postMessage", SlackFault.BrokenAfterAccepting);

        var again = await world.TellAsync();
        Assert.NotNull(again);
        Assert.Null((await world.ListedAsync(grant)).ToldAt);
        // What is gone since then is not in the message that Slack may have.
        await world.Time.AdvanceToAsync(again.Value.AddMinutes(10));
        Assert.Null(await world.TellAsync());

        Assert.Single(jane.Told());
        Assert.NotNull((await world.ListedAsync(grant)).ToldAt);
    }

    [Fact]
    public async Task Thread_ThatIsGone_IsReplacedByADirectMessage()
    {
        await using var world = await FlowWorld.StartAsync();
        var jane = await world.AddPersonAsync("jane");
        var grant = await world.AddGrantAsync("jane");
        await world.CloseWithRemovedAsync(jane, grant);
        await world.PutAsync(grant, RevocationState.Absent);
        await world.ExecuteAsync("UPDATE slack_messages SET timestamp = '1.000001' WHERE message_key LIKE '%:request'");

        Assert.Null(await world.TellAsync());

        Assert.Null(Assert.Single(jane.Told()).Thread);
        Assert.NotNull((await world.ListedAsync(grant)).ToldAt);
    }

    [Fact]
    public async Task Person_WithoutSlackAccount_IsNotToldAndTheRowSaysWhy()
    {
        await using var world = await FlowWorld.StartAsync();
        await world.AddPersonAsync("kim", inSlack: false);
        var jane = await world.AddPersonAsync("jane");
        var (grant, hers) = (await world.AddGrantAsync("kim"), await world.AddGrantAsync("jane"));
        await world.CloseWithRemovedAsync(jane, hers);
        await world.ExecuteAsync($"""
            INSERT INTO revocation_worklist (campaign_id, grant_id, reason, provider, created_at)
            SELECT campaign_id, {grant}, 'Unanswered', provider, created_at FROM revocation_worklist LIMIT 1
            """);
        await world.PutAsync(grant, RevocationState.Absent);
        await world.PutAsync(hers, RevocationState.Absent);

        Assert.Null(await world.TellAsync());

        Assert.Single(jane.Told());
        var item = await world.ListedAsync(grant);
        Assert.Equal((null, UnreachableReason.NoAccount), (item.ToldAt, item.TellProblem));
    }

    [Fact]
    public async Task Grant_ThatCameBackBeforeTheMessageWent_IsNotInIt_AndIsToldWhenItIsRemovedAgain()
    {
        await using var world = await FlowWorld.StartAsync();
        var jane = await world.AddPersonAsync("jane");
        var (first, second) = (await world.AddGrantAsync("jane"), await world.AddGrantAsync("jane"));
        await world.CloseWithRemovedAsync(jane, first, second);
        await world.PutAsync(first, RevocationState.Absent);
        await world.PutAsync(second, RevocationState.Absent);
        world.Slack.Faults.Next("chat.postMessage", SlackFault.BrokenBeforeAccepting);
        var again = await world.TellAsync();
        await world.ExecuteAsync("DELETE FROM slack_messages WHERE message_key LIKE '%:removed-%'");
        await world.PutAsync(second, RevocationState.Reappeared, ", lead_told_at = @now, lead_telling_at = @now");

        await world.Time.AdvanceToAsync(again!.Value);
        await world.TellAsync();
        Assert.DoesNotContain("App 2", Assert.Single(jane.Told()).ReadAloud(), StringComparison.Ordinal);

        await world.PutAsync(second, RevocationState.Absent, ", round = 2");
        Assert.Null(await world.TellAsync());
        Assert.Contains("App 2", jane.Told()[^1].ReadAloud(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lead_WhoWasAskedAboutHundredsOfOrphans_GetsOneMessageInsideSlacksLimits()
    {
        await using var world = await FlowWorld.StartAsync();
        var lead = world.Person("lead");
        for (var i = 0; i < 90; i++)
            await world.AddOrphansAsync($"{new string('n', 70)} {i}", 3);
        await world.OpenCampaignAsync();
        await world.CloseAsync();
        foreach (var grant in await world.WorklistAsync())
            await world.PutAsync(grant, RevocationState.Closed);

        Assert.Null(await world.TellAsync());

        var text = Assert.Single(lead.Told()).ReadAloud();
        Assert.Contains("3 of accounts that belong to nobody now", text, StringComparison.Ordinal);
        Assert.Contains("more", text, StringComparison.Ordinal);
        Assert.Contains("somebody has to allow it again", text, StringComparison.Ordinal);
        Assert.Contains("have expired", text, StringComparison.Ordinal);
        Assert.DoesNotContain("your account", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task People_ManyAtOnce_AreToldWithinThePaceAndAllOfThem()
    {
        await using var world = await FlowWorld.StartAsync(new HostSetup { ["Slack:PacePerMinute"] = "60" });
        var grants = new List<long>();
        for (var i = 0; i < 12; i++)
        {
            await world.AddPersonAsync($"p{i}");
            grants.Add(await world.AddGrantAsync($"p{i}"));
        }
        await world.OpenCampaignAsync();
        await world.CloseAsync();
        foreach (var grant in grants)
            await world.PutAsync(grant, RevocationState.Absent);

        Assert.NotNull(await world.TellAsync());
        Assert.InRange(grants.Select((_, i) => world.Person($"p{i}").Told().Count).Sum(), 1, 6);
        for (var turns = 0; turns < 10 && await world.TellAsync() is { } next; turns++)
            await world.Time.AdvanceToAsync(next);

        Assert.All(Enumerable.Range(0, 12), i => Assert.Single(world.Person($"p{i}").Told()));
    }
}
