using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OAuthAttest.Campaigns;
using OAuthAttest.Datadog;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Polling;
using OAuthAttest.Functions;
using OAuthAttest.Functions.Timers;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Identity.Access;
using OAuthAttest.PagerDuty;
using OAuthAttest.Revocations.Providers;
using OAuthAttest.Slack;
using OAuthAttest.Tests.Grants.Scopes;
using Xunit;

namespace OAuthAttest.Tests.Functions;

public sealed class ConfigurationTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("oauthattest-configuration-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Sample_AsItIs_IsAValidConfiguration() => Assert.Null(Report(Sample()));

    [Fact]
    public void Sample_WithoutItsCampaignKeys_MeansTheSame()
    {
        var least = Sample().Where(setting => !setting.Key.StartsWith("Campaign:", StringComparison.Ordinal) || setting.Key == "Campaign:LeadEmail");

        Assert.Equivalent(Options(Sample()), Options(least.ToDictionary()), strict: true);
    }

    [Fact]
    public void Sample_WithoutItsEscalationKeys_MeansTheSame()
    {
        var least = Sample().Where(setting => !setting.Key.StartsWith("Escalation", StringComparison.Ordinal));

        Assert.Equivalent(Escalation(Sample()), Escalation(least.ToDictionary()), strict: true);
    }

    [Fact]
    public void Sample_OfTheEscalation_HasEveryKey()
    {
        var keys = Settable(typeof(EscalationOptions)).Where(name => name is not (nameof(EscalationOptions.Rules) or nameof(EscalationOptions.SweepSchedule))).Select(name => $"Escalation:{name}")
            .Concat(Settable(typeof(EscalationRules)).Select(name => $"Escalation:Rules:{name}"))
            .Append(EscalationOptions.SweepScheduleSetting);

        Assert.All(keys, key => Assert.Contains(key, Sample().Keys));
    }

    [Theory]
    [InlineData("Polling", nameof(PollReach.Overlap), nameof(PollReach.LookBack))]
    [InlineData("Revocation", "TokenLifetime")]
    public void SampleAndDocumentation_OfTheProviders_HaveEveryKey(string section, params string[] more)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "docs/configuration.md"));
        foreach (var (provider, connection) in new[] { ("Entra", typeof(EntraConnection)), ("Okta", typeof(OktaConnection)), ("Google", typeof(GoogleConnection)) })
        {
            Assert.All(Settable(connection).Concat(more), name =>
            {
                Assert.Contains($"{section}:{provider}:{name}", Sample().Keys);
                Assert.Contains(name, text, StringComparison.Ordinal);
            });
        }
        Assert.All(FunctionsRegistration.TimerDefaults, setting =>
        {
            Assert.Equal(setting.Value, Sample()[setting.Key]);
            Assert.Contains(setting.Key, text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Sample_WithoutItsProviderKeys_MeansTheSame()
    {
        var least = Sample().Where(setting => !setting.Key.StartsWith("Polling", StringComparison.Ordinal) && !setting.Key.StartsWith("Revocation", StringComparison.Ordinal) && !setting.Key.Contains("Poll", StringComparison.Ordinal)).ToDictionary();

        Assert.Equivalent(Services(Sample()).GetRequiredService<IOptions<PollingOptions>>().Value, Services(least).GetRequiredService<IOptions<PollingOptions>>().Value, strict: true);
        Assert.Equivalent(Services(Sample()).GetRequiredService<IOptions<RevocationOptions>>().Value, Services(least).GetRequiredService<IOptions<RevocationOptions>>().Value, strict: true);
    }

    [Theory]
    [InlineData("ConnectionStrings:OAuthAttest")]
    [InlineData("Slack:BotToken")]
    [InlineData("Slack:SigningSecrets:0")]
    [InlineData("Slack:LeadChannel")]
    public void Start_KeyMissing_IsNamed(string key)
    {
        var settings = Sample();
        settings.Remove(key);

        Assert.Contains(key.Split(':')[1], Report(settings), StringComparison.Ordinal);
    }

    [Fact]
    public void Start_SchedulesMissing_AreNamedWithTheOtherMistakes()
    {
        var settings = Sample();
        settings.Remove("Slack:BotToken");
        foreach (var timer in TimerFunctions.All)
            settings.Remove(timer.Setting);

        var report = Report(settings)!;

        Assert.Contains("BotToken", report, StringComparison.Ordinal);
        Assert.All(TimerFunctions.All, timer => Assert.Contains($"  - {timer.Setting}: missing; the timer of {timer.Name} ", report, StringComparison.Ordinal));
    }

    [Fact]
    public void Start_ScheduleOfATimerThatIsOff_MayBeMissing()
    {
        var settings = Sample();
        settings.Remove(PollingOptions.EntraScheduleSetting);
        settings["AzureWebJobs.PollEntra.Disabled"] = "true";

        Assert.Null(Report(settings));
    }

    [Fact]
    public void Start_SeveralMistakes_AreAllNamedAtOnce()
    {
        var settings = Sample();
        settings.Remove("Slack:BotToken");
        settings["Campaign:Silence"] = "Maybe";
        settings["Campaign:ResponseWindov"] = "1.00:00:00";
        settings["CampaignSchedule"] = "quarterly";

        var report = Report(settings)!;

        Assert.All(["BotToken", "Campaign:Silence", "ResponseWindov", "CampaignSchedule"], name => Assert.Contains(name, report, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("entra,a,delegated,severe,See a thing.", "line 2, risk: 'severe'")]
    [InlineData("entra,a,delegated,low", "line 2")]
    public void Start_WrongLineInTheScopeOverrides_NamesFileLineAndField(string line, string where)
    {
        var settings = Sample();
        settings["Scopes:OverridesFile"] = Write(line);

        var report = Report(settings)!;

        Assert.Contains($"Scopes:OverridesFile: {settings["Scopes:OverridesFile"]}, {where}", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_ScopeOverridesMissingAndKeyMisspelt_AreBothNamed()
    {
        var settings = Sample();
        settings["Scopes:OverridesFile"] = Path.Combine(folder, "nowhere.csv");
        settings["Scopes:Overides"] = "x";

        var report = Report(settings)!;

        Assert.Contains("nowhere.csv does not exist", report, StringComparison.Ordinal);
        Assert.Contains("Scopes:Overides is not a setting", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_ScopeOverrides_AreTheWordsOfTheAppAndPartOfTheVersion()
    {
        var settings = Sample();
        settings["Scopes:OverridesFile"] = Write("entra,User.Read,delegated,critical,Read the profile that we keep secret.");

        var services = Services(settings);

        Assert.Null(ConfigurationReport.Find(services));
        var dictionary = services.GetRequiredService<ScopeDictionary>();
        Assert.Equal(Risk.Critical, dictionary.Explain(ProviderName.Entra, "User.Read", ConsentType.Principal).Risk);
        Assert.StartsWith(ScopeDictionary.Embedded.Version + "+", dictionary.Version, StringComparison.Ordinal);
    }

    [Fact]
    public void Documentation_OfTheOptions_NamesEveryKey()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "docs/configuration.md"));
        var keys = typeof(CampaignOptions).GetProperties().Where(property => property.CanWrite && !property.Name.EndsWith("Schedule", StringComparison.Ordinal))
            .Concat(typeof(SlackOptions).GetProperties().Where(property => property.CanWrite))
            .Concat(typeof(ScopeOptions).GetProperties().Where(property => property.CanWrite && property.SetMethod!.IsPublic))
            .Concat(typeof(EscalationOptions).GetProperties().Where(property => property.CanWrite && property.Name != nameof(EscalationOptions.SweepSchedule)))
            .Concat(typeof(EscalationRules).GetProperties())
            .Concat(typeof(PagerDutyOptions).GetProperties().Where(property => property.CanWrite))
            .Concat(typeof(DatadogOptions).GetProperties().Where(property => property.CanWrite))
            .Concat(typeof(ConsentsOptions).GetProperties().Where(property => property.CanWrite)).Concat(typeof(ConsentSourceSecrets).GetProperties().Where(property => property.CanWrite))
            .Concat(typeof(BreakerPolicy).GetProperties()).Concat(typeof(CampaignFilter).GetProperties()).Concat(typeof(CampaignExclusion).GetProperties())
            .Select(property => property.Name).Where(name => name != "EqualityContract");

        Assert.All(keys, key => Assert.Contains(key, text, StringComparison.Ordinal));
    }

    private string Write(string line)
    {
        var file = Path.Combine(folder, "own-scopes.csv");
        File.WriteAllText(file, $"provider,scope,access,risk,sentence\n{line}\n");
        return file;
    }

    [Theory]
    [InlineData(typeof(PagerDutyOptions), "PagerDuty")]
    [InlineData(typeof(DatadogOptions), "Datadog")]
    public void Sample_OfAnOutsideService_HasEveryKey(Type options, string section)
    {
        var sample = Sample();

        Assert.All(options.GetProperties().Where(property => property.CanWrite), property => Assert.Contains($"{section}:{property.Name}", sample));
    }

    private static CampaignOptions Options(Dictionary<string, string?> settings) =>
        Services(settings).GetRequiredService<IOptions<CampaignOptions>>().Value;

    private static EscalationOptions Escalation(Dictionary<string, string?> settings) =>
        Services(settings).GetRequiredService<IOptions<EscalationOptions>>().Value;

    private static IEnumerable<string> Settable(Type type) => type.GetProperties().Where(property => property.CanWrite).Select(property => property.Name);

    private static string? Report(Dictionary<string, string?> settings) => ConfigurationReport.Find(Services(settings));

    private static ServiceProvider Services(Dictionary<string, string?> settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        return new ServiceCollection().AddLogging().AddOAuthAttest(configuration).BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    private static Dictionary<string, string?> Sample()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "local.settings.sample.json")));
        return json.RootElement.GetProperty("Values").EnumerateObject()
            .ToDictionary(setting => setting.Name.Replace("__", ":", StringComparison.Ordinal), setting => setting.Value.GetString(), StringComparer.Ordinal);
    }
}
