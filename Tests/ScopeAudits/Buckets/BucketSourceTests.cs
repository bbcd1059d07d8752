using OAuthAttest.Aws.Lookup;
using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.Aws;
using OAuthAttest.ScopeAudits.Buckets;
using OAuthAttest.Tests.Aws.CloudTrail;
using Xunit;

namespace OAuthAttest.Tests.ScopeAudits.Buckets;

/// <summary>What is listed and read of a bucket, and what is said of it.</summary>
public sealed class BucketSourceTests
{
    [Fact]
    public async Task Bucket_AsItWasDelivered_IsCleanAndProved()
    {
        await using var world = await BucketWorld.StartAsync();

        var report = await world.AuditAsync();

        BucketWorld.AssertAllRead(report);
        Assert.Equal(["e-23", "e-3", "e-9"], report.Findings.Select(each => each.Change.EventId).Order(StringComparer.Ordinal));
        Assert.Equal((3, 3, 0), (report.Certificate.Files, report.Certificate.Records, report.Certificate.Others));
        var check = report.Certificate.Digests;
        // The one log file elsewhere is of the day before.
        Assert.Equal((25, 25, 3, 0, 1), (check.Files, check.Authentic, check.Verified, check.Uncovered, check.Elsewhere));
        var chain = Assert.Single(check.Chains);
        Assert.Equal((world.Day.AddMinutes(-30), world.Day.AddHours(24.5), 25), (chain.From, chain.Until, chain.Files));
    }

    [Fact]
    public async Task Bucket_Asked_ListsOnlyTheDaysOfTheTimeToTheirEnd()
    {
        await using var world = await BucketWorld.StartAsync();

        await world.AuditAsync();

        string Of(int day) => world.Day.AddDays(day).UtcDateTime.ToString("yyyy'/'MM'/'dd'/'", null);
        var listed = world.Aws.Calls.Where(each => each.Key.StartsWith("list:", StringComparison.Ordinal))
            .ToDictionary(each => each.Key["list:".Length..], each => each.Value);
        Assert.Equal(
            new Dictionary<string, int>
            {
                [""] = 1,
                ["AWSLogs/"] = 1,
                [BucketWorld.Home] = 1,
                [$"{BucketWorld.Home}CloudTrail/"] = 1,
                [$"{BucketWorld.Home}CloudTrail-Digest/"] = 1,
                // Three log files, and twenty-four digest files, two a page.
                [$"{BucketWorld.Home}CloudTrail/{BucketWorld.Region}/{Of(0)}"] = 2,
                [$"{BucketWorld.Home}CloudTrail/{BucketWorld.Region}/{Of(1)}"] = 1,
                [$"{BucketWorld.Home}CloudTrail-Digest/{BucketWorld.Region}/{Of(0)}"] = 12,
                [$"{BucketWorld.Home}CloudTrail-Digest/{BucketWorld.Region}/{Of(1)}"] = 1,
                [$"{BucketWorld.Home}CloudTrail-Digest/{BucketWorld.Region}/{Of(2)}"] = 1,
            },
            listed);
        Assert.All(
            world.Aws.Calls.Where(each => each.Key.StartsWith("get:", StringComparison.Ordinal)), each => Assert.Equal(1, each.Value));
        // Both keys of the Region, of which the first is in use no more.
        Assert.Equal(2, world.Aws.Calls[$"keys:{BucketWorld.Region}"]);
    }

    /// <summary>So no more than a page of keys is held, however many there are.</summary>
    [Fact]
    public async Task Page_OfLogFiles_IsAskedForWhenThoseOfTheOneBeforeAreRead()
    {
        await using var world = await BucketWorld.StartAsync(isDelivered: false);
        for (var i = 0; i < 7; i++)
            world.Trail.Log(world.Day.AddHours(i), BucketWorld.Change($"e-{i}", world.Day));
        var order = new System.Collections.Concurrent.ConcurrentQueue<string>();
        world.Aws.OnCall = (method, moment) =>
        {
            if (moment == CallMoment.Received && method.Contains($"/CloudTrail/{BucketWorld.Region}/2", StringComparison.Ordinal))
                order.Enqueue(method.Split(':')[0]);
            return Task.CompletedTask;
        };

        BucketWorld.AssertAllRead(await world.AuditAsync(), found: 7);

        // Two a page; the day after has none.
        Assert.Equal("list get get list get get list get get list get list", string.Join(' ', order));
    }

    [Fact]
    public async Task Record_OutsideTheTime_IsReadAndNotTold()
    {
        await using var world = await BucketWorld.StartAsync();

        var report = await world.AuditAsync(since: world.Day.AddHours(4), until: world.Day.AddHours(23));

        BucketWorld.AssertAllRead(report, found: 1);
        Assert.Equal((3, 3), (report.Certificate.Files, report.Certificate.Digests.Verified));
    }

    [Fact]
    public async Task Record_ThatIsDeliveredTheNextDay_IsFound()
    {
        await using var world = await BucketWorld.StartAsync();
        world.Trail.Log(world.Day.AddHours(24.6), BucketWorld.Change("late", world.Day.AddHours(23.9)));
        world.Trail.Digest(world.Day.AddHours(25.5));

        BucketWorld.AssertAllRead(await world.AuditAsync(), found: 4);
    }

    [Theory]
    [InlineData("2026-11-03T00:00:00Z", "2026-11-04T00:00:00Z", 2)]
    [InlineData("2026-11-03T23:59:59Z", "2026-11-04T00:00:01Z", 3)]
    [InlineData("2026-02-28T12:00:00Z", "2026-03-01T12:00:00Z", 3)]
    public void Days_OfATime_AreItsOwnAndTheNext(string from, string until, int count)
    {
        var days = TrailDays.Of(new LookupWindow(DateTimeOffset.Parse(from, null), DateTimeOffset.Parse(until, null))).All;

        Assert.Equal(Enumerable.Range(0, count).Select(DateOnly.Parse(from[..10], null).AddDays), days);
    }

    [Theory]
    [InlineData("", 3)]
    [InlineData("AWSLogs/", 3)]
    [InlineData("AWSLogs/o-abcdefghij/", 1)]
    [InlineData("AWSLogs/111122223333/", 1)]
    [InlineData("AWSLogs/111122223333/CloudTrail/", 1)]
    [InlineData("AWSLogs/999900001111/CloudTrail/us-east-1/", 1)]
    public async Task Prefix_OfAnyDepth_FindsTheAccountsAndRegionsBelowIt(string prefix, int files)
    {
        await using var world = await BucketWorld.StartAsync(isDelivered: false);
        world.TrailOf().Log(world.Day.AddHours(1), BucketWorld.Change("a", world.Day));
        world.TrailOf("999900001111", "us-east-1").Log(world.Day.AddHours(1), BucketWorld.Change("b", world.Day));
        world.TrailOf("o-abcdefghij/222233334444").Log(world.Day.AddHours(1), BucketWorld.Change("c", world.Day));
        foreach (var other in (string[])["AWSLogs/111122223333/Config/x.json.gz", "AWSLogs/111122223333/CloudTrail-Insight/x.json.gz"])
            world.Aws.Buckets.Put(BucketWorld.Bucket, new SimulatedObject(other, LogText.Gzip("x"), new Dictionary<string, string>()));

        var report = await world.AuditAsync(world.Settings(("ScopeAudit:Bucket:Prefix", prefix)));

        BucketWorld.AssertAllRead(report, found: files);
        Assert.Equal((files, 0, files), (report.Certificate.Files, report.Certificate.Digests.Files, report.Certificate.Digests.Uncovered));
        if (prefix is "" or "AWSLogs/")
            Assert.Equal(2, report.Certificate.Others);
    }

    [Theory]
    [InlineData("trails/", true)]
    [InlineData("archive/security/cloudtrail/", true)]
    [InlineData("a/b/c/d/", false)]
    public async Task Folder_BelowAPrefixOfItsOwn_IsFoundOrNamed(string own, bool isFound)
    {
        await using var world = await BucketWorld.StartAsync();
        world.TrailOf("999900001111", prefix: own).Log(world.Day.AddHours(1), BucketWorld.Change("own", world.Day));

        var report = await world.AuditAsync();

        BucketWorld.AssertAllRead(report, found: isFound ? 4 : 3);
        Assert.Equal(isFound ? [] : [own], report.Certificate.NotEntered);
    }

    [Fact]
    public async Task Folders_ThatAreTooManyToBeSearched_AreNamed()
    {
        await using var world = await BucketWorld.StartAsync();
        for (var i = 0; i < 160; i++)
            world.Aws.Buckets.Put(BucketWorld.Bucket, new SimulatedObject($"x{i:000}/y", new byte[1], new Dictionary<string, string>()));

        var report = await world.AuditAsync();

        BucketWorld.AssertAllRead(report);
        Assert.Equal((51, "x100/", "and 10 more"), (
            report.Certificate.NotEntered.Count, report.Certificate.NotEntered[0], report.Certificate.NotEntered[^1]));
    }

    [Fact]
    public async Task File_WithAnotherName_IsCountedAndNotRead()
    {
        await using var world = await BucketWorld.StartAsync();
        var other = $"{Path.GetDirectoryName(world.Logs[0])}/notes.txt";
        world.Aws.Buckets.Put(BucketWorld.Bucket, new SimulatedObject(other, LogText.Gzip("x"), new Dictionary<string, string>()));

        var report = await world.AuditAsync();

        BucketWorld.AssertAllRead(report);
        Assert.Equal(1, report.Certificate.Others);
    }

    [Theory]
    [InlineData("other/", "has no folder of CloudTrail's log files")]
    [InlineData("AWSLogs/111122223333/CloudTrail/eu-west-9/", "CloudTrail-Digest/eu-west-9/ has no digest file of ")]
    public async Task Prefix_WhereNothingIs_IsInconclusive(string prefix, string told)
    {
        await using var world = await BucketWorld.StartAsync();

        var report = await world.AuditAsync(world.Settings(("ScopeAudit:Bucket:Prefix", prefix)));

        BucketWorld.AssertNeverClean(report, told);
    }

    [Theory]
    [InlineData("ScopeAudit:Bucket:Account:RoleArn", "arn:aws:iam::444455556666:role/Other", "STS refused the call (AccessDenied)")]
    [InlineData("ScopeAudit:Bucket:Name", "northwind-other", "S3 refused the call (NoSuchBucket)")]
    public async Task Bucket_ThatCannotBeEntered_IsInconclusiveAndTold(string key, string value, string told)
    {
        await using var world = await BucketWorld.StartAsync();

        BucketWorld.AssertNeverClean(await world.AuditAsync(world.Settings((key, value))), told);
    }

    [Fact]
    public async Task Bucket_OfSomebodyElse_IsRefused()
    {
        await using var world = await BucketWorld.StartAsync();
        world.Aws.Buckets.Create("northwind-cloudtrai1", "eu-central-1", "666677778888");

        BucketWorld.AssertNeverClean(
            await world.AuditAsync(world.Settings(("ScopeAudit:Bucket:Name", "northwind-cloudtrai1"))), "AccessDenied");
    }

    [Fact]
    public async Task Role_ThatMayNotRead_IsTold()
    {
        var role = new SimulatedRole($"arn:aws:iam::{BucketWorld.Owner}:role/Archive", MayReadBuckets: false);
        await using var world = await BucketWorld.StartAsync(new AwsSimulatorOptions { Roles = [role] });

        BucketWorld.AssertNeverClean(await world.AuditAsync(), "S3 refused the call (AccessDenied)");
    }
}
