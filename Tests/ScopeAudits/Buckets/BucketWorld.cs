using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Aws.Access;
using OAuthAttest.Local.Simulators.Aws;
using OAuthAttest.ScopeAudits;
using OAuthAttest.ScopeAudits.Buckets;
using OAuthAttest.ScopeAudits.Detecting;
using OAuthAttest.ScopeAudits.Registry;
using OAuthAttest.ScopeAudits.Sources;
using OAuthAttest.Tests.Aws.Access;
using OAuthAttest.Tests.Aws.CloudTrail;
using OAuthAttest.Tests.ScopeAudits.Sources;
using Xunit;

namespace OAuthAttest.Tests.ScopeAudits.Buckets;

/// <summary>
/// A bucket of a log archive, with what a trail with validation delivered of one Region: digest files of every hour of a day and the
/// first of the next, and a log file with a change in three of the hours.
/// </summary>
internal sealed class BucketWorld : IAsyncDisposable
{
    public const string Bucket = "northwind-cloudtrail";
    public const string Owner = "444455556666";
    public const string Region = "eu-west-1";
    public const string Home = $"AWSLogs/{LogText.Account}/";

    private readonly List<ServiceProvider> providers = [];

    private BucketWorld(AwsSimulator aws) => (Aws, Until) = (aws, Day.AddDays(1));

    public AwsSimulator Aws { get; }

    /// <summary>The day that is audited, some days ago.</summary>
    public DateTimeOffset Day { get; } = new(TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(-5), TimeSpan.Zero);

    /// <summary>Up to where it is audited.</summary>
    public DateTimeOffset Until { get; set; }

    public SimulatedTrail Trail { get; private set; } = null!;

    /// <summary>The log files, by time.</summary>
    public List<string> Logs { get; } = [];

    public List<string> Digests { get; } = [];

    public RecordedPaces Paces { get; } = new();

    /// <summary>The account of the bucket and role in it; pages of two.</summary>
    public static async Task<BucketWorld> StartAsync(AwsSimulatorOptions? options = null, bool isDelivered = true)
    {
        var role = new SimulatedRole($"arn:aws:iam::{Owner}:role/Archive");
        var world = new BucketWorld(await AwsSimulator.StartAsync(options ?? new AwsSimulatorOptions { PageSize = 2, Roles = [role] }));
        world.Aws.Buckets.Create(Bucket, "eu-central-1", Owner);
        world.Trail = world.TrailOf();
        if (isDelivered)
            world.Deliver();
        return world;
    }

    public SimulatedTrail TrailOf(
        string account = LogText.Account, string region = Region, string prefix = "", DigestSigner? signer = null) =>
        new(Bucket, prefix, account, region, signer ?? Aws.Signer, given => Aws.Buckets.Put(Bucket, given));

    public Dictionary<string, string?> Settings(params (string Key, string? Value)[] more)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["ScopeAudit:Bucket:Name"] = Bucket,
            ["ScopeAudit:Bucket:Region"] = "eu-central-1",
            ["ScopeAudit:Bucket:Account:Id"] = Owner,
            ["ScopeAudit:Bucket:Account:RoleArn"] = $"arn:aws:iam::{Owner}:role/Archive",
            ["ScopeAudit:Concurrency"] = "2",
            ["ScopeAudit:BaseUrl"] = Aws.BaseUrl.AbsoluteUri,
        };
        foreach (var (key, value) in more)
            settings[key] = value;
        return settings;
    }

    public async Task<AuditReport> AuditAsync(
        Dictionary<string, string?>? settings = null, DateTimeOffset? since = null, DateTimeOffset? until = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings ?? Settings()).Build();
        var collection = new ServiceCollection();
        collection.AddSingleton<ILookupPaces>(Paces);
        collection.AddSingleton<IOwnCredentials>(new FixedCredentials(Aws.Options.AccessKeyId, Aws.Options.SecretAccessKey));
        collection.AddScopeAudit(configuration);
        var provider = collection.BuildServiceProvider();
        providers.Add(provider);
        var now = TimeProvider.System.GetUtcNow();
        var span = LookupSpan.OfFiles(since ?? Day, until ?? Until, now, configuration.ReadSettings<ScopeAuditOptions>());
        var approved = ApprovedScopesTests.List(ApprovedScopesTests.Entry("a", principal: "*", account: "*", expires: "2099-12-31"));
        return await new RecordAudit(QueryRegistry.Embedded, approved, new AuditFilter()).RunAsync(
            [provider.GetRequiredService<BucketSources>().Of(span)], default);
    }

    /// <summary>A record of a change at this time.</summary>
    public static string Change(string id, DateTimeOffset at) =>
        LogText.Record(id, time: at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null), region: Region);

    /// <summary>The object, with another content.</summary>
    public void Replace(string key, byte[] content) => Aws.Buckets.Put(Bucket, Aws.Buckets.Get(Bucket, key) with { Content = content });

    public static void AssertAllRead(AuditReport report, int found = 3)
    {
        Assert.Empty(report.Certificate.Errors);
        Assert.True(report.IsClean);
        Assert.Equal(found, report.Findings.Count);
    }

    /// <summary>Nothing is wrong with what was found, and still it is not clean, and the certificate says where.</summary>
    public static void AssertNeverClean(AuditReport report, string told)
    {
        Assert.False(report.IsClean);
        Assert.False(report.HasDeviations);
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

    private void Deliver()
    {
        // The day before, of which the first digest file of the day still lists a log file.
        Trail.Digest(Day.AddMinutes(-30));
        Trail.Log(Day.AddMinutes(-10), Change("before", Day.AddMinutes(-15)));
        for (var hour = 0; hour <= 24; hour++)
        {
            if (hour is 3 or 9 or 23)
                Logs.Add(Trail.Log(Day.AddHours(hour).AddMinutes(20), Change($"e-{hour}", Day.AddHours(hour).AddMinutes(10))));
            Digests.Add(Trail.Digest(Day.AddHours(hour).AddMinutes(30)));
        }
    }
}
