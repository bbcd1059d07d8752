using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OAuthAttest.Escalations;
using OAuthAttest.Grants;
using Xunit;

namespace OAuthAttest.Tests.Escalations;

public sealed class EscalationOptionsTests
{
    private const string RoutingKey = "0123456789abcdef0123456789abcdef";

    [Fact]
    public void Options_NothingConfigured_AreValidAndSwitchedOff()
    {
        var options = Read([]);

        Assert.False(options.Enabled);
        Assert.Equal("30 * * * * *", options.SweepSchedule);
        Assert.Equivalent(new EscalationRules(), options.Rules, strict: true);
    }

    [Fact]
    public void Options_EverythingConfigured_IsTaken()
    {
        var options = Read(new()
        {
            ["Escalation:Enabled"] = "true",
            ["EscalationSweepSchedule"] = "0 */5 * * * *",
            ["Escalation:SecurityChannel"] = "C0SEC",
            ["Escalation:Responders"] = "ana@example.com, U0BOB",
            ["Escalation:RunbookUrl"] = "https://wiki.example.com/consent?page=1",
            ["Escalation:AppUrl"] = "http://localhost:7071/",
            ["Escalation:RosterMaxAge"] = "1.00:00:00",
            ["Escalation:StormWindow"] = "00:10:00",
            ["Escalation:PushGrace"] = "00:05:00",
            ["Escalation:Rules:MinRisk"] = "critical",
            ["Escalation:Rules:ScopePatterns:0"] = "Mail.*",
            ["Escalation:Rules:AdminConsent"] = "false",
            ["Escalation:Rules:TenantWide"] = "false",
            ["Escalation:Rules:ApplicationPermissions"] = "false",
            ["Escalation:Rules:UnverifiedPublisherFrom"] = "Never",
            ["Escalation:Rules:YoungApp"] = "never",
            ["Escalation:Rules:YoungAppFrom"] = "Low",
            ["Escalation:Rules:OfflineAccessFrom"] = "High",
            ["PagerDuty:RoutingKey"] = RoutingKey,
        });

        Assert.Equal((true, "0 */5 * * * *", "C0SEC"), (options.Enabled, options.SweepSchedule, options.SecurityChannel));
        Assert.Equal(["ana@example.com", "U0BOB"], options.Responders);
        Assert.Equal(
            ("https://wiki.example.com/consent?page=1", "http://localhost:7071/"),
            (options.RunbookUrl!.AbsoluteUri, options.AppUrl!.AbsoluteUri)
        );
        Assert.Equal(
            (TimeSpan.FromDays(1), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(5)),
            (options.RosterMaxAge, options.StormWindow, options.PushGrace)
        );
        var expected = new EscalationRules
        {
            MinRisk = Risk.Critical,
            ScopePatterns = ["Mail.*"],
            AdminConsent = false,
            TenantWide = false,
            ApplicationPermissions = false,
            UnverifiedPublisherFrom = null,
            YoungApp = null,
            YoungAppFrom = Risk.Low,
            OfflineAccessFrom = Risk.High,
        };
        Assert.Equivalent(expected, options.Rules, strict: true);
    }

    public static TheoryData<string, string, string> Mistakes =>
        new()
        {
            { "Escalation:Enabled", "yes", "Escalation:Enabled is 'yes'" },
            { "Escalation:Enabled", "true", "Escalation:SecurityChannel is missing" },
            { "Escalation:Enabled", "true", "Escalation:Responders is missing" },
            { "EscalationSweepSchedule", "every minute", "EscalationSweepSchedule is 'every minute'" },
            { "EscalationSweepSchedule", "* * * * *", "EscalationSweepSchedule is '* * * * *'" },
            { "Escalation:SecurityChannel", "#security", "Escalation:SecurityChannel is '#security'" },
            { "Escalation:SecurityChannel", "U0ANA", "Escalation:SecurityChannel is 'U0ANA'" },
            { "Escalation:Responders:0", "the team", "Escalation:Responders:0 is 'the team'" },
            { "Escalation:Responders", "ana@example.com,C0SEC", "Escalation:Responders:1 is 'C0SEC'" },
            { "Escalation:RunbookUrl", "wiki", "Escalation:RunbookUrl is 'wiki'" },
            {
                "Escalation:RunbookUrl",
                "http://wiki.example.com/",
                "Escalation:RunbookUrl is 'http://wiki.example.com/': it must be an https address"
            },
            {
                "Escalation:RunbookUrl",
                "javascript:alert(1)",
                "Escalation:RunbookUrl is 'javascript:alert(1)': it must be an https address"
            },
            {
                "Escalation:AppUrl",
                "https://app.example.com/api",
                "Escalation:AppUrl is 'https://app.example.com/api': it must end with a slash"
            },
            { "Escalation:AppUrl", "https://app.example.com/?code=1", "Escalation:AppUrl" },
            { "Escalation:RosterMaxAge", "2", "Escalation:RosterMaxAge is '2': it must be a time span" },
            { "Escalation:RosterMaxAge", "00:00:00", "Escalation:RosterMaxAge is 00:00:00" },
            { "Escalation:RosterMaxAge", "91.00:00:00", "Escalation:RosterMaxAge is 91.00:00:00" },
            { "Escalation:StormWindow", "1.00:00:01", "Escalation:StormWindow is 1.00:00:01" },
            { "Escalation:PushGrace", "-00:01:00", "Escalation:PushGrace is -00:01:00" },
            { "Escalation:Rules:MinRisk", "severe", "Escalation:Rules:MinRisk is 'severe'" },
            { "Escalation:Rules:ScopePatterns:0", "Mail.Read Mail.Send", "Escalation:Rules:ScopePatterns:0 must be one scope name" },
            { "Escalation:Rules:YoungApp", "00:00:00", "Escalation:Rules:YoungApp is 00:00:00" },
            { "Escalation:Rules:UnverifiedPublisherFrom", "no", "Escalation:Rules:UnverifiedPublisherFrom is 'no'" },
            { "Escalation:Rules:MinimumRisk", "High", "Escalation:Rules:MinimumRisk is not a setting." },
            { "Escalation:Responder", "ana@example.com", "Escalation:Responder is not a setting." },
        };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Options_OneMistake_IsToldWithItsExactKey(string key, string value, string expected)
    {
        var refused = Assert.Throws<OptionsValidationException>(() => Read(new() { [key] = value }));

        Assert.Contains(refused.Failures, failure => failure.StartsWith(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Options_SeveralMistakes_AreAllToldAtOnce()
    {
        var refused = Assert.Throws<OptionsValidationException>(() => Read(new()
        {
            ["Escalation:Enabled"] = "true",
            ["Escalation:StormWindow"] = "an hour",
            ["Escalation:Rules:MinRisk"] = "9",
            ["Escalation:Typo"] = "1",
            ["PagerDuty:RoutingKey"] = RoutingKey,
        }));

        Assert.Equal(5, refused.Failures.Count());
    }

    private static EscalationOptions Read(Dictionary<string, string?> settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        using var services = new ServiceCollection().AddEscalationOptions(configuration).BuildServiceProvider();
        return services.GetRequiredService<IOptions<EscalationOptions>>().Value;
    }
}
