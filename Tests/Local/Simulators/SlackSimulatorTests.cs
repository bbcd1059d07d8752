using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using OAuthAttest.Campaigns;
using OAuthAttest.Interactions;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Blocks;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Tests.Slack;
using OAuthAttest.Tests.Slack.Interactions;
using OAuthAttest.Tests.Slack.Messages;
using Xunit;

namespace OAuthAttest.Tests.Local.Simulators;

public sealed class SlackSimulatorTests
{
    [Fact]
    public async Task PressAsync_OwnButton_ArrivesSignedAndMeansWhatTheButtonSays()
    {
        await using var setup = await SlackSetup.StartAsync();
        await using var sink = await InteractionSink.StartAsync();
        var (jane, _) = await AskAsync(setup, sink);

        var result = await jane.PressAsync(Assert.Single(jane.Buttons(SlackActions.Remove)));

        Assert.Equal(System.Net.HttpStatusCode.OK, result.StatusCode);
        var (timestamp, signature, body) = Assert.Single(sink.Received);
        Assert.Equal(SlackSignatureResult.Valid, Signature().Verify(timestamp, signature, body));
        var removed = Assert.IsType<RemoveClicked>(Assert.IsType<SlackInteraction.Accepted>(SlackInteraction.Parse(body)).Command);
        Assert.Equal(("U0JANE", 101L), (removed.Click.UserId, removed.Target.GrantId));
        Assert.Equal(jane.LatestMessage!.Timestamp, removed.Click.MessageTimestamp);
    }

    [Fact]
    public async Task PressAsync_DeliveredThreeTimes_IsTheSameClick_AndPressedAgainIsAnother()
    {
        await using var setup = await SlackSetup.StartAsync();
        await using var sink = await InteractionSink.StartAsync();
        var (jane, _) = await AskAsync(setup, sink);
        var button = Assert.Single(jane.Buttons(SlackActions.Keep));

        await jane.PressAsync(button, new InteractionOptions { Deliveries = 3 });
        await jane.PressAsync(button);

        var keys = sink
            .Received.Select(request => ((SlackInteraction.Accepted)SlackInteraction.Parse(request.Body)).Command.Click.DeliveryKey)
            .ToList();
        Assert.Equal(4, keys.Count);
        Assert.Single(keys[..3].Distinct());
        Assert.NotEqual(keys[0], keys[3]);
    }

    [Fact]
    public async Task PressAsync_WithAWrongSecretOrOldClock_IsRecognised()
    {
        await using var setup = await SlackSetup.StartAsync();
        await using var sink = await InteractionSink.StartAsync();
        var (jane, _) = await AskAsync(setup, sink);
        var button = Assert.Single(jane.Buttons(SlackActions.Keep));

        await jane.PressAsync(button, new InteractionOptions { SigningSecret = "guessed" });
        await jane.PressAsync(button, new InteractionOptions { ClockOffset = TimeSpan.FromMinutes(-10) });
        await jane.PressAsync(button, new InteractionOptions { ClockOffset = TimeSpan.FromMinutes(10) });

        Assert.Equal(
            [SlackSignatureResult.Mismatch, SlackSignatureResult.StaleTimestamp, SlackSignatureResult.FutureTimestamp],
            sink.Received.Select(request => Signature().Verify(request.Timestamp, request.Signature, request.Body)));
    }

    [Fact]
    public async Task ResponseUrl_RepaintsFiveTimesAndForHalfAnHour()
    {
        await using var setup = await SlackSetup.StartAsync();
        await using var sink = await InteractionSink.StartAsync();
        var (jane, url) = await AskAndPressAsync(setup, sink);
        var answered = MessageSamples.Renderer.Request(MessageSamples.Request(MessageSamples.Card() with { Answer = Answer.Keep }));

        for (var i = 0; i < 4; i++)
            Assert.True(await setup.Workspace.RespondAsync(url, answered, SlackResponseKind.ReplaceOriginal, default));
        Assert.True(await setup.Workspace.RespondAsync(url, SlackMessage.Note("Only you see this"), SlackResponseKind.Ephemeral, default));
        Assert.False(await setup.Workspace.RespondAsync(url, answered, SlackResponseKind.ReplaceOriginal, default));

        Assert.Equal(4, jane.LatestMessage!.Repaints);
        Assert.Equal("Only you see this", Assert.Single(jane.LatestMessage.Ephemerals));
        Assert.Equal([SlackActions.Change], jane.Buttons().Select(button => button.ActionId));
        Assert.Equal("key", jane.LatestMessage.Key);
    }

    [Fact]
    public async Task ResponseUrl_AfterHalfAnHour_IsExpired()
    {
        var clock = new FakeTimeProvider(SlackSetup.Now);
        await using var slack = await SlackSimulator.StartAsync(clock: clock);
        var state = slack.State;
        var path = state.Locked(() =>
            state.IssueResponseUrl(
                new SimulatedMessage
                {
                    Channel = "D1",
                    Timestamp = "1.1",
                    PostedAt = clock.GetUtcNow(),
                    Text = "x",
                    Blocks = "[]",
                }
            )
        );

        clock.Advance(TimeSpan.FromMinutes(30) + TimeSpan.FromSeconds(1));

        Assert.Equal("expired_url", state.Locked(() => state.UseResponseUrl(path)).Error);
    }

    [Fact]
    public async Task RespondAsync_ToAnotherHost_SendsNothing()
    {
        await using var setup = await SlackSetup.StartAsync();
        await using var sink = await InteractionSink.StartAsync();

        Assert.False(await setup.Workspace.RespondAsync(sink.Url, SlackMessage.Note("x"), SlackResponseKind.Ephemeral, default));

        Assert.Empty(sink.Received);
    }

    [Fact]
    public async Task Trigger_OpensOneModalWithinThreeSeconds()
    {
        var clock = new FakeTimeProvider(SlackSetup.Now);
        await using var slack = await SlackSimulator.StartAsync(clock: clock);
        var (first, second) = slack.State.Locked(() => (slack.State.IssueTrigger("U1"), slack.State.IssueTrigger("U1")));

        Assert.Null(slack.State.UseTrigger(first).Error);
        Assert.Equal("exchanged_trigger_id", slack.State.UseTrigger(first).Error);
        clock.Advance(TimeSpan.FromSeconds(3.1));
        Assert.Equal("expired_trigger_id", slack.State.UseTrigger(second).Error);
        Assert.Equal("invalid_trigger_id", slack.State.UseTrigger("made-up").Error);
    }

    [Fact]
    public async Task SubmitAsync_ReasonModal_ArrivesAsTheKeepOfThatGrant()
    {
        await using var setup = await SlackSetup.StartAsync();
        await using var sink = await InteractionSink.StartAsync();
        var (jane, _) = await AskAsync(setup, sink);
        await jane.PressAsync(Assert.Single(jane.Buttons(SlackActions.Keep)));
        var keep = (KeepClicked)((SlackInteraction.Accepted)SlackInteraction.Parse(sink.Received.Single().Body)).Command;
        var modal = MessageSamples.Renderer.ReasonModal(
            MessageSamples.Card(),
            keep.Target,
            keep.Click.Channel,
            keep.Click.MessageTimestamp
        );
        Assert.True(await setup.Workspace.OpenViewAsync(keep.Click.TriggerId!, modal, default));
        Assert.False(await setup.Workspace.OpenViewAsync(keep.Click.TriggerId!, modal, default));

        sink.Answer = SlackModalAnswer.Error(SlackActions.ReasonInput, "More, please");
        await jane.SubmitAsync(Assert.Single(jane.OpenViews), "short");
        Assert.Equal("More, please", Assert.Single(jane.OpenViews).Errors[SlackActions.ReasonInput]);
        sink.Answer = "";
        await jane.SubmitAsync(Assert.Single(jane.OpenViews), "I run the payroll with it");

        var submitted = (ReasonSubmitted)((SlackInteraction.Accepted)SlackInteraction.Parse(sink.Received.Last().Body)).Command;
        Assert.Equal((keep.Target, "I run the payroll with it"), (submitted.Target, submitted.Reason));
        Assert.Equal(keep.Click.MessageTimestamp, submitted.Click.MessageTimestamp);
        Assert.Empty(jane.OpenViews);
    }

    [Fact]
    public async Task RateLimits_PerChannelAndPerWorkspace_AnswerThrottledWithTheTimeLeft()
    {
        var options = new SlackSimulatorOptions { PostsPerMinute = 3, PostsPerChannelAndSecond = 1 };
        await using var setup = await SlackSetup.StartAsync(options: options);
        foreach (var id in new[] { "U1", "U2", "U3" })
            setup.AddPerson(id);

        await setup.Workspace.PostAsync("U1", "1", SlackMessage.Note("x"), default);
        var channel = await Assert.ThrowsAsync<SlackThrottledException>(() =>
            setup.Workspace.PostAsync("U1", "2", SlackMessage.Note("x"), default)
        );
        await setup.Workspace.PostAsync("U2", "3", SlackMessage.Note("x"), default);
        var workspace = await Assert.ThrowsAsync<SlackThrottledException>(() =>
            setup.Workspace.PostAsync("U3", "4", SlackMessage.Note("x"), default)
        );

        Assert.Equal(TimeSpan.FromSeconds(1), channel.RetryAfter);
        Assert.Equal(TimeSpan.FromMinutes(1), workspace.RetryAfter);
    }

    [Theory]
    [InlineData("""[{"type":"section","text":{"type":"mrkdwn","text":""}}]""", "/blocks/0/text/text")]
    [InlineData("""[{"type":"section"}]""", "/blocks/0/text")]
    [InlineData("""[{"type":"section","text":{"type":"mrkdwn","text":"x"},"colour":"red"}]""", "/blocks/0/colour")]
    [InlineData("""[{"type":"header","text":{"type":"mrkdwn","text":"x"}}]""", "/blocks/0/text/type")]
    [InlineData("""[{"type":"actions","elements":[]}]""", "/blocks/0/elements")]
    [InlineData("""[{"type":"actions"}]""", "/blocks/0/elements")]
    [InlineData(
        """
        [{"type":"actions","elements":[{"type":"button","action_id":"a","text":{"type":"plain_text","text":"x"}},
        {"type":"button","action_id":"a","text":{"type":"plain_text","text":"y"}}]}]
        """,
        "/blocks/0/elements/1/action_id"
    )]
    [InlineData(
        """[{"type":"actions","elements":[{"type":"button","action_id":"a","style":"default","text":{"type":"plain_text","text":"x"}}]}]""",
        "/blocks/0/elements/0/style"
    )]
    [InlineData("""[{"type":"divider","block_id":"a"},{"type":"divider","block_id":"a"}]""", "/blocks/1/block_id")]
    [InlineData("""[{"type":"input","label":{"type":"plain_text","text":"x"},"element":{"type":"plain_text_input"}}]""", "/blocks/0/type")]
    [InlineData("""[{"type":"marquee"}]""", "/blocks/0/type")]
    [InlineData("""["text"]""", "/blocks/0")]
    [InlineData("""{"type":"divider"}""", "/blocks")]
    public void CheckMessage_WhatSlackRefuses_IsRefusedWithThePlace(string blocks, string place)
    {
        var check = BlockKit.CheckMessage(System.Text.Json.JsonDocument.Parse(blocks).RootElement);

        Assert.Contains(check.Errors, error => error.EndsWith($"[json-pointer:{place}]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task PostAsync_TooMuchTextInAll_IsRejectedThoughEachBlockFits()
    {
        await using var setup = await SlackSetup.StartAsync();
        var jane = setup.AddPerson();
        var section = new SlackBlock.Section(new SlackTextObject.Markup(new string('x', 2900)));

        var outcome = await setup.Workspace.PostAsync(
            jane.UserId,
            "key",
            new SlackMessage("x", [section, section, section, section, section]),
            default
        );

        Assert.Equal("msg_blocks_too_long", Assert.IsType<SlackSendOutcome.Rejected>(outcome).Error);
    }

    private static async Task<(SimulatedPerson Jane, SlackSendOutcome Sent)> AskAsync(SlackSetup setup, InteractionSink sink)
    {
        setup.Slack.InteractionsUrl = sink.Url;
        var jane = setup.AddPerson();
        var message = MessageSamples.Renderer.Request(MessageSamples.Request(MessageSamples.Card()));
        return (jane, await setup.Workspace.PostAsync(jane.UserId, "key", message, default));
    }

    private static async Task<(SimulatedPerson Jane, Uri ResponseUrl)> AskAndPressAsync(SlackSetup setup, InteractionSink sink)
    {
        var (jane, _) = await AskAsync(setup, sink);
        await jane.PressAsync(Assert.Single(jane.Buttons(SlackActions.Keep)));
        var command = ((SlackInteraction.Accepted)SlackInteraction.Parse(sink.Received.Single().Body)).Command;
        return (jane, command.Click.ResponseUrl!);
    }

    private static SlackSignature Signature() =>
        new(Options.Create(new SlackOptions { SigningSecrets = ["simulated-signing-secret"] }), new FakeTimeProvider(SlackSetup.Now));
}
