using OAuthAttest.Escalations.Consents;
using OAuthAttest.Local.Simulators.Identity.Okta;
using Xunit;

namespace OAuthAttest.Tests.Functions.Escalations;

/// <summary>From the poll timer to the page, for a consent that is never pushed.</summary>
public sealed class PollTimersTests
{
    [Fact]
    public async Task ConsentThatOnlyTheLogKnows_IsPaged_AndItsMissingPushIsMeasured()
    {
        await using var okta = await OktaSimulator.StartAsync();
        await using var world = await CourseWorld.StartAsync(Settings(okta));
        okta.Consent(
            new SimulatedOktaConsent(
                "uuid-1",
                CourseWorld.Start.AddSeconds(-5),
                "app.oauth2.as.consent.grant",
                "00uboss",
                "boss@example.com",
                "0oa1",
                "Mail Helper",
                "okta.users.manage"
            )
        );

        await world.PassAsync(TimeSpan.FromMinutes(2));

        var alert = Assert.Single(world.Pager.Alerts);
        Assert.Equal($"consent:{EscalationKey.Of(ConsentSource.Okta, "uuid-1")}", alert.DedupKey);
        Assert.Contains("boss@example.com", alert.Summary, StringComparison.Ordinal);

        await world.PassAsync(TimeSpan.FromMinutes(33));

        Assert.Single(world.Pager.Alerts);
        var missed = Assert.Single(world.Datadog.Points, point => point.Metric.EndsWith(".missed_push", StringComparison.Ordinal));
        Assert.Contains("source:okta", missed.Tags);
        Assert.Empty(okta.Unexpected);
    }

    [Fact]
    public async Task EscalationSwitchedOff_NothingIsPolled()
    {
        await using var okta = await OktaSimulator.StartAsync();
        await using var world = await CourseWorld.StartAsync(Settings(okta, ("Escalation:Enabled", "false")));

        await world.PassAsync(TimeSpan.FromMinutes(3));

        Assert.Empty(okta.Calls);
    }

    private static Dictionary<string, string?> Settings(OktaSimulator okta, params (string Key, string Value)[] more)
    {
        var settings = okta.Settings("Polling").ToDictionary(StringComparer.Ordinal);
        settings["Consents:Okta:Secrets:0"] = "a-secret-that-is-long-enough-for-a-door";
        foreach (var (key, value) in more)
            settings[key] = value;
        return settings;
    }
}
