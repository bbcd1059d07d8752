using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.Aws;
using OAuthAttest.Local.Simulators.Identity;
using OAuthAttest.Tests.Aws.CloudTrail;
using Xunit;

namespace OAuthAttest.Tests.ScopeAudits.Buckets;

/// <summary>
/// Every call of an audit of a bucket fails in every way, once and for good. What lasts makes the answer inconclusive and is told; what
/// passes changes nothing.
/// </summary>
public sealed class BucketFaultTests
{
    private const int ForGood = 60;

    public static TheoryData<HttpFault> Faults =>
    [
        HttpFault.ThrottledWithoutDelay, HttpFault.ServerError, HttpFault.HtmlPageAfterAccepting, HttpFault.BrokenAfterAccepting,
    ];

    public static TheoryData<string> Passing => ["SlowDown", "InternalError", "ServiceUnavailable", "RequestTimeout"];

    public static TheoryData<string> Refusing => ["AccessDenied", "ExpiredToken", "NoSuchKey", "PreconditionFailed", "InvalidObjectState"];

    public static TheoryData<ObjectFault> Bodies => [ObjectFault.Cut, ObjectFault.HalfOfIt];

    public static TheoryData<PageFault> Pages => [.. Enum.GetValues<PageFault>()];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task EveryCall_FailsForGood_IsInconclusiveAndTold(HttpFault fault)
    {
        await using var world = await SmallAsync();
        foreach (var (method, index) in await CallsAsync(world))
        {
            world.Aws.Faults.Stop();
            world.Aws.Faults.Next(method, [.. Enumerable.Repeat(HttpFault.None, index), .. Enumerable.Repeat(fault, ForGood)]);

            var report = await world.AuditAsync();
            Assert.False(report.IsClean, $"{method} {index}: {string.Join(',', world.Aws.Calls)}");
            BucketWorld.AssertNeverClean(report, Place(method));
        }
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task EveryCall_FailsOnce_ChangesNothing(HttpFault fault)
    {
        await using var world = await SmallAsync();
        foreach (var (method, index) in await CallsAsync(world))
        {
            world.Aws.Faults.Stop();
            world.Aws.Faults.Next(method, [.. Enumerable.Repeat(HttpFault.None, index), fault]);

            AssertAll(await world.AuditAsync());
        }
    }

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task EveryCall_AnErrorThatPasses_ChangesNothingOnceAndIsToldForGood(string code)
    {
        await using var world = await SmallAsync();
        foreach (var (method, index) in await OfBucketAsync(world))
        {
            world.Aws.Refusals.Stop();
            world.Aws.Refusals.Next(method, [.. Enumerable.Repeat("", index), code]);
            AssertAll(await world.AuditAsync());

            world.Aws.Refusals.Next(method, [.. Enumerable.Repeat("", index), .. Enumerable.Repeat(code, ForGood)]);
            BucketWorld.AssertNeverClean(await world.AuditAsync(), code);
        }
    }

    [Theory]
    [MemberData(nameof(Refusing))]
    public async Task EveryCall_ARefusal_IsInconclusiveAndTold(string code)
    {
        await using var world = await SmallAsync();
        foreach (var (method, index) in await OfBucketAsync(world))
        {
            world.Aws.Refusals.Stop();
            world.Aws.Refusals.Next(method, [.. Enumerable.Repeat("", index), code]);

            BucketWorld.AssertNeverClean(await world.AuditAsync(), method[(method.IndexOf(':', StringComparison.Ordinal) + 1)..]);
        }
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task EveryBody_GoesWrong_ChangesNothingOnceAndIsToldForGood(ObjectFault fault)
    {
        await using var world = await SmallAsync();
        foreach (var key in world.Logs.Concat(world.Digests))
        {
            world.Aws.Buckets.Mend();
            world.Aws.Buckets.Break(key, fault, 1);
            AssertAll(await world.AuditAsync());

            world.Aws.Buckets.Break(key, fault);
            BucketWorld.AssertNeverClean(await world.AuditAsync(), $"{key}: S3: ");
        }
    }

    [Fact]
    public async Task Body_Stalls_ChangesNothingOnceAndIsToldForGood()
    {
        await using var world = await SmallAsync();
        var settings = world.Settings(("ScopeAudit:RequestTimeout", "00:00:00.5"));
        world.Aws.Buckets.Break(world.Logs[0], ObjectFault.Stalls, 1);
        AssertAll(await world.AuditAsync(settings));

        world.Aws.Buckets.Break(world.Logs[0], ObjectFault.Stalls);
        BucketWorld.AssertNeverClean(await world.AuditAsync(settings), $"{world.Logs[0]}: S3: no answer in time");
    }

    /// <summary>AWSSDK's own attempts, and those of the connections, would each multiply ours.</summary>
    [Theory]
    [InlineData(HttpFault.ServerError, 6)]
    [InlineData(HttpFault.ThrottledWithoutDelay, 6)]
    [InlineData(HttpFault.BrokenAfterAccepting, 24)]
    public async Task Object_ThatFailsForGood_IsTriedSoOften(HttpFault fault, int most)
    {
        await using var world = await SmallAsync();
        world.Aws.Faults.Next($"get:{world.Logs[0]}", [.. Enumerable.Repeat(fault, 1000)]);

        await world.AuditAsync();

        Assert.InRange(world.Aws.Calls[$"get:{world.Logs[0]}"], 6, most);
    }

    /// <summary>Pages are lost in silence: only the digest files know what should have been there.</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public async Task EveryPageOfLogFiles_GoesWrong_IsInconclusiveAndTold(PageFault fault)
    {
        await using var world = await BucketWorld.StartAsync();
        var list = world.Logs[0][..(world.Logs[0].LastIndexOf('/') + 1)];
        for (var page = 0; page < 2; page++)
        {
            // The last page has nothing behind it, and one file: no half. The first has nothing before it.
            if ((page == 1 && fault is PageFault.Lost or PageFault.Swapped or PageFault.HalfOfIt or PageFault.Ends)
                || (page == 0 && fault == PageFault.Repeated))
            {
                continue;
            }
            world.Aws.Pages.Mend();
            world.Aws.Pages.Break($"{BucketWorld.Bucket}/{list}", page, fault);

            Assert.False((await world.AuditAsync()).IsClean, $"{fault} {page}");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task EveryPageOfDigestFiles_GoesWrong_IsInconclusiveAndTold(PageFault fault)
    {
        await using var world = await BucketWorld.StartAsync();
        var list = world.Digests[0][..(world.Digests[0].LastIndexOf('/') + 1)];
        foreach (var page in (int[])[0, 1, 10])
        {
            if (page == 0 && fault == PageFault.Repeated)
                continue;
            world.Aws.Pages.Mend();
            world.Aws.Pages.Break($"{BucketWorld.Bucket}/{list}", page, fault);

            Assert.False((await world.AuditAsync()).IsClean, $"{fault} {page}");
        }
    }

    [Fact]
    public async Task File_ChangedBetweenTheListAndItsReading_IsToldAndNotRead()
    {
        await using var world = await SmallAsync();
        world.Aws.OnCall = (method, moment) =>
        {
            if (method == $"get:{world.Logs[0]}" && moment == CallMoment.Received)
                world.Replace(world.Logs[0], LogText.Gzip(LogText.Wrapped(BucketWorld.Change("other", world.Day))));
            return Task.CompletedTask;
        };

        var report = await world.AuditAsync();

        BucketWorld.AssertNeverClean(report, $"{world.Logs[0]}: was changed since it was listed");
        Assert.DoesNotContain(report.Findings, each => each.Change.EventId == "other");
    }

    [Fact]
    public async Task File_GoneBetweenTheListAndItsReading_IsTold()
    {
        await using var world = await SmallAsync();
        world.Aws.OnCall = (method, moment) =>
        {
            if (method == $"get:{world.Logs[0]}" && moment == CallMoment.Received)
                world.Aws.Buckets.Remove(BucketWorld.Bucket, world.Logs[0]);
            return Task.CompletedTask;
        };

        BucketWorld.AssertNeverClean(await world.AuditAsync(), $"{world.Logs[0]}: is gone since it was listed");
    }

    [Fact]
    public async Task File_Archived_IsTold()
    {
        await using var world = await SmallAsync();
        world.Aws.Buckets.Put(
            BucketWorld.Bucket, world.Aws.Buckets.Get(BucketWorld.Bucket, world.Logs[0]) with { StorageClass = "GLACIER" });

        BucketWorld.AssertNeverClean(await world.AuditAsync(), $"{world.Logs[0]}: is archived, and must be restored to be read");
    }

    [Fact]
    public async Task File_Damaged_IsToldAndWhatWasBeforeIsFound()
    {
        await using var world = await SmallAsync();
        world.Replace(world.Logs[0], System.Text.Encoding.UTF8.GetBytes(LogText.Wrapped(BucketWorld.Change("e", world.Day))[..^2] + ",{"));

        var report = await world.AuditAsync();

        BucketWorld.AssertNeverClean(report, world.Logs[0]);
        Assert.Contains(report.Findings, each => each.Change.EventId == "e");
    }

    [Fact]
    public async Task Folder_ThatRefusesThreeTimes_IsGivenUpAndTheOthersAreRead()
    {
        await using var world = await BucketWorld.StartAsync(isDelivered: false);
        var keys = Enumerable.Range(0, 9)
            .Select(i => world.Trail.Log(world.Day.AddHours(i), BucketWorld.Change($"a-{i}", world.Day))).ToList();
        world.TrailOf("999900001111").Log(world.Day.AddHours(1), BucketWorld.Change("b", world.Day));
        foreach (var key in keys)
            world.Aws.Refusals.Next($"get:{key}", Enumerable.Repeat("AccessDenied", ForGood));

        var report = await world.AuditAsync();

        BucketWorld.AssertNeverClean(report, "is given up in");
        Assert.Equal("b", Assert.Single(report.Findings).Change.EventId);
        Assert.InRange(keys.Count(key => world.Aws.Calls.ContainsKey($"get:{key}")), 3, 4);
    }

    /// <summary>Two log files and two digest files, the second of each on the next page.</summary>
    private static async Task<BucketWorld> SmallAsync()
    {
        var role = new SimulatedRole($"arn:aws:iam::{BucketWorld.Owner}:role/Archive");
        var world = await BucketWorld.StartAsync(new AwsSimulatorOptions { PageSize = 1, Roles = [role] }, isDelivered: false);
        world.Until = world.Day.AddHours(23.5);
        for (var hour = 22; hour < 24; hour++)
        {
            world.Logs.Add(world.Trail.Log(world.Day.AddHours(hour), BucketWorld.Change($"e-{hour}", world.Day.AddHours(hour))));
            world.Digests.Add(world.Trail.Digest(world.Day.AddHours(hour).AddMinutes(30)));
        }
        return world;
    }

    /// <summary>Every call of an audit: its method, and its place among the calls of it.</summary>
    private static async Task<List<(string Method, int Index)>> CallsAsync(BucketWorld world)
    {
        var before = world.Aws.Calls.ToDictionary();
        AssertAll(await world.AuditAsync());
        var calls = world.Aws.Calls
            .SelectMany(each => Enumerable.Range(0, each.Value - before.GetValueOrDefault(each.Key)).Select(index => (each.Key, index)))
            .ToList();
        Assert.True(calls.Count > 15, $"only {calls.Count} calls");
        return calls;
    }

    private static async Task<List<(string Method, int Index)>> OfBucketAsync(BucketWorld world) =>
        (await CallsAsync(world)).FindAll(call => call.Method.StartsWith("list:", StringComparison.Ordinal)
            || call.Method.StartsWith("get:", StringComparison.Ordinal));

    private static void AssertAll(OAuthAttest.ScopeAudits.Detecting.AuditReport report)
    {
        BucketWorld.AssertAllRead(report, found: 2);
        Assert.Equal((2, 2), (report.Certificate.Digests.Verified, report.Certificate.Digests.Authentic));
    }

    private static string Place(string method) => method.Split(':') switch
    {
        ["list" or "get", var place] => place,
        ["keys", _] => "has a signature that could not be checked",
        _ => "STS",
    };
}
