using System.Net;
using Microsoft.EntityFrameworkCore;
using OAuthAttest.Campaigns;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Slack.Messages;
using Xunit;

namespace OAuthAttest.Tests.Functions.Slack;

/// <summary>The worker dies while somebody presses a button: Slack shows an error, and the person presses again.</summary>
public sealed class LostClickTests
{
    private const string Clicks = "SlackInteractions";

    [Fact]
    public async Task Click_CommittedAndItsAnswerLost_StandsIsShownAndTheSecondChangesNothing()
    {
        var (world, jane, grant, functions) = await StartAsync();
        await using var _ = world;
        var old = FlowWorld.Question(jane).Buttons().Single(button => button.ActionId == SlackActions.Remove);
        // The worker dies before it has updated the message.
        world.Slack.Faults.Next("response_url", SlackFault.BrokenBeforeAccepting);
        functions.After = Once(functions);

        var first = await jane.PressAsync(old);
        Assert.Equal(HttpStatusCode.InternalServerError, first.StatusCode);
        Assert.Equal(Answer.Remove, (await world.ItemAsync(grant)).Answer);
        var second = await jane.PressAsync(old);
        await world.Time.AdvanceAsync(TimeSpan.FromMinutes(5));

        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Equal((Answer.Remove, 0), ((await world.ItemAsync(grant)).Answer, (await world.ParticipantAsync("jane")).OpenCount));
        Assert.Contains(FlowWorld.Question(jane).Buttons(), button => button.ActionId == SlackActions.Change);
        await using var db = world.Open();
        Assert.All(await db.Decisions.AsNoTracking().ToListAsync(), decision =>
            Assert.Equal((Answer.Remove, DecisionOutcome.Accepted), (decision.Answer, decision.Outcome))
        );
        Assert.Equal(["request"], FlowWorld.Sent(jane));
    }

    [Fact]
    public async Task Click_CommittedAndItsAnswerLost_IsShownWithoutASecond()
    {
        var (world, jane, grant, functions) = await StartAsync();
        await using var _ = world;
        world.Slack.Faults.Next("response_url", SlackFault.BrokenBeforeAccepting);
        functions.After = Once(functions);

        await world.PressAsync(jane, SlackActions.Keep, grant);
        await world.Time.AdvanceAsync(TimeSpan.FromMinutes(5));

        var person = await world.ParticipantAsync("jane");
        Assert.Equal(person.Revision, person.PaintedRevision);
        Assert.Contains(FlowWorld.Question(jane).Buttons(), button => button.ActionId == SlackActions.Change);
    }

    [Fact]
    public async Task Click_LostBeforeTheCommit_LeavesTheButtonsAndTheSecondCounts()
    {
        var (world, jane, grant, functions) = await StartAsync();
        await using var _ = world;
        functions.Before = Once(functions);

        var first = await world.PressAsync(jane, SlackActions.Remove, grant);
        Assert.Equal(HttpStatusCode.InternalServerError, first.StatusCode);
        Assert.Equal(Answer.None, (await world.ItemAsync(grant)).Answer);
        Assert.Contains(FlowWorld.Question(jane).Buttons(), button => button.ActionId == SlackActions.Remove);
        await using (var db = world.Open())
            Assert.Equal(0, await db.Decisions.CountAsync());
        await world.PressAsync(jane, SlackActions.Remove, grant);

        Assert.Equal((Answer.Remove, 0), ((await world.ItemAsync(grant)).Answer, (await world.ParticipantAsync("jane")).OpenCount));
        await using var after = world.Open();
        Assert.Equal(1, await after.Decisions.CountAsync());
    }

    private static async Task<(FlowWorld World, SimulatedPerson Jane, long Grant, InterruptedFunctions Functions)> StartAsync()
    {
        var functions = new InterruptedFunctions();
        var world = await FlowWorld.StartAsync(new() { Interceptor = functions });
        var jane = await world.AddPersonAsync("jane");
        var grant = await world.AddGrantAsync("jane");
        await world.OpenCampaignAsync();
        return (world, jane, grant, functions);
    }

    private static Action<string, object> Once(InterruptedFunctions functions) => (function, _) =>
    {
        if (function != Clicks)
            return;
        (functions.Before, functions.After) = ((_, _) => { }, (_, _) => { });
        throw new IOException("The worker died.");
    };
}
