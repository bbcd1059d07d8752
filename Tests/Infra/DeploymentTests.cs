using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace OAuthAttest.Tests.Infra;

/// <summary>What only a deployment would otherwise show: the template's settings, and host.json's values for its plan.</summary>
public sealed partial class DeploymentTests
{
    private static string Template => File.ReadAllText(RepositoryFiles.PathOf("infra/main.bicep"));

    [Fact]
    public void Template_OfTheSettings_HasEveryOneThatMustBeThere()
    {
        var documentation = File.ReadAllText(RepositoryFiles.PathOf("docs/configuration.md"));
        var table = documentation[
            documentation.IndexOf("## What must be there", StringComparison.Ordinal)..documentation.IndexOf(
                "## `Campaign`",
                StringComparison.Ordinal
            )
        ];
        var keys = table
            .Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(line => Code().Matches(line.Split('|')[1]))
            .Select(match => match.Groups["key"].Value.Replace(":", "__", StringComparison.Ordinal)).ToList();

        Assert.Contains("ConnectionStrings__OAuthAttest", keys);
        Assert.All(keys, key => Assert.Matches($@"(?m)^\s+{Regex.Escape(key)}: ", Template));
    }

    [Fact]
    public void Template_OfTheSecrets_PutsEachIntoTheVaultAndRefersToIt()
    {
        var stored = Template[
            Template.IndexOf("secrets: union(", StringComparison.Ordinal)..Template.IndexOf("module app ", StringComparison.Ordinal)
        ];
        var referred = Template[Template.IndexOf("secretSettingNames: union(", StringComparison.Ordinal)..];

        Assert.All(["ConnectionStrings__OAuthAttest", "Slack__BotToken", "Slack__SigningSecrets__0", "PagerDuty__RoutingKey"], key =>
        {
            Assert.Contains($"{key}: ", stored, StringComparison.Ordinal);
            Assert.Contains($"'{key}'", referred, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void HostJson_OnAFlexConsumptionPlan_SaysWhatThePlanNeeds()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(RepositoryFiles.PathOf("host.json")));
        var durable = json.RootElement.GetProperty("extensions").GetProperty("durableTask");
        var polling = durable.GetProperty("storageProvider").GetProperty("maxQueuePollingInterval").GetString()!;
        var activities = durable.GetProperty("maxConcurrentActivityFunctions").GetInt32();
        var connections = int.Parse(Pool().Match(Template).Groups["size"].Value, CultureInfo.InvariantCulture);

        Assert.Matches("^[A-Za-z][A-Za-z0-9]{2,44}$", durable.GetProperty("hubName").GetString());
        Assert.InRange(TimeSpan.Parse(polling, CultureInfo.InvariantCulture), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
        Assert.False(durable.GetProperty("tracing").GetProperty("traceInputsAndOutputs").GetBoolean());
        Assert.True(durable.GetProperty("useGracefulShutdown").GetBoolean());
        // A throttling host answers 429, and Slack does not repeat a click.
        Assert.False(json.RootElement.GetProperty("extensions").GetProperty("http").GetProperty("dynamicThrottlesEnabled").GetBoolean());
        // An activity holds at most one connection; the rest of the pool is for HTTP functions.
        Assert.InRange(connections, 2 * activities, 100);
    }

    [GeneratedRegex("`(?<key>[A-Za-z0-9:]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();

    [GeneratedRegex(@"param connectionsAnInstance int = (?<size>\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pool();
}
