using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Configuration;
using OAuthAttest.Functions;
using Xunit;

namespace OAuthAttest.Tests.Configuration;

/// <summary>Every wrong setting is reported at startup in one line, all of them in one message.</summary>
public sealed class EverySettingTests
{
    public static TheoryData<string> Keys => [.. AllSettings.Known.Select(AllSettings.KeyOf)];

    public static TheoryData<string> Sections => [.. AllSettings.Sections.Select(section => section.Name)];

    [Fact]
    public void Sections_OfAllAssemblies_AreAddedAtStart()
    {
        var configuration = new ConfigurationBuilder().Build();
        using var services = new ServiceCollection().AddLogging().AddOAuthAttest(configuration).BuildServiceProvider();

        var added = services.GetServices<SettingsSection>().Select(section => section.Name);

        Assert.Equal(AllSettings.Sections.Select(section => section.Name).Where(name => name != "Local").Order(), added.Order());
    }

    [Fact]
    public void Start_ValidSettings_HasNothingToTell() => Assert.Empty(AllSettings.Report(AllSettings.Valid()));

    [Theory]
    [MemberData(nameof(Keys))]
    public void Start_RubbishValue_IsOneLineThatNamesTheKey(string key)
    {
        Assert.All(AllSettings.Rubbish(AllSettings.Of(key).Member), rubbish =>
        {
            var line = Assert.Single(With(key, rubbish));
            Assert.Matches($"^{key}(:0)? is '.*': it must be ", line);
        });
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Start_ValueOutOfBounds_IsOneLineThatNamesTheKey(string key)
    {
        foreach (var bounds in AllSettings.Of(key).Member.Rules.OfType<BoundsAttribute>())
        {
            Assert.All(Outside(AllSettings.Of(key).Member.Item, bounds), value =>
            {
                var line = Assert.Single(With(key, value));
                Assert.StartsWith(key, line, StringComparison.Ordinal);
                Assert.Contains($": it must be {bounds.Words}", line, StringComparison.Ordinal);
            });
        }
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Start_AddressThatIsNotSafe_IsOneLineThatNamesTheKey(string key)
    {
        if (AllSettings.Of(key).Member.Item != typeof(Uri))
            return;
        Assert.All(["http://elsewhere.example/", "/tmp", "ftp://127.0.0.1/"], address =>
            Assert.Single(With(key, address), line => line.StartsWith($"{key} is '", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Start_MisspeltKey_IsOneLineThatNamesTheNearest(string key)
    {
        var name = key.LastIndexOf(':') + 1;

        Assert.All([key + "x", key[..^1], $"{key[..name]}{key[name + 1]}{key[name]}{key[(name + 2)..]}"], misspelt => Assert.Equal(
            $"{misspelt} is not a setting. Did you mean {key}?",
            Assert.Single(With(misspelt, "hush"))));
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Start_SettingBelowASetting_IsOneLine(string key)
    {
        var setting = AllSettings.Of(key);
        var below = setting.Member.Shape == SettingShape.Map ? $"{key}:name:Rubbish" : $"{key}:Rubbish";

        Assert.StartsWith($"{below} is not a setting: ", Assert.Single(With(below, "hush")), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Sections))]
    public void Start_MisspeltSection_IsOneLineThatNamesTheNearest(string section) => Assert.Equal(
        $"{section}x:Key is in no section. Did you mean {section}:Key?",
        Assert.Single(With($"{section}x:Key", "hush")));

    [Fact]
    public void Start_EverySettingWrongAtOnce_IsOneMessageWithALineForEach()
    {
        var wrong = EverythingWrong();

        Assert.Equal(wrong.Keys.Order(StringComparer.Ordinal), KeysOf(AllSettings.Report(Merge(wrong))).Order(StringComparer.Ordinal));
        Assert.Equal(AllSettings.Report(Merge(wrong)).Order(), AllSettings.ReportOfSections(Merge(wrong)).Order());
    }

    [Fact]
    public void Start_KeysInUpperOrLowerCase_AreTheSameKeys()
    {
        var wrong = EverythingWrong();

        var lower = AllSettings.Report(Merge(wrong.ToDictionary(setting => setting.Key.ToLowerInvariant(), setting => setting.Value)));
        var upper = AllSettings.Report(Merge(wrong.ToDictionary(setting => setting.Key.ToUpperInvariant(), setting => setting.Value)));

        Assert.Equal(AllSettings.Report(Merge(wrong)), lower);
        Assert.Equal(lower, upper);
    }

    [Fact]
    public void Start_SettingsAsEnvironmentVariables_AreTheSameSettings()
    {
        // A prefix for this test only; the configuration provider removes it from the names.
        const string Prefix = "OAUTHATTEST_SETTINGS_TEST_";
        var wrong = EverythingWrong();
        var settings = Merge(wrong);
        foreach (var (key, value) in settings)
            Environment.SetEnvironmentVariable(Prefix + key.Replace(":", "__", StringComparison.Ordinal), value);

        var lines = AllSettings.Report(new ConfigurationBuilder().AddEnvironmentVariables(Prefix).Build());

        Assert.Equal(AllSettings.Report(settings), lines);
    }

    [Theory]
    [InlineData("AzureWebJobsStorage", "UseDevelopmentStorage=true")]
    [InlineData("AzureWebJobsStorage:accountName", "oauthattest")]
    [InlineData("AzureWebJobs.PollEntra.Disabled", "true")]
    [InlineData("AzureFunctionsJobHost:logging:logLevel:default", "Warning")]
    [InlineData("FUNCTIONS_WORKER_RUNTIME", "dotnet-isolated")]
    [InlineData("APPLICATIONINSIGHTS_CONNECTION_STRING", "InstrumentationKey=x")]
    [InlineData("WEBSITE_SITE_NAME", "oauthattest")]
    [InlineData("Logging:LogLevel:Default", "Warning")]
    [InlineData("ConnectionStrings:Warehouse", "Host=elsewhere")]
    [InlineData("SLACK_TOKEN", "xoxb")]
    [InlineData("SLACK", "1")]
    [InlineData("DATADOG_SITE", "datadoghq.eu")]
    [InlineData("POLLING", "on")]
    [InlineData("PATH", "/bin")]
    public void Start_SettingsOfOthers_AreLeftAlone(string key, string value)
    {
        var settings = AllSettings.Valid();
        settings[key] = value;

        Assert.Empty(AllSettings.Report(settings));
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Start_SecretWhereverItIsPut_IsNeverShown(string key)
    {
        if (!AllSettings.Of(key).Member.IsSecret)
            return;
        const string Secret = "hush-hush";

        string[] places = [key, $"{key}:0", $"{key}:Rubbish", key + "x", key[..key.LastIndexOf(':')]];
        Assert.All(places, place => Assert.DoesNotContain(Secret, string.Join('\n', With(place, Secret)), StringComparison.Ordinal));
        var everywhere = AllSettings.Report(Merge(places.ToDictionary(place => place, _ => Secret)));
        Assert.DoesNotContain(Secret, string.Join('\n', everywhere), StringComparison.Ordinal);
    }

    [Fact]
    public void Secrets_ByTheirNames_AreMarkedAsSecrets()
    {
        var named = AllSettings.Known.Where(setting => setting.Member.Item == typeof(string))
            .Where(setting => new[] { "Key", "Token", "Secret", "Secrets", "Password", "OAuthAttest" }
                .Any(end => setting.Name.EndsWith(end, StringComparison.Ordinal)));

        Assert.All(named, setting => Assert.True(setting.Member.IsSecret, setting.Key));
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Start_WhateverIsTyped_EndsInNoException(string key)
    {
        string[] typed = [" ", ",", "\0", "-", "{", "'; DROP", "::", "https://", "\u202e", new string('9', 10_000), "one\ntwo"];

        Assert.All(typed, value => Assert.All(With(key, value), line => Assert.DoesNotContain("   at ", line, StringComparison.Ordinal)));
    }

    private static Dictionary<string, string> EverythingWrong() => AllSettings.Known
        .Where(setting => AllSettings.Rubbish(setting.Member).Any())
        .ToDictionary(AllSettings.KeyOf, setting => AllSettings.Rubbish(setting.Member).Last());

    private static List<string> With(string key, string value) => AllSettings.ReportOfSections(Merge(new() { [key] = value }));

    /// <summary>The valid settings with the others replacing or added to theirs; entries of a replaced list are removed.</summary>
    private static Dictionary<string, string?> Merge(Dictionary<string, string> others)
    {
        var settings = AllSettings.Valid();
        foreach (var (key, value) in others)
        {
            var below = settings.Keys.Where(given => given.StartsWith(key + ":", StringComparison.OrdinalIgnoreCase)).ToList();
            foreach (var entry in below.Where(entry => !others.ContainsKey(entry)))
                settings.Remove(entry);
            if (key.LastIndexOf(':') is > 0 and var end && IsList(key[..end]))
                settings.Remove(key[..end]);
            settings[key] = value;
        }
        return settings;
    }

    private static bool IsList(string key) =>
        AllSettings.Known.Any(setting => setting.Member.Shape == SettingShape.List && AllSettings.KeyOf(setting) == key);

    private static IEnumerable<string> KeysOf(List<string> lines) => lines.Select(line => line.Split(' ')[0])
        .Select(key => IsList(key[..Math.Max(0, key.LastIndexOf(':'))]) ? key[..key.LastIndexOf(':')] : key);

    private static IEnumerable<string> Outside(Type type, BoundsAttribute bounds)
    {
        if (bounds.Above is { } above)
            yield return above;
        if (bounds.AtLeast is { } least)
            yield return Beyond(type, least, -1);
        if (bounds.AtMost is { } most)
            yield return Beyond(type, most, 1);
    }

    private static string Beyond(Type type, string bound, int by) => type == typeof(TimeSpan)
        ? (TimeSpan.Parse(bound, CultureInfo.InvariantCulture) + TimeSpan.FromSeconds(by)).ToString("c", CultureInfo.InvariantCulture)
        : (double.Parse(bound, CultureInfo.InvariantCulture) + by).ToString(CultureInfo.InvariantCulture);
}
