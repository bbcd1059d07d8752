using System.Globalization;
using OAuthAttest.Local.Hosting.Catalog;
using OAuthAttest.Local.Simulators.Aws;
using OAuthAttest.ScopeAudits.Running;
using OAuthAttest.Tests.Aws.CloudTrail;
using OAuthAttest.Tests.ScopeAudits.Buckets;

namespace OAuthAttest.Tests.Functions.ScopeAudits;

/// <summary>
/// Audits over a bucket: a trail with validation delivers what happens in two Regions of one account, and digest files at half past every
/// hour from three days before.
/// </summary>
internal sealed class BucketFlowWorld : IAsyncDisposable
{
    public const string Bucket = BucketWorld.Bucket;

    private readonly List<(DateTimeOffset At, SimulatedTrail Trail, string Record)> pending = [];
    private readonly List<SimulatedTrail> trails = [];
    private DateTimeOffset delivered;
    private int logged;

    private BucketFlowWorld(AuditFlowWorld audit) => Audit = audit;

    public AuditFlowWorld Audit { get; }

    public FlowWorld Flow => Audit.Flow;

    public AwsSimulator Aws => Audit.Aws;

    public SimulatedTrail Global { get; private set; } = null!;

    public SimulatedTrail Regional { get; private set; } = null!;

    /// <summary>The keys of the log files.</summary>
    public List<string> Logs { get; } = [];

    public List<string> Digests { get; } = [];

    public static async Task<BucketFlowWorld> StartAsync(
        IFunctionInterceptor? interceptor = null, params (string Key, string? Value)[] more)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ScopeAudit:Source"] = "Bucket",
            ["ScopeAudit:Window"] = "2.00:00:00",
            ["ScopeAudit:Bucket:Name"] = Bucket,
            ["ScopeAudit:Bucket:Region"] = "eu-central-1",
            ["ScopeAudit:Bucket:Account:Id"] = BucketWorld.Owner,
            ["ScopeAudit:Bucket:Account:RoleArn"] = $"arn:aws:iam::{BucketWorld.Owner}:role/Archive",
        };
        foreach (var (key, value) in more)
            settings[key] = value;
        var world = new BucketFlowWorld(await AuditFlowWorld.StartAsync(interceptor, settings));
        world.Aws.Buckets.Create(Bucket, "eu-central-1", BucketWorld.Owner);
        world.delivered = world.Flow.Clock.GetUtcNow().AddHours(-72).AddMinutes(-30);
        world.Global = world.TrailOf("us-east-1");
        world.Regional = world.TrailOf("eu-west-1");
        return world;
    }

    /// <summary>A trail that delivers from now on.</summary>
    public SimulatedTrail TrailOf(string region, string account = LogText.Account)
    {
        var trail = new SimulatedTrail(Bucket, "", account, region, Aws.Signer, given => Aws.Buckets.Put(Bucket, given));
        trails.Add(trail);
        return trail;
    }

    /// <summary>A role got a policy so long ago.</summary>
    public string Attach(TimeSpan ago, SimulatedTrail? trail = null, string region = "us-east-1", string account = LogText.Account)
    {
        var id = $"event-{++logged}";
        var at = Flow.Clock.GetUtcNow() - ago;
        var time = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        pending.Add((at, trail ?? Global, LogText.Record(id, time: time, region: region, account: account)));
        return id;
    }

    /// <summary>What happened so long ago is delivered now, behind all that was.</summary>
    public string Redeliver(TimeSpan ago, string identity = LogText.RoleSession)
    {
        Deliver();
        var id = $"event-{++logged}";
        var now = Flow.Clock.GetUtcNow();
        var time = (now - ago).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        Logs.Add(Global.Log(now, LogText.Record(id, time: time, identity: identity)));
        return id;
    }

    /// <summary>Delivers what happened up to now, five minutes late, and the digest files of the hours that are over.</summary>
    public void Deliver()
    {
        var now = Flow.Clock.GetUtcNow();
        for (var end = delivered.AddHours(1); end <= now; end = end.AddHours(1))
        {
            Deliver(end);
            foreach (var trail in trails)
                Digests.Add(trail.Digest(end));
            delivered = end;
        }
        Deliver(now);
    }

    /// <summary>What the timer does, after all was delivered.</summary>
    public Task TickAsync()
    {
        Deliver();
        return Audit.TickAsync();
    }

    /// <summary>What the timer does a quarter of an hour later.</summary>
    public async Task LaterAsync()
    {
        await Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(15));
        await TickAsync();
    }

    public Task<List<AuditRun>> RunsAsync() => Audit.RunsAsync();

    public int CallsOf(string key) => Aws.Calls.GetValueOrDefault($"get:{key}");

    public void Replace(string key, byte[] content) => Aws.Buckets.Put(Bucket, Aws.Buckets.Get(Bucket, key) with { Content = content });

    public void Remove(Func<string, bool> which)
    {
        foreach (var key in Aws.Buckets.Keys(Bucket).Where(which))
            Aws.Buckets.Remove(Bucket, key);
    }

    public ValueTask DisposeAsync() => Audit.DisposeAsync();

    private void Deliver(DateTimeOffset until)
    {
        foreach (var each in pending.Where(each => each.At.AddMinutes(5) <= until).OrderBy(each => each.At).ToList())
        {
            Logs.Add(each.Trail.Log(each.At.AddMinutes(5), each.Record));
            pending.Remove(each);
        }
    }
}
