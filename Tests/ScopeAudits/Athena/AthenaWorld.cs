using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Aws.Access;
using OAuthAttest.Local.Simulators.Aws;
using OAuthAttest.ScopeAudits;
using OAuthAttest.ScopeAudits.Approvals;
using OAuthAttest.ScopeAudits.Athena;
using OAuthAttest.ScopeAudits.Detecting;
using OAuthAttest.ScopeAudits.Registry;
using OAuthAttest.ScopeAudits.Sources;
using OAuthAttest.Tests.Aws.Access;
using OAuthAttest.Tests.Aws.CloudTrail;
using OAuthAttest.Tests.Infra;
using Xunit;

namespace OAuthAttest.Tests.ScopeAudits.Athena;

/// <summary>
/// The table of a log archive, really queried, with the records of two Regions of an account: three changes of one day, and in both
/// Regions a call that nobody looks for. The role may what its policy says.
/// </summary>
internal sealed class AthenaWorld : IAsyncDisposable
{
    public const string Archive = "444455556666";
    public const string ArchiveRegion = "eu-central-1";
    public const string Account = LogText.Account;
    public const string Home = "us-east-1";
    public const string Region = "eu-west-1";

    private readonly List<ServiceProvider> providers = [];
    private readonly TestDatabase database;

    private AthenaWorld(TestDatabase database, SimulatedAthena athena, AwsSimulator aws) =>
        (this.database, Athena, Aws) = (database, athena, aws);

    public SimulatedAthena Athena { get; }

    public AwsSimulator Aws { get; }

    /// <summary>The day that is audited, some days ago.</summary>
    public DateTimeOffset Day { get; } = new(TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(-5), TimeSpan.Zero);

    public DateTimeOffset Now => Day.AddDays(2);

    public static string Role => $"arn:aws:iam::{Archive}:role/Athena";

    /// <param name="may">What the role may; null: what its policy says.</param>
    public static async Task<AthenaWorld> StartAsync(bool isDelivered = true, int pageSize = 2, IReadOnlyCollection<string>? may = null)
    {
        var table = await TestDatabase.CreateEmptyAsync();
        var athena = await SimulatedAthena.CreateAsync(table.ConnectionString, Archive, ArchiveRegion);
        var role = new SimulatedRole(Role, May: may ?? AwsPolicies.OfAthena());
        var world = new AthenaWorld(table, athena, await AwsSimulator.StartAsync(
            new AwsSimulatorOptions { PageSize = pageSize, Roles = [role], Athena = athena }));
        if (isDelivered)
            await world.DeliverAsync();
        return world;
    }

    public Dictionary<string, string?> Settings(params (string Key, string? Value)[] more)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["ScopeAudit:Accounts:0:Id"] = Account,
            ["ScopeAudit:Regions"] = Region,
            ["ScopeAudit:Athena:Region"] = ArchiveRegion,
            ["ScopeAudit:Athena:Database"] = "security",
            ["ScopeAudit:Athena:Table"] = "cloudtrail_logs",
            ["ScopeAudit:Athena:Account:Id"] = Archive,
            ["ScopeAudit:Athena:Account:RoleArn"] = Role,
            ["ScopeAudit:BaseUrl"] = Aws.BaseUrl.AbsoluteUri,
        };
        foreach (var (key, value) in more)
            settings[key] = value;
        return settings;
    }

    /// <summary>All that the table has, of any account.</summary>
    public Dictionary<string, string?> SettingsOfAll()
    {
        var settings = Settings();
        settings.Remove("ScopeAudit:Accounts:0:Id");
        settings.Remove("ScopeAudit:Regions");
        return settings;
    }

    public async Task<AuditReport> AuditAsync(
        Dictionary<string, string?>? settings = null,
        (DateTimeOffset Since, DateTimeOffset Until)? time = null,
        QueryRegistry? registry = null,
        ApprovedScopes? approved = null,
        CancellationToken cancellation = default
    )
    {
        var (sources, options) = Open(settings);
        var (since, until) = time ?? (Day, Day.AddDays(1));
        var span = LookupSpan.OfFiles(since, until, until.AddDays(1), options);
        approved ??= ApprovedScopesTests.List(ApprovedScopesTests.Entry("a", principal: "*", account: "*", expires: "2099-12-31"));
        return await new RecordAudit(registry ?? QueryRegistry.Embedded, approved, new AuditFilter()).RunAsync(
            [sources.Of(span)], cancellation);
    }

    public (AthenaSources Sources, ScopeAuditOptions Options) Open(Dictionary<string, string?>? settings = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings ?? Settings()).Build();
        var collection = new ServiceCollection();
        collection.AddSingleton<IOwnCredentials>(new FixedCredentials(Aws.Options.AccessKeyId, Aws.Options.SecretAccessKey));
        collection.AddScopeAudit(configuration);
        var provider = collection.BuildServiceProvider();
        providers.Add(provider);
        return (provider.GetRequiredService<AthenaSources>(), configuration.ReadSettings<ScopeAuditOptions>());
    }

    public static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A call was made, and its record delivered a quarter of an hour later.</summary>
    public Task AddAsync(string id, DateTimeOffset at, string region = Home, string account = Account, string name = "AttachRolePolicy") =>
        Athena.AddAsync(LogText.Record(id, name, time: Text(at), region: region, account: account), at.AddMinutes(15));

    public static void AssertAllRead(AuditReport report, int found = 3)
    {
        Assert.Empty(report.Certificate.Errors);
        Assert.True(report.IsClean);
        Assert.Equal(found, report.Findings.Count);
    }

    /// <summary>Nothing is wrong with what was found, and still it is not clean, and the certificate says why.</summary>
    public static void AssertNeverClean(AuditReport report, string told)
    {
        Assert.False(report.IsClean);
        Assert.False(report.Certificate.IsComplete);
        Assert.Contains(report.Certificate.Errors, error => error.Contains(told, StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var provider in providers)
            await provider.DisposeAsync();
        Assert.Empty(Aws.Unexpected);
        await Aws.DisposeAsync();
        await Athena.DisposeAsync();
        await database.DisposeAsync();
    }

    private async Task DeliverAsync()
    {
        foreach (var hour in (int[])[3, 9, 23])
            await AddAsync($"e-{hour}", Day.AddHours(hour).AddMinutes(50));
        await AddAsync("read-1", Day.AddHours(1), name: "ListRoles");
        await AddAsync("read-2", Day.AddHours(2), Region, name: "ListRoles");
        // Of the days around it.
        await AddAsync("before", Day.AddMinutes(-5));
        await AddAsync("after", Day.AddDays(1));
    }
}
