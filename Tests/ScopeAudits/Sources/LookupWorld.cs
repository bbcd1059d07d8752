using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Aws.Access;
using OAuthAttest.Identity.Access.Pacing;
using OAuthAttest.Local.Simulators.Aws;
using OAuthAttest.ScopeAudits;
using OAuthAttest.ScopeAudits.Detecting;
using OAuthAttest.ScopeAudits.Registry;
using OAuthAttest.ScopeAudits.Sources;
using OAuthAttest.Tests.Aws.Access;
using OAuthAttest.Tests.Aws.CloudTrail;
using Xunit;

namespace OAuthAttest.Tests.ScopeAudits.Sources;

/// <summary>Simulated AWS with one account that has a role for the audit, and a registry of three events, one of them global.</summary>
internal sealed class LookupWorld : IAsyncDisposable
{
    public const string Account = LogText.Account;
    public const string Other = "444455556666";
    public const string Home = "us-east-1";
    public const string Region = "eu-west-1";

    private readonly List<ServiceProvider> providers = [];
    private int records;

    private LookupWorld(AwsSimulator aws) => Aws = aws;

    public static QueryRegistry Registry { get; } = QueryRegistry.Read(System.Text.Encoding.UTF8.GetBytes($$"""
        {"version":"1","queries":[{{Query("a", "AttachRolePolicy", "iam.amazonaws.com", true)}},
        {{Query("b", "CreateUserPoolClient", "cognito-idp.amazonaws.com", false)}},
        {{Query("c", "CreateToken", "sso.amazonaws.com", false)}}]}
        """));

    public AwsSimulator Aws { get; }

    /// <summary>All records are of the hour before it.</summary>
    public DateTimeOffset Now { get; } = TimeProvider.System.GetUtcNow();

    /// <summary>What the app keeps of AWS' rate.</summary>
    public RecordedPaces Paces { get; } = new();

    /// <summary>Two Regions of one account, read with pages of two: five changes by one name, one by another, none by the third.</summary>
    public static async Task<LookupWorld> StartAsync(AwsSimulatorOptions? options = null, TimeProvider? clock = null)
    {
        var world = new LookupWorld(await AwsSimulator.StartAsync(
            options ?? new AwsSimulatorOptions { PageSize = 2, Roles = [new SimulatedRole(RoleOf(Account))] }, clock));
        for (var i = 0; i < 5; i++)
            world.Log("AttachRolePolicy", "iam.amazonaws.com", Home);
        world.Log("CreateUserPoolClient", "cognito-idp.amazonaws.com", Home);
        world.Log("CreateUserPoolClient", "cognito-idp.amazonaws.com", Region);
        return world;
    }

    public static string RoleOf(string account) => $"arn:aws:iam::{account}:role/Audit";

    /// <summary>The settings of one account with a role.</summary>
    public Dictionary<string, string?> Settings(params (string Key, string? Value)[] more)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["ScopeAudit:Accounts:0:Id"] = Account,
            ["ScopeAudit:Accounts:0:RoleArn"] = RoleOf(Account),
            ["ScopeAudit:Regions"] = Region,
            ["ScopeAudit:Concurrency"] = "1",
            ["ScopeAudit:BaseUrl"] = Aws.BaseUrl.AbsoluteUri,
        };
        foreach (var (key, value) in more)
            settings[key] = value;
        return settings;
    }

    /// <summary>A call was made, each a minute before the one that was logged before.</summary>
    public string Log(string name, string source, string region, string account = Account, DateTimeOffset? at = null)
    {
        var id = $"e-{++records}";
        var time = (at ?? Now.AddMinutes(-20 - records)).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        Aws.Log(account, region, LogText.Record(id, name, source, time, account, region));
        return id;
    }

    public async Task<AuditReport> AuditAsync(
        Dictionary<string, string?>? settings = null, TimeProvider? clock = null, IOwnCredentials? own = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings ?? Settings()).Build();
        var collection = new ServiceCollection();
        if (clock is not null)
            collection.AddSingleton(clock);
        collection.AddSingleton<ILookupPaces>(Paces);
        collection.AddSingleton(own ?? new FixedCredentials(Aws.Options.AccessKeyId, Aws.Options.SecretAccessKey));
        collection.AddScopeAudit(configuration);
        var provider = collection.BuildServiceProvider();
        providers.Add(provider);
        var options = configuration.ReadSettings<ScopeAuditOptions>();
        var source = provider.GetRequiredService<LookupSources>().Of(LookupSpan.Of(Now.AddHours(-2), null, Now, options));
        var approved = ApprovedScopesTests.List(ApprovedScopesTests.Entry("a", principal: "*", account: "*", expires: "2099-12-31"));
        return await new RecordAudit(Registry, approved, new AuditFilter()).RunAsync([source], default);
    }

    /// <summary>Nothing is wrong with what was found, and still it is not clean, and the certificate says where.</summary>
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
    }

    private static string Query(string id, string name, string source, bool isGlobal) => $$"""
        {"id":"{{id}}","eventName":"{{name}}","eventSource":"{{source}}","means":"A change.","kind":"policy","effect":"grants",
        "severity":"high","isGlobal":{{(isGlobal ? "true" : "false")}},"target":["requestParameters.roleName"],
        "access":["requestParameters.policyArn"],"remediation":[{"text":"Look."}],"source":"https://example.com"}
        """;
}

/// <summary>Never waits, and keeps what it was told.</summary>
internal sealed class RecordedPaces : ILookupPaces
{
    public System.Collections.Concurrent.ConcurrentQueue<(string Account, string Region, TimeSpan? HeldBack)> All { get; } = new();

    public IRequestPace Of(string account, string region) => new Pace(this, account, region);

    private sealed class Pace(RecordedPaces owner, string account, string region) : IRequestPace
    {
        public Task WaitAsync(CancellationToken cancellation)
        {
            owner.All.Enqueue((account, region, null));
            return Task.CompletedTask;
        }

        public Task HoldBackAsync(TimeSpan wait, CancellationToken cancellation)
        {
            owner.All.Enqueue((account, region, wait));
            return Task.CompletedTask;
        }
    }
}
