using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OAuthAttest.Escalations;
using OAuthAttest.PagerDuty;
using Xunit;

namespace OAuthAttest.Tests.PagerDuty;

public sealed class PagerDutyOptionsTests
{
    private const string Key = "0123456789abcdef0123456789ABCDEF";

    [Theory]
    [InlineData("false", null, null)]
    [InlineData("true", Key, null)]
    [InlineData("true", null, "RoutingKey is missing")]
    [InlineData("false", "too-short", "RoutingKey must be at least 12 characters long")]
    [InlineData("false", "still-too-short", "RoutingKey must be an integration key")]
    [InlineData("true", "0123456789abcdef0123456789ABCDE!", "RoutingKey must be an integration key")]
    public void RoutingKey_IsRequiredOnceEscalationIsOn_AndOfTheRightForm(string enabled, string? key, string? problem)
    {
        var failures = Failures(new()
        {
            ["Escalation:Enabled"] = enabled,
            ["Escalation:SecurityChannel"] = "C0SEC",
            ["Escalation:Responders"] = "U0ANA",
            ["PagerDuty:RoutingKey"] = key,
        });

        if (problem is null)
            Assert.Empty(failures);
        else
            Assert.Contains(problem, Assert.Single(failures), StringComparison.Ordinal);
    }

    [Fact]
    public void EverythingWrong_IsToldAtOnce_WithoutTheKeys()
    {
        var failures = Failures(new()
        {
            ["PagerDuty:RoutingKey"] = Key,
            ["PagerDuty:FallbackRoutingKey"] = Key,
            ["PagerDuty:EventsUrl"] = "http://pagerduty.example/",
            ["PagerDuty:RestUrl"] = "api.pagerduty.com",
            ["PagerDuty:WebhookSecrets:0"] = " ",
            ["PagerDuty:RequestTimeout"] = "00:05:00",
            ["PagerDuty:RoutingKye"] = "x",
        });

        string[] keys = ["FallbackRoutingKey", "EventsUrl", "RestUrl", "WebhookSecrets:0", "RequestTimeout", "RoutingKye"];
        Assert.Equal(
            keys.Order(StringComparer.Ordinal),
            failures.Select(failure => failure.Split(' ')[0]["PagerDuty:".Length..]).Order(StringComparer.Ordinal)
        );
        Assert.DoesNotContain(Key, string.Join('\n', failures), StringComparison.Ordinal);
    }

    [Fact]
    public void Defaults_AreTheUsAddressesAndTenSeconds()
    {
        var options = Provider([]).GetRequiredService<IOptions<PagerDutyOptions>>().Value;

        Assert.Equal(
            ("https://events.pagerduty.com/", "https://api.pagerduty.com/", TimeSpan.FromSeconds(10)),
            (options.EventsUrl.AbsoluteUri, options.RestUrl.AbsoluteUri, options.RequestTimeout)
        );
        Assert.Empty(options.WebhookSecrets);
    }

    /// <summary>The failures of both sections: the rule that somebody must be paged belongs to the escalation.</summary>
    private static List<string> Failures(Dictionary<string, string?> settings)
    {
        using var provider = Provider(settings);
        return [.. Failures<PagerDutyOptions>(provider), .. Failures<EscalationOptions>(provider)];
    }

    private static IEnumerable<string> Failures<T>(ServiceProvider provider)
        where T : class =>
        Record.Exception(() => provider.GetRequiredService<IOptions<T>>().Value) is OptionsValidationException invalid
            ? invalid.Failures
            : [];

    private static ServiceProvider Provider(Dictionary<string, string?> settings)
    {
        var services = new ServiceCollection().AddLogging();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        services.AddPagerDuty(configuration).AddEscalationOptions(configuration);
        return services.BuildServiceProvider();
    }
}
