using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OAuthAttest.Campaigns;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Polling;
using OAuthAttest.Functions;
using OAuthAttest.Functions.Timers;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Revocations.Providers;
using OAuthAttest.Tests.Configuration;
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
        var least = Sample()
            .Where(setting => !setting.Key.StartsWith("Campaign:", StringComparison.Ordinal) || setting.Key == "Campaign:LeadEmail");

        Assert.Equivalent(Options(Sample()), Options(least.ToDictionary()), strict: true);
    }

    [Fact]
    public void Sample_WithoutItsEscalationKeys_MeansTheSame()
    {
        var least = Sample().Where(setting => !setting.Key.StartsWith("Escalation", StringComparison.Ordinal));

        Assert.Equivalent(Escalation(Sample()), Escalation(least.ToDictionary()), strict: true);
    }

    [Fact]
    public void Sample_WithoutItsProviderKeys_MeansTheSame()
    {
        var least = Sample()
            .Where(setting =>
                !setting.Key.StartsWith("Polling", StringComparison.Ordinal)
                && !setting.Key.StartsWith("Revocation", StringComparison.Ordinal)
                && !setting.Key.Contains("Poll", StringComparison.Ordinal)
            )
            .ToDictionary();

        Assert.Equivalent(
            Services(Sample()).GetRequiredService<IOptions<PollingOptions>>().Value,
            Services(least).GetRequiredService<IOptions<PollingOptions>>().Value,
            strict: true
        );
        Assert.Equivalent(
            Services(Sample()).GetRequiredService<IOptions<RevocationOptions>>().Value,
            Services(least).GetRequiredService<IOptions<RevocationOptions>>().Value,
            strict: true
        );
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
        Assert.All(TimerFunctions.All, timer =>
            Assert.Contains($"  - {timer.Setting}: missing; the timer of {timer.Name} ", report, StringComparison.Ordinal)
        );
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

        Assert.All(["BotToken", "Campaign:Silence", "ResponseWindov", "CampaignSchedule"], name =>
            Assert.Contains(name, report, StringComparison.Ordinal)
        );
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

    private string Write(string line)
    {
        var file = Path.Combine(folder, "own-scopes.csv");
        File.WriteAllText(file, $"provider,scope,access,risk,sentence\n{line}\n");
        return file;
    }

    private static CampaignOptions Options(Dictionary<string, string?> settings) =>
        Services(settings).GetRequiredService<IOptions<CampaignOptions>>().Value;

    private static EscalationOptions Escalation(Dictionary<string, string?> settings) =>
        Services(settings).GetRequiredService<IOptions<EscalationOptions>>().Value;

    private static string? Report(Dictionary<string, string?> settings) => ConfigurationReport.Find(Services(settings));

    private static ServiceProvider Services(Dictionary<string, string?> settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        return new ServiceCollection()
            .AddLogging()
            .AddOAuthAttest(configuration)
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    private static Dictionary<string, string?> Sample() => AllSettings.Filled();
}
