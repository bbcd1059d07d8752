using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using OAuthAttest.Escalations.Polling;
using OAuthAttest.Functions;
using OAuthAttest.Telemetry;
using Xunit;

namespace OAuthAttest.Tests.Infra;

/// <summary>
/// The alerts that are mailed when the app or its pager does not work: what they ask for is what the app sends. An alert over a name that
/// nobody sends never fires, and nothing else would show it.
/// </summary>
public sealed partial class AlertRulesTests
{
    private const string Prefix = "oauthattest.";

    private static string Alerts => File.ReadAllText(RepositoryFiles.PathOf("infra/modules/alerts.bicep"));

    private static string Template => File.ReadAllText(RepositoryFiles.PathOf("infra/main.bicep"));

    [Fact]
    public void Alerts_OfTheTemplate_AreThoseOfTheDocumentation()
    {
        var documentation = File.ReadAllText(RepositoryFiles.PathOf("docs/deploy.md"));

        Assert.Equal(
            ["failed-orchestrations", "feed-age", "page-failed", "roster-age", "server-errors", "sweep-silence"],
            Rules().Keys.Order(StringComparer.Ordinal)
        );
        Assert.All(Rules().Keys, name => Assert.Contains($"| `{name}` |", documentation, StringComparison.Ordinal));
        Assert.All(
            ["storage_percent", "active_connections", "is_db_alive"],
            metric => Assert.Contains($"metric: '{metric}'", Alerts, StringComparison.Ordinal)
        );
        // Somebody is told: by the addresses that the template is given, over each of the three kinds of alerts.
        Assert.Contains("emails: alertEmails", Template, StringComparison.Ordinal);
        Assert.Contains("for (email, i) in emails:", Alerts, StringComparison.Ordinal);
        Assert.Contains("actions: { actionGroups: actionGroups }", Alerts, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(Alerts, Regex.Escape("actions: [for group in actionGroups: { actionGroupId: group }]")));
    }

    [Fact]
    public void Alerts_OnOurMetrics_AskForMetricsAndDimensionsThatAreSent()
    {
        var asked = Rules().Values.Where(query => query.Contains("AppMetrics", StringComparison.Ordinal)).ToList();

        Assert.Equal(3, asked.Count);
        Assert.All(asked, query =>
        {
            var name = MetricName().Match(query).Groups["name"].Value;
            var kind = Assert.Single(
                BusinessEvents.All,
                kind => name == Prefix + kind.Name || kind.Measurements.Any(measurement => name == $"{Prefix}{kind.Name}.{measurement}")
            );
            Assert.All(Property().Matches(query), match => Assert.Contains(match.Groups["name"].Value, kind.Properties));
        });
    }

    [Fact]
    public void Alerts_OnTheAgeOfFeeds_PartRosterFromTheOthersAndAskForTheWorst()
    {
        var (feeds, roster) = (Rules()["feed-age"], Rules()["roster-age"]);

        Assert.Contains($"part) != \"{FeedPart.Roster}\"", feeds, StringComparison.Ordinal);
        Assert.Contains($"part) == \"{FeedPart.Roster}\"", roster, StringComparison.Ordinal);
        Assert.All([feeds, roster], query =>
            Assert.Contains(
                "by Source = tostring(Properties.source), Part = tostring(Properties.part) | project Age = Max",
                query,
                StringComparison.Ordinal
            ));
    }

    [Fact]
    public void Alerts_OnRunsAndTraces_NameFunctionsAndEventsOfTheApp()
    {
        var functions = typeof(FunctionsRegistration).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Select(method => method.GetCustomAttribute<FunctionAttribute>()?.Name)
            .OfType<string>()
            .ToList();
        var named = FunctionName().Matches(Rules()["sweep-silence"]).Select(match => match.Groups["name"].Value);
        var events = Numbers().Match(Rules()["failed-orchestrations"]).Groups["ids"].Value.Split(", ").Select(int.Parse).ToList();
        var logged = typeof(FunctionsRegistration).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.NonPublic))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>()
            .Where(message => message.Level >= LogLevel.Warning)
            .Select(message => message.EventId)
            .ToList();

        Assert.Contains(Assert.Single(named), functions);
        Assert.NotEmpty(events);
        Assert.Subset(logged.ToHashSet(), events.ToHashSet());
        Assert.Contains("toint(ResultCode) >= 500", Rules()["server-errors"], StringComparison.Ordinal);
    }

    [Fact]
    public void AvailabilityTest_ReadsTheHealthEndpoint_AndWhatItSays()
    {
        var health = typeof(FunctionsRegistration).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .SelectMany(method => method.GetParameters())
            .Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>())
            .Single(trigger => trigger?.Route == "health");

        Assert.Equal(AuthorizationLevel.Anonymous, health!.AuthLevel);
        Assert.Contains("healthUrl: '${app.outputs.url}/api/health'", Template, StringComparison.Ordinal);
        Assert.Contains("RequestUrl: healthUrl", Alerts, StringComparison.Ordinal);
        // What it says is compared with the endpoint's answer in the endpoint's own test.
        Assert.Contains($"ContentMatch: '{HealthyAnswer}'", Alerts, StringComparison.Ordinal);
        Assert.Contains("PassIfTextFound: true", Alerts, StringComparison.Ordinal);
        Assert.Contains("scopes: [availability.id, insightsId]", Alerts, StringComparison.Ordinal);
    }

    [Fact]
    public void Locks_OfWhatCannotBeMadeAgain_AreInEachModuleAndOnByDefault()
    {
        Assert.Contains("param deleteLocks bool = true", Template, StringComparison.Ordinal);
        Assert.Equal(3, Regex.Count(Template, "deleteLock: deleteLocks"));
        Assert.All(["database", "storage", "vault"], module =>
        {
            var text = File.ReadAllText(RepositoryFiles.PathOf($"infra/modules/{module}.bicep"));
            Assert.Matches(@"Microsoft\.Authorization/locks@[0-9-]+' = if \(deleteLock\)", text);
            Assert.Contains("level: 'CanNotDelete'", text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Callers_WhereSomeAreNamed_AreTheOnlyOnes()
    {
        var app = File.ReadAllText(RepositoryFiles.PathOf("infra/modules/app.bicep"));

        Assert.Contains("allowedCallers: allowedCallers", Template, StringComparison.Ordinal);
        Assert.Contains("ipSecurityRestrictionsDefaultAction: empty(allowedCallers) ? 'Allow' : 'Deny'", app, StringComparison.Ordinal);
        Assert.Matches(@"ipSecurityRestrictions: \[\s+for \(caller, i\) in allowedCallers:", app);
    }

    [Fact]
    public void SignInToTheDatabase_WithTheAppsIdentity_NeedsNoPassword()
    {
        Assert.Contains("param databaseIdentitySignIn bool = databaseEntraAdmin != null", Template, StringComparison.Ordinal);
        Assert.Matches(@"var connectionString = databaseIdentitySignIn\s+\? signIn\s", Template);
        Assert.DoesNotMatch("var signIn = .*Password", Template);
        Assert.Contains(
            "Database__IdentityClientId: databaseIdentitySignIn ? identity.properties.clientId : ''",
            Template,
            StringComparison.Ordinal
        );
    }

    /// <summary>What the availability test looks for in the answer of the health endpoint.</summary>
    internal static string HealthyAnswer => ContentMatch().Match(Alerts).Groups["text"].Value;

    private static Dictionary<string, string> Rules() =>
        Rule().Matches(Alerts).ToDictionary(match => match.Groups["name"].Value, match => match.Groups["query"].Value);

    [GeneratedRegex(@"name: '(?<name>[a-z-]+)'\n    text: .*\n    severity: \d\n    query: '(?<query>.*)'\n",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rule();

    [GeneratedRegex("Name == \"(?<name>oauthattest\\.[A-Za-z_.]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MetricName();

    [GeneratedRegex(@"Properties\.(?<name>[A-Za-z_]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Property();

    [GeneratedRegex("AppRequests \\| where Name == \"(?<name>[A-Za-z]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FunctionName();

    [GeneratedRegex(@"EventId\) in \((?<ids>[0-9, ]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Numbers();

    [GeneratedRegex("ContentMatch: '(?<text>[^']+)'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ContentMatch();
}
