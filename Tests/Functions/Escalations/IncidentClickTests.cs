using System.Net;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Grants;
using OAuthAttest.Local.Simulators.PagerDuty;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Revocations.Providers;
using OAuthAttest.Slack.Messages;
using Xunit;

namespace OAuthAttest.Tests.Functions.Escalations;

/// <summary>What responders do in Slack and in PagerDuty.</summary>
public sealed class IncidentClickTests
{
    [Fact]
    public async Task Acknowledge_ByAResponder_IsShownMirroredAndMeasured()
    {
        await using var world = await OpenAsync();
        var result = await world.PressAsync(SlackActions.AcknowledgeIncident);

        Assert.Equal(HttpStatusCode.OK, result.StatusCode);
        Assert.Equal(
            (IncidentState.Acknowledged, CourseWorld.Responder),
            ((await world.IncidentAsync()).State, (await world.IncidentAsync()).AcknowledgedBy)
        );
        Assert.Contains($"Acknowledged by <@{CourseWorld.Responder}>", world.Summary.ReadAloud(), StringComparison.Ordinal);
        Assert.DoesNotContain(world.Summary.Buttons(), button => button.ActionId == SlackActions.AcknowledgeIncident);
        Assert.Equal(SimulatedAlertStatus.Acknowledged, Assert.Single(world.Pager.Alerts).Status);
        Assert.Contains(world.Datadog.Points, point => point.Metric == "oauthattest.escalation.seconds_to_acknowledgement");
    }

    [Theory]
    [InlineData(SlackActions.AcknowledgeIncident)]
    [InlineData(SlackActions.RevokeIncident)]
    [InlineData(SlackActions.FalsePositive)]
    public async Task AnyButton_BySomebodyElse_ChangesNothingAndSaysSo(string action)
    {
        await using var world = await OpenAsync();
        var before = world.Summary.ReadAloud();
        await world.PressAsync(action, CourseWorld.Bystander);

        Assert.Equal(IncidentState.Open, (await world.IncidentAsync()).State);
        Assert.Equal(before, world.Summary.ReadAloud());
        Assert.Contains("Only the responders", Assert.Single(world.Summary.Ephemerals), StringComparison.Ordinal);
        Assert.Empty(world.Slack.Person(CourseWorld.Bystander).OpenViews);
        Assert.Equal(SimulatedAlertStatus.Triggered, Assert.Single(world.Pager.Alerts).Status);
    }

    [Fact]
    public async Task Acknowledge_DeliveredTwice_IsOneAct()
    {
        await using var world = await OpenAsync();
        await world.PressAsync(SlackActions.AcknowledgeIncident, options: new InteractionOptions { Deliveries = 2 });

        await using var db = world.Open();
        Assert.Single(db.IncidentActs);
        Assert.Equal(IncidentState.Acknowledged, (await world.IncidentAsync()).State);
    }

    [Fact]
    public async Task TwoRespondersAtOnce_OneTakesIt_TheOtherIsTold()
    {
        await using var world = await CourseWorld.StartAsync(new() { ["Escalation:Responders:1"] = CourseWorld.Bystander });
        await world.LetInAsync();
        await world.PassAsync(TimeSpan.FromSeconds(5));
        var button = world.Summary.Buttons().Single(b => b.ActionId == SlackActions.AcknowledgeIncident);

        await Task.WhenAll(
            world.Slack.Person(CourseWorld.Responder).PressAsync(button),
            world.Slack.Person(CourseWorld.Bystander).PressAsync(button)
        );
        await world.PassAsync(TimeSpan.FromSeconds(3));

        Assert.Contains("already", Assert.Single(world.Summary.Ephemerals), StringComparison.Ordinal);
        await using var db = world.Open();
        Assert.Single(db.IncidentActs, act => act.Outcome == IncidentActOutcome.Done);
    }

    [Fact]
    public async Task FalsePositive_NeedsAReason_ThenResolvesEverywhereAndTheButtonsGo()
    {
        await using var world = await OpenAsync();
        var person = world.Slack.Person(CourseWorld.Responder);
        var old = world.Summary.Buttons();
        await world.PressAsync(SlackActions.FalsePositive);
        var view = Assert.Single(person.OpenViews);

        await person.SubmitAsync(view, "short");
        Assert.NotEmpty(view.Errors!);
        await person.SubmitAsync(view, "Planned with the vendor under change 4711");
        await world.PassAsync(TimeSpan.FromSeconds(5));

        Assert.False(view.IsOpen);
        Assert.Equal(IncidentEnd.FalsePositive, (await world.IncidentAsync()).End);
        Assert.Contains("change 4711", world.Summary.ReadAloud(), StringComparison.Ordinal);
        Assert.Empty(world.Summary.Buttons());
        Assert.Equal(SimulatedAlertStatus.Resolved, Assert.Single(world.Pager.Alerts).Status);
        await AssertIsOverAsync(world);

        // A click on a button of the old message, which somebody still has on their screen.
        await person.PressAsync(old.Single(button => button.ActionId == SlackActions.RevokeIncident));
        await world.SettleAsync();
        Assert.Contains("resolved already", Assert.Single(world.Summary.Ephemerals), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AcknowledgedInPagerDuty_RepaintsTheSummary_AndIsNotMirroredBack()
    {
        await using var world = await OpenAsync();
        await world.Pager.AcknowledgeAsync(Assert.Single(world.Pager.Alerts), "PJANE");
        await world.PassAsync(TimeSpan.FromSeconds(3));

        Assert.Contains("Acknowledged by PJANE", world.Summary.ReadAloud(), StringComparison.Ordinal);
        Assert.DoesNotContain(await world.EffectsAsync(), effect => effect.Kind == EffectKind.PagerDutyAcknowledge);
    }

    [Fact]
    public async Task ResolvedInPagerDuty_EndsIt()
    {
        await using var world = await OpenAsync();
        await world.Pager.ResolveAsync(Assert.Single(world.Pager.Alerts), "PJANE");
        await world.PassAsync(TimeSpan.FromSeconds(3));

        Assert.Contains("Resolved in PagerDuty by PJANE", world.Summary.ReadAloud(), StringComparison.Ordinal);
        Assert.Empty(world.Summary.Buttons());
        await AssertIsOverAsync(world);
    }

    [Fact]
    public async Task UnacknowledgedInPagerDuty_IsOpenAgain_Told_AndCanBeTakenAgain()
    {
        await using var world = await OpenAsync();
        await world.PressAsync(SlackActions.AcknowledgeIncident);
        var alert = Assert.Single(world.Pager.Alerts);
        await world.Pager.UnacknowledgeAsync(alert);
        await world.PassAsync(TimeSpan.FromSeconds(3));

        Assert.Equal(IncidentState.Open, (await world.IncidentAsync()).State);
        Assert.Contains("nobody has it now", world.Summary.ReadAloud(), StringComparison.Ordinal);
        Assert.Contains("took the acknowledgement back", world.Thread[^1].ReadAloud(), StringComparison.Ordinal);
        Assert.Contains("incident.unacknowledged", await world.AuditKindsAsync());

        await world.PressAsync(SlackActions.AcknowledgeIncident);
        Assert.Equal(SimulatedAlertStatus.Acknowledged, alert.Status);
        Assert.Contains("Acknowledged by", world.Summary.ReadAloud(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReopenedInPagerDuty_AfterItsOrchestrationEnded_IsToldInTheThread()
    {
        await using var world = await OpenAsync();
        var alert = Assert.Single(world.Pager.Alerts);
        await world.Pager.ResolveAsync(alert, "PJANE");
        await world.PassAsync(TimeSpan.FromSeconds(3));
        await AssertIsOverAsync(world);

        await world.Pager.ReopenAsync(alert, "PBOB");
        await world.PassAsync(TimeSpan.FromMinutes(3));

        Assert.Contains("Reopened in PagerDuty* by PBOB", world.Thread[^1].ReadAloud(), StringComparison.Ordinal);
        Assert.Equal(IncidentState.Resolved, (await world.IncidentAsync()).State);
        Assert.Contains("incident.reopened", await world.AuditKindsAsync());
        await AssertIsOverAsync(world);
    }

    [Theory]
    [InlineData("01:30:00", "90 minutes")]
    [InlineData("1.04:00:00", "28 hours")]
    [InlineData("02:20:30", "141 minutes")]
    public async Task RevokesConfirmation_TellsTheTokensLifetimeOfTheSetting(string setting, string words)
    {
        await using var world = await CourseWorld.StartAsync(new() { ["Revocation:Entra:TokenLifetime"] = setting });
        await world.LetInAsync();
        await world.PassAsync(TimeSpan.FromSeconds(5));

        Assert.Contains($"may live up to {words}.", world.Summary.Blocks, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ids_ThatPeopleCopy_StandAsTheyAreInCodeSpans()
    {
        const string Client = "urn:acme:app:*mail_*";
        await using var world = await CourseWorld.StartAsync();
        await world.LetInAsync(client: Client);
        await world.PassAsync(TimeSpan.FromSeconds(5));
        await world.PressAsync(SlackActions.RevokeIncident);

        Assert.Contains($"`{Client}`", world.Thread[0].ReadAloud(), StringComparison.Ordinal);
        Assert.Contains("`account-boss`", world.Thread[0].ReadAloud(), StringComparison.Ordinal);
        Assert.Contains("`tenant-1`", world.Thread[0].ReadAloud(), StringComparison.Ordinal);
        Assert.Contains($"`{Client}`", world.Thread[^1].ReadAloud(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revoke_WithNothingThatMay_TellsWhatToDoByHand_AndStaysAcknowledged()
    {
        await using var world = await OpenAsync();
        await world.PressAsync(SlackActions.RevokeIncident);

        Assert.Contains(
            "By hand",
            Assert.Single(world.Thread, message => CourseWorld.IsOf(message, "slack-note:")).ReadAloud(),
            StringComparison.Ordinal
        );
        Assert.Contains("client-1", world.Thread[^1].ReadAloud(), StringComparison.Ordinal);
        Assert.Equal(EffectState.Failed, (await world.EffectAsync(EffectKind.Revoke)).State);
        Assert.Equal(IncidentState.Acknowledged, (await world.IncidentAsync()).State);
    }

    [Fact]
    public async Task Revoke_IsRepeatedUntilItIsProven_ThenResolvesWithProof()
    {
        var provider = new SlowProvider();
        await using var world = await OpenAsync(provider);
        await world.PressAsync(SlackActions.RevokeIncident);
        await world.PassAsync(TimeSpan.FromMinutes(2));

        Assert.Equal((2, 3), (provider.Revocations, provider.Looks));
        Assert.Equal(IncidentEnd.Revoked, (await world.IncidentAsync()).End);
        Assert.Contains(
            "read back as gone",
            Assert.Single(world.Thread, message => CourseWorld.IsOf(message, "slack-note:")).ReadAloud(),
            StringComparison.Ordinal
        );
        Assert.Equal(SimulatedAlertStatus.Resolved, Assert.Single(world.Pager.Alerts).Status);
        Assert.Contains("Revoked and resolved", world.Summary.ReadAloud(), StringComparison.Ordinal);
        await AssertIsOverAsync(world);
    }

    [Fact]
    public async Task Revoke_FindsNothing_LooksAgainAfterTheLag_SaysSoAndStaysWithTheResponder()
    {
        var provider = new ListingProvider(0, 0);
        await using var world = await OpenAsync(provider);
        await world.PressAsync(SlackActions.RevokeIncident);

        await world.PassAsync(TimeSpan.FromMinutes(4));
        Assert.Equal(1, provider.Revocations);
        Assert.DoesNotContain(world.Thread, message => CourseWorld.IsOf(message, "slack-note:"));
        await world.PassAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(2, provider.Revocations);
        var note = Assert.Single(world.Thread, message => CourseWorld.IsOf(message, "slack-note:")).ReadAloud();
        Assert.Contains("Nothing was found to revoke at entra", note, StringComparison.Ordinal);
        Assert.Contains("again 5 minutes later", note, StringComparison.Ordinal);
        Assert.Contains("`client-1`", note, StringComparison.Ordinal);
        Assert.Equal(EffectState.Failed, (await world.EffectAsync(EffectKind.Revoke)).State);
        var incident = await world.IncidentAsync();
        Assert.Equal((IncidentState.Acknowledged, (IncidentEnd?)null), (incident.State, incident.End));
        Assert.Equal(SimulatedAlertStatus.Acknowledged, Assert.Single(world.Pager.Alerts).Status);
    }

    [Fact]
    public async Task Revoke_FindsTheGrantOnlyAfterTheLag_ResolvesWithWhatWasRemovedThen()
    {
        var provider = new ListingProvider(0, 1);
        await using var world = await OpenAsync(provider);
        await world.PressAsync(SlackActions.RevokeIncident);
        await world.PassAsync(TimeSpan.FromMinutes(6));

        Assert.Equal(IncidentEnd.Revoked, (await world.IncidentAsync()).End);
        Assert.Contains(
            "(1 grants)",
            Assert.Single(world.Thread, message => CourseWorld.IsOf(message, "slack-note:")).ReadAloud(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Revoke_PressedAgainAfterNothingWasFound_LooksAgain_AndSaysWhatBecameOfIt()
    {
        var provider = new ListingProvider(0, 0, 0, 0, 1);
        await using var world = await OpenAsync(provider);
        await world.PressAsync(SlackActions.RevokeIncident);
        await world.PassAsync(TimeSpan.FromMinutes(6));
        await world.PressAsync(SlackActions.RevokeIncident);
        await world.PassAsync(TimeSpan.FromMinutes(6));

        Assert.Equal(4, provider.Revocations);
        Assert.Equal(2, world.Thread.Count(message => message.ReadAloud().Contains("Nothing was found", StringComparison.Ordinal)));
        await world.PressAsync(SlackActions.RevokeIncident);
        await world.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Equal((5, IncidentEnd.Revoked), (provider.Revocations, (await world.IncidentAsync()).End!.Value));
        Assert.Equal(3, (await world.AuditKindsAsync()).Count(kind => kind == "incident.revocation_ordered"));
    }

    [Theory]
    [InlineData("boss", IncidentState.Resolved)]
    [InlineData("chief-1", IncidentState.Acknowledged)]
    public async Task Revoke_OneGrantRemovedAndNoneFoundForTheOther_ResolvesOnlyIfItIsTheSameGrant(string second, IncidentState expected)
    {
        var provider = new ListingProvider(1, 0, 0);
        await using var world = await CourseWorld.StartAsync(revoker: provider);
        await world.LetInAsync();
        await world.LetInAsync(second);
        await world.PassAsync(TimeSpan.FromSeconds(5));
        await world.PressAsync(SlackActions.RevokeIncident);
        await world.PassAsync(TimeSpan.FromMinutes(6));

        Assert.Equal(expected, (await world.IncidentAsync()).State);
    }

    private static async Task<CourseWorld> OpenAsync(IGrantRevoker? revoker = null)
    {
        var world = await CourseWorld.StartAsync(revoker: revoker);
        await world.LetInAsync();
        await world.PassAsync(TimeSpan.FromSeconds(5));
        return world;
    }

    private static async Task AssertIsOverAsync(CourseWorld world)
    {
        var instance = await world.Host.Client.GetInstanceAsync(
            IncidentKeys.InstanceId((await world.IncidentAsync()).DedupKey),
            CancellationToken.None
        );
        Assert.Equal(Microsoft.DurableTask.Client.OrchestrationRuntimeStatus.Completed, instance!.RuntimeStatus);
    }

    /// <summary>Its first call fails, and it reports the grant as gone only later.</summary>
    private sealed class SlowProvider : IGrantRevoker
    {
        public ProviderName Provider => ProviderName.Entra;

        public bool IsConfigured => true;

        public int Revocations { get; private set; }

        public int Looks { get; private set; }

        public Task<RevocationAnswer> RevokeAsync(RevocationTarget target, CancellationToken cancellation) =>
            ++Revocations == 1
                ? throw new RevocationUnavailableException("503")
                : Task.FromResult(new RevocationAnswer(1, CourseWorld.Start.AddHours(1)));

        public Task<bool> IsGoneAsync(RevocationTarget target, CancellationToken cancellation) => Task.FromResult(++Looks == 3);
    }

    /// <summary>Removes so many grants at each call; nothing is listed afterwards.</summary>
    private sealed class ListingProvider(params int[] removed) : IGrantRevoker
    {
        public ProviderName Provider => ProviderName.Entra;

        public bool IsConfigured => true;

        public int Revocations { get; private set; }

        public Task<RevocationAnswer> RevokeAsync(RevocationTarget target, CancellationToken cancellation) =>
            Task.FromResult(new RevocationAnswer(removed[Revocations++], CourseWorld.Start.AddHours(1)));

        public Task<bool> IsGoneAsync(RevocationTarget target, CancellationToken cancellation) => Task.FromResult(true);
    }
}
