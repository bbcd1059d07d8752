using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Outbox;
using OAuthAttest.Slack.Pacing;
using Xunit;

namespace OAuthAttest.Tests.Slack;

public sealed class SlackOutboxTests
{
    private const string Key = "2026Q4:u:jane:request";

    [Fact]
    public async Task SendAsync_Twice_PostsOnceAndReturnsTheSameMessage()
    {
        await using var setup = await SlackSetup.StartAsync(withDatabase: true);
        var jane = setup.AddPerson();

        var first = await SendAsync(setup, SlackSetup.Now);
        var second = await SendAsync(setup, SlackSetup.Now.AddDays(1));

        Assert.Equal(SlackDeliveryState.Sent, first.State);
        Assert.Equal(first, second);
        Assert.Single(jane.Messages);
    }

    [Theory]
    [InlineData(SlackFault.SilentAfterAccepting)]
    [InlineData(SlackFault.BrokenAfterAccepting)]
    [InlineData(SlackFault.HtmlPageAfterAccepting)]
    public async Task SendAsync_AcceptedAndTheAnswerLost_IsFoundInTheHistoryAndNotSentAgain(SlackFault fault)
    {
        await using var setup = await SlackSetup.StartAsync(withDatabase: true);
        var jane = setup.AddPerson();
        setup.Slack.Faults.Next("chat.postMessage", fault);

        var first = await setup.HurryAsync(() => SendAsync(setup, SlackSetup.Now));
        var second = await SendAsync(setup, first.RetryAt!.Value);

        Assert.Equal(SlackDeliveryState.RetryLater, first.State);
        Assert.Equal(SlackDeliveryState.Sent, second.State);
        Assert.Equal(Assert.Single(jane.Messages).Timestamp, second.Timestamp);
        Assert.Equal("D0JANE", second.Channel);
    }

    [Theory]
    [InlineData(SlackFault.SilentBeforeAccepting)]
    [InlineData(SlackFault.BrokenBeforeAccepting)]
    [InlineData(SlackFault.ServerError)]
    [InlineData(SlackFault.EmptyBody)]
    public async Task SendAsync_LostBeforeAccepting_IsProvenAbsentAndSentOnce(SlackFault fault)
    {
        await using var setup = await SlackSetup.StartAsync(withDatabase: true);
        var jane = setup.AddPerson();
        setup.Slack.Faults.Next("chat.postMessage", fault);

        var first = await setup.HurryAsync(() => SendAsync(setup, SlackSetup.Now));
        var second = await SendAsync(setup, first.RetryAt!.Value);

        Assert.Equal(SlackDeliveryState.RetryLater, first.State);
        Assert.Equal(SlackDeliveryState.Sent, second.State);
        Assert.Single(jane.Messages);
        Assert.Equal(2, second.Attempts);
    }

    [Fact]
    public async Task SendAsync_ProcessDiedWhileSending_WaitsForTheLeaseThenReconciles()
    {
        await using var setup = await SlackSetup.StartAsync(withDatabase: true);
        var jane = setup.AddPerson();
        var store = new SlackOutboxStore(setup.Database!.Source);
        await store.ClaimAsync(Key, jane.UserId, SlackSetup.Now, SlackSetup.Now.AddSeconds(15), default);
        await setup.Workspace.PostAsync(jane.UserId, Key, SlackMessage.Note("Posted, then the process died"), default);

        var early = await SendAsync(setup, SlackSetup.Now.AddSeconds(1));
        var late = await SendAsync(setup, early.RetryAt!.Value);

        Assert.Equal(SlackDeliveryState.RetryLater, early.State);
        Assert.Equal(SlackSetup.Now.AddSeconds(15), early.RetryAt);
        Assert.Equal(SlackDeliveryState.Sent, late.State);
        Assert.Single(jane.Messages);
    }

    [Fact]
    public async Task SendAsync_HistoryMayNotBeRead_StaysUncertainAndIsNeverSentAgain()
    {
        var options = new SlackSimulatorOptions { Scopes = new HashSet<string> { "chat:write", "im:write" } };
        await using var setup = await SlackSetup.StartAsync(withDatabase: true, options);
        var jane = setup.AddPerson();
        setup.Slack.Faults.Next("chat.postMessage", SlackFault.SilentAfterAccepting);

        var first = await setup.HurryAsync(() => SendAsync(setup, SlackSetup.Now));
        var second = await SendAsync(setup, first.RetryAt!.Value);
        var third = await SendAsync(setup, SlackSetup.Now.AddDays(1));

        Assert.Equal((SlackDeliveryState.Uncertain, "missing_scope"), (second.State, second.Reason));
        Assert.Equal(SlackDeliveryState.Uncertain, third.State);
        Assert.Single(jane.Messages);
    }

    [Fact]
    public async Task SendAsync_HistoryIsDownAtFirst_IsReconciledLater()
    {
        await using var setup = await SlackSetup.StartAsync(withDatabase: true);
        var jane = setup.AddPerson();
        setup.Slack.Faults.Next("chat.postMessage", SlackFault.SilentAfterAccepting);
        setup.Slack.Faults.Next("conversations.history", [.. Enumerable.Repeat(SlackFault.HtmlPage, 5)]);

        var first = await setup.HurryAsync(() => SendAsync(setup, SlackSetup.Now));
        var second = await SendAsync(setup, first.RetryAt!.Value);
        var third = await SendAsync(setup, second.RetryAt!.Value);

        Assert.Equal(
            [SlackDeliveryState.RetryLater, SlackDeliveryState.RetryLater, SlackDeliveryState.Sent],
            [first.State, second.State, third.State]
        );
        Assert.Single(jane.Messages);
    }

    [Fact]
    public async Task SendAsync_TheMessageIsFarUpInTheHistory_IsStillFound()
    {
        await using var setup = await SlackSetup.StartAsync(withDatabase: true);
        var jane = setup.AddPerson();
        setup.Slack.Faults.Next("chat.postMessage", SlackFault.BrokenAfterAccepting);
        var first = await SendAsync(setup, SlackSetup.Now);
        for (var i = 0; i < 450; i++)
            await setup.Workspace.PostAsync(jane.UserId, $"other-{i}", SlackMessage.Note("Another"), default);

        var second = await SendAsync(setup, first.RetryAt!.Value);

        Assert.Equal(SlackDeliveryState.Sent, second.State);
        Assert.Single(jane.Messages, message => message.Key == Key);
    }

    [Fact]
    public async Task SendAsync_ManyAtOnce_PostsOnce()
    {
        await using var setup = await SlackSetup.StartAsync(withDatabase: true);
        var jane = setup.AddPerson();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => SendAsync(setup, SlackSetup.Now)));

        Assert.Single(jane.Messages);
        Assert.Contains(answers, answer => answer.State == SlackDeliveryState.Sent);
        Assert.All(answers, answer => Assert.True(answer.State is SlackDeliveryState.Sent or SlackDeliveryState.RetryLater));
    }

    [Fact]
    public async Task SendAsync_Throttled_BlocksEverybodyAndPushesTheSlotsBack()
    {
        await using var setup = await SlackSetup.StartAsync(withDatabase: true);
        var (jane, john) = (setup.AddPerson(), setup.AddPerson("U0JOHN"));
        setup.Slack.Faults.RetryAfterSeconds = 30;
        setup.Slack.Faults.Next("chat.postMessage", SlackFault.Throttled);

        var first = await SendAsync(setup, SlackSetup.Now);
        var other = await setup.Outbox.SendAsync("john", john.UserId, () => SlackMessage.Note("x"), SlackSetup.Now.AddSeconds(1), default);
        var slot = await setup.Pacer.ReserveSlotAsync(SlackPacer.Posting, SlackSetup.Now.AddSeconds(1), default);
        var again = await SendAsync(setup, first.RetryAt!.Value);

        Assert.Equal((SlackDeliveryState.RetryLater, "throttled"), (first.State, first.Reason));
        Assert.True(first.RetryAt >= SlackSetup.Now.AddSeconds(30));
        Assert.Equal((SlackDeliveryState.RetryLater, "throttled"), (other.State, other.Reason));
        Assert.True(slot > SlackSetup.Now.AddSeconds(30));
        Assert.Equal(SlackDeliveryState.Sent, again.State);
        Assert.Empty(john.Messages);
        Assert.Single(jane.Messages);
    }

    [Fact]
    public async Task SendAsync_PersonCannotBeReached_SaysWhyAndTriesAgainOnlyWhenAsked()
    {
        await using var setup = await SlackSetup.StartAsync(withDatabase: true);

        var first = await SendAsync(setup, SlackSetup.Now);
        setup.AddPerson();
        var second = await SendAsync(setup, SlackSetup.Now);

        Assert.Equal((SlackDeliveryState.Unreachable, "channel_not_found"), (first.State, first.Reason));
        Assert.Equal(SlackDeliveryState.Sent, second.State);
    }

    [Fact]
    public async Task SendAsync_WrongToken_FailsLoudlyAndLeavesTheMessagePending()
    {
        var wrong = new Dictionary<string, string?> { ["Slack:BotToken"] = "xoxb-wrong-token" };
        await using var setup = await SlackSetup.StartAsync(withDatabase: true, settings: wrong);

        await Assert.ThrowsAsync<SlackConfigurationException>(() => SendAsync(setup, SlackSetup.Now));

        Assert.Equal(SlackMessageState.Pending, (await setup.Outbox.FindAsync(Key, default))!.State);
    }

    private static Task<SlackDelivery> SendAsync(SlackSetup setup, DateTimeOffset now) =>
        setup.Outbox.SendAsync(Key, "U0JANE", () => SlackMessage.Note("Please review"), now, default);
}
