using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.PagerDuty;
using OAuthAttest.PagerDuty;
using Xunit;

namespace OAuthAttest.Tests.PagerDuty;

public sealed class PagerDutyIncidentsTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FindAsync_Paged_IsTheNewestIncidentOfTheKey(bool tellsIncidentKey)
    {
        await using var setup = await PagerDutySetup.StartAsync(
            options: new PagerDutySimulatorOptions { TellsIncidentKey = tellsIncidentKey }
        );
        await setup.Events.SendAsync(PagerDutySetup.Trigger("consent:other"), default);
        await setup.Events.SendAsync(PagerDutySetup.Trigger(), default);
        await setup.Events.SendAsync(PagerDutySetup.Change(PagerDutyAction.Resolve), default);
        await setup.Events.SendAsync(PagerDutySetup.Trigger(), default);

        var found = await setup.Incidents.FindAsync("consent:standard-1", default);

        Assert.Equal(new PagerDutyIncidentLink("Q0SIM000003", new Uri("https://simulated.pagerduty.com/incidents/Q0SIM000003")), found);
        Assert.Equal(["consent:standard-1"], await setup.Incidents.AlertKeysAsync("Q0SIM000003", default));
        Assert.Empty(setup.Account.Unexpected);
    }

    [Fact]
    public async Task FindAsync_NotPagedYet_IsNull()
    {
        await using var setup = await PagerDutySetup.StartAsync();

        Assert.Null(await setup.Incidents.FindAsync("consent:standard-1", default));
    }

    [Theory]
    [InlineData(HttpFault.ServerError)]
    [InlineData(HttpFault.HtmlPage)]
    [InlineData(HttpFault.BrokenBeforeAccepting)]
    [InlineData(HttpFault.Throttled)]
    public async Task FindAsync_AfterOneFault_IsTriedAgain(HttpFault fault)
    {
        await using var setup = await PagerDutySetup.StartAsync();
        await setup.Events.SendAsync(PagerDutySetup.Trigger(), default);
        setup.Account.Faults.Next("incidents", fault);

        Assert.NotNull(await setup.Incidents.FindAsync("consent:standard-1", default));
        Assert.Equal(2, setup.Account.Calls["incidents"]);
    }

    [Fact]
    public async Task FindAsync_StaysDown_GivesUpAfterThreeAttempts()
    {
        await using var setup = await PagerDutySetup.StartAsync();
        setup.Account.Faults.AtRandom(1, 1.0, HttpFault.ServerError);

        await Assert.ThrowsAsync<PagerDutyUnavailableException>(() => setup.Incidents.FindAsync("consent:standard-1", default));

        Assert.Equal(3, setup.Account.Calls["incidents"]);
    }

    [Fact]
    public async Task FindAsync_AskedToWaitLong_DoesNotWaitHere()
    {
        await using var setup = await PagerDutySetup.StartAsync();
        setup.Account.Faults.RetryAfterSeconds = 60;
        setup.Account.Faults.Next("incidents", HttpFault.ThrottledByReset);

        var thrown = await Assert.ThrowsAsync<PagerDutyThrottledException>(() => setup.Incidents.FindAsync("consent:standard-1", default));

        Assert.Equal((TimeSpan.FromMinutes(1), 1), (thrown.RetryAfter, setup.Account.Calls["incidents"]));
    }

    [Fact]
    public async Task FindAsync_WrongKey_IsRejectedAndNotNamed()
    {
        await using var setup = await PagerDutySetup.StartAsync(new() { ["PagerDuty:RestKey"] = "wrong-rest-key" });

        var thrown = await Assert.ThrowsAsync<PagerDutyRejectedException>(() => setup.Incidents.FindAsync("consent:standard-1", default));

        Assert.Equal((401, "Authentication failed"), (thrown.Status, Assert.Single(thrown.Errors)));
        Assert.DoesNotContain("wrong-rest-key", thrown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindAsync_NoKey_IsNotConfigured()
    {
        await using var setup = await PagerDutySetup.StartAsync(new() { ["PagerDuty:RestKey"] = "" });

        Assert.False(setup.Incidents.IsConfigured);
        await Assert.ThrowsAsync<InvalidOperationException>(() => setup.Incidents.FindAsync("consent:standard-1", default));
    }
}
