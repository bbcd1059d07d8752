using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.PagerDuty;
using OAuthAttest.PagerDuty;
using Xunit;

namespace OAuthAttest.Tests.PagerDuty;

public sealed class PagerDutyEventsTests
{
    private const string Enqueue = "enqueue";

    [Fact]
    public async Task SendAsync_Trigger_PagesOnceHoweverOftenItIsSent()
    {
        await using var setup = await PagerDutySetup.StartAsync();

        for (var i = 0; i < 3; i++)
            Assert.Equal("consent:standard-1", (await setup.Events.SendAsync(PagerDutySetup.Trigger(), default)).DedupKey);

        var alert = Assert.Single(setup.Account.Alerts);
        Assert.Equal((3, "critical", SimulatedAlertStatus.Triggered), (alert.Triggers.Count, alert.Severity, alert.Status));
        Assert.Equal(setup.Account.Options.RoutingKey, alert.RoutingKey);
        Assert.Empty(setup.Account.Unexpected);
    }

    [Fact]
    public async Task SendAsync_AcknowledgeThenResolve_ChangesTheOpenAlertOfItsRouteOnly()
    {
        await using var setup = await PagerDutySetup.StartAsync();
        await setup.Events.SendAsync(PagerDutySetup.Trigger(), default);
        await setup.Events.SendAsync(PagerDutySetup.Trigger() with { Route = PagerDutyRoute.Fallback }, default);

        await setup.Events.SendAsync(PagerDutySetup.Change(PagerDutyAction.Acknowledge), default);
        var acknowledged = setup.Account.Alerts.Select(alert => alert.Status).ToList();
        await setup.Events.SendAsync(PagerDutySetup.Change(PagerDutyAction.Resolve), default);
        await setup.Events.SendAsync(PagerDutySetup.Trigger(), default);

        Assert.Equal([SimulatedAlertStatus.Acknowledged, SimulatedAlertStatus.Triggered], acknowledged);
        Assert.Equal(
            [SimulatedAlertStatus.Resolved, SimulatedAlertStatus.Triggered, SimulatedAlertStatus.Triggered],
            setup.Account.Alerts.Select(alert => alert.Status)
        );
    }

    [Theory]
    [InlineData(HttpFault.Throttled, typeof(PagerDutyThrottledException), 0)]
    [InlineData(HttpFault.ThrottledByReset, typeof(PagerDutyThrottledException), 0)]
    [InlineData(HttpFault.ThrottledWithoutDelay, typeof(PagerDutyThrottledException), 0)]
    [InlineData(HttpFault.ServerError, typeof(PagerDutyUnavailableException), 0)]
    [InlineData(HttpFault.HtmlPage, typeof(PagerDutyUnavailableException), 0)]
    [InlineData(HttpFault.HtmlPageAfterAccepting, typeof(PagerDutyUnavailableException), 1)]
    [InlineData(HttpFault.ServerErrorAfterAccepting, typeof(PagerDutyUnavailableException), 1)]
    [InlineData(HttpFault.SilentBeforeAccepting, typeof(PagerDutyUnavailableException), 0)]
    [InlineData(HttpFault.SilentAfterAccepting, typeof(PagerDutyUnavailableException), 1)]
    [InlineData(HttpFault.BrokenBeforeAccepting, typeof(PagerDutyUnavailableException), 0)]
    [InlineData(HttpFault.BrokenAfterAccepting, typeof(PagerDutyUnavailableException), 1)]
    public async Task SendAsync_WhenPagerDutyMisbehaves_IsNotRepeatedHere_AndARepetitionPagesOnce(
        HttpFault fault,
        Type expected,
        int alerts
    )
    {
        await using var setup = await PagerDutySetup.StartAsync();
        setup.Account.Faults.Next(Enqueue, fault);

        var thrown = await Record.ExceptionAsync(() => setup.HurryAsync(() => setup.Events.SendAsync(PagerDutySetup.Trigger(), default)));

        Assert.IsType(expected, thrown);
        Assert.Equal((1, alerts), (setup.Account.Calls[Enqueue], setup.Account.Alerts.Count));
        Assert.DoesNotContain(setup.Account.Options.RoutingKey, thrown!.ToString(), StringComparison.Ordinal);
        await setup.Events.SendAsync(PagerDutySetup.Trigger(), default);
        Assert.Single(setup.Account.Alerts);
    }

    [Fact]
    public async Task SendAsync_NobodyListens_IsUnavailable_AndGoesThroughOnceSomebodyDoes()
    {
        await using var setup = await PagerDutySetup.StartAsync();
        await setup.Account.Server.RefuseAsync();

        await Assert.ThrowsAsync<PagerDutyUnavailableException>(() => setup.Events.SendAsync(PagerDutySetup.Trigger(), default));
        await setup.Account.Server.AcceptAsync();
        await setup.Events.SendAsync(PagerDutySetup.Trigger(), default);

        Assert.Single(setup.Account.Alerts);
    }

    [Theory]
    [InlineData(HttpFault.Throttled, 17, 17)]
    [InlineData(HttpFault.ThrottledByReset, 17, 17)]
    [InlineData(HttpFault.ThrottledWithoutDelay, 17, 30)]
    [InlineData(HttpFault.Throttled, 100_000, 300)]
    [InlineData(HttpFault.ThrottledByReset, 100_000, 300)]
    [InlineData(HttpFault.ThrottledByReset, 0, 1)]
    public async Task SendAsync_Throttled_TellsHowLong(HttpFault fault, int asked, int expected)
    {
        await using var setup = await PagerDutySetup.StartAsync();
        setup.Account.Faults.RetryAfterSeconds = asked;
        setup.Account.Faults.Next(Enqueue, fault);

        var thrown = await Assert.ThrowsAsync<PagerDutyThrottledException>(() => setup.Events.SendAsync(PagerDutySetup.Trigger(), default));

        Assert.Equal(TimeSpan.FromSeconds(expected), thrown.RetryAfter);
    }

    [Fact]
    public async Task SendAsync_UnknownRoutingKey_IsRejectedForGoodWithPagerDutysWords()
    {
        await using var setup = await PagerDutySetup.StartAsync(new() { ["PagerDuty:RoutingKey"] = "fedcba9876543210fedcba9876543210" });

        var thrown = await Assert.ThrowsAsync<PagerDutyRejectedException>(() => setup.Events.SendAsync(PagerDutySetup.Trigger(), default));

        Assert.Equal(400, thrown.Status);
        Assert.Contains("is not an integration key", Assert.Single(thrown.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendAsync_CallerGivesUp_IsCancelled()
    {
        await using var setup = await PagerDutySetup.StartAsync();
        setup.Account.Faults.Next(Enqueue, HttpFault.SilentBeforeAccepting);
        using var gaveUp = new CancellationTokenSource();
        setup.Account.OnCall = (_, _) => gaveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => setup.Events.SendAsync(PagerDutySetup.Trigger(), gaveUp.Token));
    }

    [Fact]
    public async Task SendAsync_NoFallbackKey_IsABrokenPromise()
    {
        await using var setup = await PagerDutySetup.StartAsync(new() { ["PagerDuty:FallbackRoutingKey"] = "" });

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            setup.Events.SendAsync(PagerDutySetup.Trigger() with { Route = PagerDutyRoute.Fallback }, default)
        );

        Assert.Empty(setup.Account.Calls);
    }
}
