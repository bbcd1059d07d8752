using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Campaigns;
using OAuthAttest.Configuration;
using OAuthAttest.Functions;
using OAuthAttest.Local.Hosting;

namespace OAuthAttest.Tests.Configuration;

/// <summary>All settings, by reflection over the options classes: a new one is covered automatically.</summary>
internal static class AllSettings
{
    private static readonly Lazy<Dictionary<string, string?>> Read = new(ReadSample);

    public static IReadOnlyList<SettingsSection> Sections { get; } =
    [
        .. new[] { typeof(CampaignOptions), typeof(DatabaseOptions), typeof(LocalOptions) }
            .SelectMany(type => SettingsSection.In(type.Assembly)),
    ];

    public static IReadOnlyList<KnownSetting> Known { get; } = [.. Sections.SelectMany(section => KnownSetting.Of(section.Options))];

    /// <summary>A known setting by its key, with index 0 for a list: <c>Campaign:Exclusions:0:App</c>.</summary>
    public static KnownSetting Of(string key) => Known.Single(setting => KeyOf(setting) == key);

    public static string KeyOf(KnownSetting setting) => setting.Key.Replace("<n>", "0", StringComparison.Ordinal);

    /// <summary>A complete and valid configuration.</summary>
    public static Dictionary<string, string?> Valid()
    {
        var settings = new Dictionary<string, string?>(Filled(), StringComparer.OrdinalIgnoreCase)
        {
            ["Campaign:Exclusions:0:Reason"] = "reviewed in May",
            ["Campaign:Exclusions:0:App"] = "client-1",
            ["Revocation:Custom:0:Provider"] = "own-sso",
            ["Revocation:Custom:0:RevocationUrl"] = "https://sso.example.com/oauth/revoke",
            ["Revocation:Custom:0:ListUrl"] = "https://sso.example.com/users/{userId}/grants",
            ["Revocation:Custom:0:ClientId"] = "oauthattest",
            ["Revocation:Custom:0:ClientSecret"] = "secret-of-a-test",
            ["Revocation:SignInPages:0:Provider"] = "google",
            ["Revocation:SignInPages:0:Url"] = "https://apps.example.com/{clientId}",
            ["Remediation:Runbooks:0:Name"] = "AWSSupport-ContainIAMPrincipal",
            ["ScopeAudit:Accounts:0:Id"] = "111122223333",
            ["ScopeAudit:Accounts:0:RoleArn"] = "arn:aws:iam::111122223333:role/Audit",
            ["ScopeAudit:Accounts:0:ActRoleArn"] = "arn:aws:iam::111122223333:role/Act",
            ["ScopeAudit:Accounts:0:ExternalId"] = "oauthattest-7f3c",
            ["ScopeAudit:Regions"] = "us-east-1,eu-west-1",
            ["ScopeAudit:Bucket:Name"] = "northwind-cloudtrail",
            ["ScopeAudit:Bucket:Prefix"] = "AWSLogs/",
            ["ScopeAudit:Bucket:Region"] = "eu-west-1",
            ["ScopeAudit:Bucket:Account:Id"] = "444455556666",
            ["ScopeAudit:Bucket:Account:RoleArn"] = "arn:aws:iam::444455556666:role/Archive",
            ["ScopeAudit:Bucket:Account:ExternalId"] = "oauthattest-7f3c",
            ["ScopeAudit:Athena:Table"] = "cloudtrail_logs",
            ["ScopeAudit:Athena:Region"] = "eu-west-1",
            ["ScopeAudit:Athena:OutputLocation"] = "s3://northwind-athena/oauthattest/",
            ["ScopeAudit:Athena:Account:Id"] = "444455556666",
            ["ScopeAudit:Athena:Account:RoleArn"] = "arn:aws:iam::444455556666:role/Athena",
            ["ScopeAudit:Athena:Account:ExternalId"] = "oauthattest-7f3c",
        };
        // Empty values of the sample mean that the setting is not set.
        foreach (var key in settings.Where(setting => setting.Value is null or "").Select(setting => setting.Key).ToList())
            settings.Remove(key);
        return settings;
    }

    /// <summary>The sample with what a team has to fill in.</summary>
    public static Dictionary<string, string?> Filled() => new(Sample(), StringComparer.OrdinalIgnoreCase)
    {
        ["ConnectionStrings:OAuthAttest"] = "Host=localhost;Database=oauthattest;Username=oauthattest;Password=of-a-test",
        ["Campaign:LeadEmail"] = "security-lead@example.com",
        ["Slack:BotToken"] = "xoxb-of-a-test",
        ["Slack:SigningSecrets:0"] = "secret-of-a-test",
        ["Slack:LeadChannel"] = "C0123ABCD",
    };

    /// <summary>The sample's values, with colons in their keys.</summary>
    public static Dictionary<string, string?> Sample() => new(Read.Value, StringComparer.OrdinalIgnoreCase);

    private static Dictionary<string, string?> ReadSample()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(RepositoryFiles.PathOf("local.settings.sample.json")));
        return json.RootElement.GetProperty("Values").EnumerateObject()
            .ToDictionary(
                setting => setting.Name.Replace("__", ":", StringComparison.Ordinal),
                setting => setting.Value.GetString(),
                StringComparer.OrdinalIgnoreCase
            );
    }

    /// <summary>The lines of the error message at startup; empty when the settings are valid.</summary>
    public static List<string> Report(IReadOnlyDictionary<string, string?> settings) =>
        Report(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());

    /// <inheritdoc cref="Report(IReadOnlyDictionary{string, string?})"/>
    public static List<string> Report(IConfiguration configuration)
    {
        using var services = new ServiceCollection().AddLogging().AddOAuthAttest(configuration).AddSettings<LocalOptions>(configuration)
            .BuildServiceProvider();
        return Lines(ConfigurationReport.Find(services));
    }

    /// <summary>
    /// The same of the sections alone, without everything else that the host registers: thousands of settings are tried. A test holds that
    /// both tell the same.
    /// </summary>
    public static List<string> ReportOfSections(IReadOnlyDictionary<string, string?> settings)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var collection = new ServiceCollection().AddSingleton(configuration);
        foreach (var section in Sections)
            Adding.MakeGenericMethod(section.Options).Invoke(null, [collection, configuration]);
        using var services = collection.BuildServiceProvider();
        return Lines(ConfigurationReport.Find(services));
    }

    private static readonly MethodInfo Adding = typeof(SettingsRegistration).GetMethod(nameof(SettingsRegistration.AddSettings))!;

    private static List<string> Lines(string? report) =>
        report is null ? [] : [.. report.Split('\n').Skip(1).Select(line => line["  - ".Length..])];

    /// <summary>Values that the setting must refuse when they are read.</summary>
    public static IEnumerable<string> Rubbish(SettingMember member)
    {
        if (member.IsSchedule)
            return ["", "daily", "* * * * *"];
        if (member.Item.IsEnum)
            return ["Rubbish", "1", string.Join(',', Enum.GetNames(member.Item).Take(2))];
        return member.Item switch
        {
            var type when type == typeof(bool) => ["yes", "1"],
            var type when type == typeof(int) => ["many", "1.5", "99999999999"],
            var type when type == typeof(double) => ["half", "NaN", "1e999"],
            var type when type == typeof(TimeSpan) => ["soon", "14", "24:00:00", "00:99:00"],
            var type when type == typeof(Uri) => ["no address", "example.com"],
            var type when type == typeof(DateTimeOffset) => ["tomorrow", "10:00"],
            var type when type == typeof(DateOnly) => ["tomorrow", "2026-13-01", "01.10.2026"],
            var type when type == typeof(string) => [],
            var type => throw new InvalidOperationException($"Say what is no {type}."),
        };
    }
}
