using Xunit;

namespace OAuthAttest.Tests.ScopeAudits.Buckets;

/// <summary>What shows only in what is not there: digest files that are gone, late, or cannot be read.</summary>
public sealed class MissingDigestTests
{
    [Fact]
    public async Task DigestFiles_OfOneRegionAllTakenAway_AreAnErrorWhereAnotherHasSome()
    {
        await using var world = await BucketWorld.StartAsync();
        world.TrailOf(region: "us-east-1").Digest(world.Day.AddHours(1));
        RemoveDigests(world, BucketWorld.Region);

        var report = await world.AuditAsync();

        BucketWorld.AssertNeverClean(
            report, $"{BucketWorld.Home}CloudTrail-Digest/{BucketWorld.Region}/ has no digest file of {world.Day:yyyy-MM-dd} to ");
        BucketWorld.AssertNeverClean(report, $"and {BucketWorld.Home}CloudTrail-Digest/us-east-1/ has some of this time or before");
    }

    [Theory]
    [InlineData("o-abcdefghij/222233334444", true)]
    [InlineData("222233334444", false)]
    public async Task DigestFiles_OfAnAccountAllTakenAway_AreAnErrorWhereAnotherOfTheOrganizationHasSome(string other, bool isError)
    {
        await using var world = await BucketWorld.StartAsync(isDelivered: false);
        world.TrailOf("o-abcdefghij/111122223333").Log(world.Day.AddHours(1), BucketWorld.Change("a", world.Day));
        var trail = world.TrailOf(other);
        for (var hour = 1; hour <= 25; hour++)
            trail.Digest(world.Day.AddHours(hour));

        var report = await world.AuditAsync();

        Assert.Equal(!isError, report.IsClean);
        if (isError)
            BucketWorld.AssertNeverClean(report, "o-abcdefghij/111122223333/CloudTrail-Digest/eu-west-1/ has no digest file of ");
    }

    /// <summary>By days from the one that is audited: validation may have been switched on later.</summary>
    [Theory]
    [InlineData(-3, false)]
    [InlineData(3, true)]
    public async Task DigestFiles_OfAnotherDay_AreMissedOnlyIfTheyCameBefore(int day, bool isClean)
    {
        await using var world = await BucketWorld.StartAsync(isDelivered: false);
        world.Trail.Log(world.Day.AddHours(1), BucketWorld.Change("a", world.Day));
        world.Trail.Digest(world.Day.AddDays(day));

        var report = await world.AuditAsync();

        Assert.Equal(isClean, report.IsClean);
        Assert.Equal(1, report.Certificate.Digests.Uncovered);
    }

    [Fact]
    public async Task DigestFiles_TakenAwayUpToAnHour_AreAnErrorWhereLogFilesAreOlder()
    {
        await using var world = await BucketWorld.StartAsync(isDelivered: false);
        world.Trail.Log(world.Day.AddHours(2), BucketWorld.Change("a", world.Day.AddHours(2)));
        // Made anew, so that no digest file names one that is gone.
        var trail = world.TrailOf();
        for (var hour = 7; hour <= 25; hour++)
            trail.Digest(world.Day.AddHours(hour));

        var report = await world.AuditAsync();

        var from = $"{world.Day.AddHours(6):yyyy-MM-dd'T'HH:mm:ss}Z";
        BucketWorld.AssertNeverClean(report, $"begin at {from}: none tells what was delivered before, and log files from ");
    }

    [Fact]
    public async Task DigestFiles_ThatBeginLaterWhereNoLogFileIsOlder_AreAllThereWere()
    {
        await using var world = await BucketWorld.StartAsync(isDelivered: false);
        for (var hour = 7; hour <= 25; hour++)
        {
            if (hour == 8)
                world.Trail.Log(world.Day.AddHours(7.5), BucketWorld.Change("a", world.Day.AddHours(7)));
            world.Trail.Digest(world.Day.AddHours(hour));
        }

        BucketWorld.AssertAllRead(await world.AuditAsync(), found: 1);
    }

    /// <summary>They come every hour: what is patient is the clock, not the end of the time that is asked about.</summary>
    [Theory]
    [InlineData(4.5, false)]
    [InlineData(2.5, true)]
    public async Task DigestFiles_ThatEnded_AreAnErrorOnceTheyAreLate(double hoursAgo, bool isClean)
    {
        await using var world = await BucketWorld.StartAsync(isDelivered: false);
        var now = TimeProvider.System.GetUtcNow();
        world.Trail.Log(now.AddHours(-6.5), BucketWorld.Change("a", now.AddHours(-6.6)));
        for (var hour = 6.0; hour >= hoursAgo; hour -= 0.5)
            world.Trail.Digest(now.AddHours(-hour));

        var report = await world.AuditAsync(since: now.AddHours(-7), until: now.AddHours(-1));

        Assert.Equal(isClean, report.IsClean);
        if (!isClean)
            BucketWorld.AssertNeverClean(report, "Z: nothing tells what came later");
    }

    [Fact]
    public async Task DigestFile_ThatCannotBeRead_IsNotCalledMissing()
    {
        await using var world = await BucketWorld.StartAsync();
        world.Replace(world.Digests[5], [1, 2, 3]);

        var report = await world.AuditAsync();

        BucketWorld.AssertNeverClean(
            report, $"the digest file {world.Digests[5]} was not read: whether {world.Digests[6]} follows it is not known");
        Assert.DoesNotContain(report.Certificate.Errors, error => error.Contains("is missing", StringComparison.Ordinal));
    }

    [Fact]
    public async Task DigestFiles_OfADayThatCannotBeListed_AreNotCalledMissing()
    {
        await using var world = await BucketWorld.StartAsync();
        var day = world.Digests[0][..(world.Digests[0].LastIndexOf('/') + 1)];
        world.Aws.Refusals.Next($"list:{day}", Enumerable.Repeat("AccessDenied", 60));

        var report = await world.AuditAsync();

        BucketWorld.AssertNeverClean(report, $"{day} could not be listed");
        BucketWorld.AssertNeverClean(
            report, $"the digest file {world.Digests[23]} was not read: whether {world.Digests[24]} follows it is not known");
        Assert.DoesNotContain(report.Certificate.Errors, error => error.Contains("is missing", StringComparison.Ordinal));
        // Nor is it said that nobody lists what the ones that were not read may list.
        Assert.Equal(2, report.Certificate.Errors.Count);
    }

    [Fact]
    public async Task Folder_WithNothingOfTheTime_IsCleanOnlyIfDigestFilesSaySo()
    {
        await using var world = await BucketWorld.StartAsync(isDelivered: false);
        for (var hour = 0; hour <= 25; hour++)
            world.Trail.Digest(world.Day.AddHours(hour));

        BucketWorld.AssertAllRead(await world.AuditAsync(), found: 0);

        var other = world.TrailOf("999900001111");
        other.Log(world.Day.AddDays(-3), BucketWorld.Change("b", world.Day.AddDays(-3)));
        BucketWorld.AssertNeverClean(
            await world.AuditAsync(), "AWSLogs/999900001111/CloudTrail/eu-west-1/ has nothing of ");
    }

    private static void RemoveDigests(BucketWorld world, string region)
    {
        var folder = $"-Digest/{region}/";
        foreach (var key in world.Aws.Buckets.Keys(BucketWorld.Bucket).Where(key => key.Contains(folder, StringComparison.Ordinal)))
            world.Aws.Buckets.Remove(BucketWorld.Bucket, key);
    }
}
