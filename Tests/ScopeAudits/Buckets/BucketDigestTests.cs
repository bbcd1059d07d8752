using System.IO.Compression;
using System.Text;
using OAuthAttest.Local.Simulators.Aws;
using OAuthAttest.Tests.Aws.CloudTrail;
using Xunit;

namespace OAuthAttest.Tests.ScopeAudits.Buckets;

/// <summary>What somebody who may write to the bucket does to log files and digest files, and what is said of it.</summary>
public sealed class BucketDigestTests
{
    [Fact]
    public async Task LogFile_Changed_IsAnError()
    {
        await using var world = await BucketWorld.StartAsync();
        world.Replace(world.Logs[1], LogText.Gzip(LogText.Wrapped(BucketWorld.Change("other", world.Day.AddHours(9)))));

        var report = await world.AuditAsync();

        BucketWorld.AssertNeverClean(report, $"{world.Logs[1]} is not what CloudTrail delivered: a digest file has another hash of it");
        Assert.Equal((2, 0), (report.Certificate.Digests.Verified, report.Certificate.Digests.Uncovered));
    }

    [Fact]
    public async Task LogFile_TakenAway_IsAnError()
    {
        await using var world = await BucketWorld.StartAsync();
        world.Aws.Buckets.Remove(BucketWorld.Bucket, world.Logs[2]);

        BucketWorld.AssertNeverClean(await world.AuditAsync(), $"{world.Logs[2]} is missing: a digest file lists it");
    }

    [Fact]
    public async Task LogFiles_AllTakenAway_AreErrors()
    {
        await using var world = await BucketWorld.StartAsync();
        foreach (var key in world.Aws.Buckets.Keys(BucketWorld.Bucket).Where(key => key.Contains("/CloudTrail/", StringComparison.Ordinal)))
            world.Aws.Buckets.Remove(BucketWorld.Bucket, key);

        var report = await world.AuditAsync();

        BucketWorld.AssertNeverClean(report, "is missing: a digest file lists it");
        Assert.Equal(3, report.Certificate.Errors.Count);
    }

    [Fact]
    public async Task LogFile_PutThere_IsCountedAndNotProved()
    {
        await using var world = await BucketWorld.StartAsync();
        world.Aws.Buckets.Put(BucketWorld.Bucket, new SimulatedObject(
            $"{Path.GetDirectoryName(world.Logs[0])}/x.json.gz",
            LogText.Gzip(LogText.Wrapped(BucketWorld.Change("x", world.Day.AddHours(1)))), new Dictionary<string, string>()));

        var report = await world.AuditAsync();

        BucketWorld.AssertAllRead(report, found: 4);
        Assert.Equal((3, 1), (report.Certificate.Digests.Verified, report.Certificate.Digests.Uncovered));
    }

    /// <summary>By hour: the first of the time, some in the middle, and the last that are needed.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(23)]
    public async Task DigestFile_TakenAway_IsAnError(int hour)
    {
        await using var world = await BucketWorld.StartAsync();
        world.Aws.Buckets.Remove(BucketWorld.Bucket, world.Digests[hour]);

        // The first one follows one of the day before, which is not looked at; but the second one follows the first.
        BucketWorld.AssertNeverClean(await world.AuditAsync(), $"the digest file {world.Digests[hour]} is missing");
    }

    [Fact]
    public async Task DigestFiles_TakenAwayFromOneHourOn_AreAnError()
    {
        await using var world = await BucketWorld.StartAsync();
        foreach (var key in world.Digests.Skip(12))
            world.Aws.Buckets.Remove(BucketWorld.Bucket, key);

        var report = await world.AuditAsync();

        BucketWorld.AssertNeverClean(report, "end at");
        Assert.Contains(
            report.Certificate.Errors,
            error => error.EndsWith(
                $"{world.Day.AddHours(11.5):yyyy-MM-dd'T'HH:mm:ss}Z: nothing tells what came later", StringComparison.Ordinal));
        Assert.Equal(1, report.Certificate.Digests.Uncovered);
    }

    [Fact]
    public async Task DigestFiles_AllTakenAway_LeaveNothingProved()
    {
        await using var world = await BucketWorld.StartAsync();
        foreach (var key in world.Aws.Buckets.Keys(BucketWorld.Bucket).Where(key => key.Contains("-Digest/", StringComparison.Ordinal)))
            world.Aws.Buckets.Remove(BucketWorld.Bucket, key);

        var report = await world.AuditAsync();

        BucketWorld.AssertAllRead(report);
        var check = report.Certificate.Digests;
        Assert.Equal((0, 0, 3), (check.Files, check.Verified, check.Uncovered));
    }

    [Fact]
    public async Task DigestFile_MadeToFitAChangedLogFile_IsAnError()
    {
        await using var world = await BucketWorld.StartAsync();
        var before = Unpacked(world.Aws.Buckets.Get(BucketWorld.Bucket, world.Logs[1]).Content);
        var after = before.Replace("nadia", "nobody", StringComparison.Ordinal);
        world.Replace(world.Logs[1], LogText.Gzip(after));
        var digest = world.Digests.Single(key =>
            Unpacked(world.Aws.Buckets.Get(BucketWorld.Bucket, key).Content).Contains(world.Logs[1], StringComparison.Ordinal));
        world.Replace(digest, LogText.Gzip(Unpacked(world.Aws.Buckets.Get(BucketWorld.Bucket, digest).Content)
            .Replace(Hash(before), Hash(after), StringComparison.Ordinal)));

        var report = await world.AuditAsync();

        BucketWorld.AssertNeverClean(report, $"{digest} was changed: its signature is not CloudTrail's");
        BucketWorld.AssertNeverClean(report, $"the digest file {digest} is not as it was: the next one has another hash of it");
        // What it says proves nothing.
        var check = report.Certificate.Digests;
        Assert.Equal((2, 1, 24, 1), (check.Verified, check.Uncovered, check.Authentic, check.Refuted));
    }

    [Theory]
    [InlineData("signature", "00", "was changed: its signature is not CloudTrail's")]
    [InlineData("signature", "", "has no signature")]
    public async Task Signature_ThatIsWrong_IsAnError(string name, string value, string told)
    {
        await using var world = await BucketWorld.StartAsync();
        var given = world.Aws.Buckets.Get(BucketWorld.Bucket, world.Digests[5]);
        var metadata = new Dictionary<string, string>(given.Metadata) { [name] = value };
        if (value.Length == 0)
            metadata.Remove(name);
        world.Aws.Buckets.Put(BucketWorld.Bucket, given with { Metadata = metadata });

        BucketWorld.AssertNeverClean(await world.AuditAsync(), $"{world.Digests[5]} {told}");
    }

    [Fact]
    public async Task Chain_ThatSomebodySignedHimself_IsAnError()
    {
        await using var world = await BucketWorld.StartAsync(isDelivered: false);
        using var own = new DigestSigner();
        var trail = world.TrailOf(signer: own);
        trail.Log(world.Day.AddHours(1), BucketWorld.Change("a", world.Day));
        trail.Digest(world.Day.AddHours(23));

        var report = await world.AuditAsync();

        BucketWorld.AssertNeverClean(report, "is signed with a key that CloudTrail does not have in eu-west-1");
        var check = report.Certificate.Digests;
        Assert.Equal((0, 0, 1), (check.Authentic, check.Verified, check.Uncovered));
    }

    [Fact]
    public async Task DigestFile_OfAnotherPlace_IsAnError()
    {
        await using var world = await BucketWorld.StartAsync();
        var given = world.Aws.Buckets.Get(BucketWorld.Bucket, world.Digests[5]);
        world.Aws.Buckets.Put(BucketWorld.Bucket, given with { Key = world.Digests[6] });

        BucketWorld.AssertNeverClean(await world.AuditAsync(), $"{world.Digests[6]} is the digest file of another place");
    }

    [Fact]
    public async Task Chain_ThatBeginsAnew_IsAnError()
    {
        await using var world = await BucketWorld.StartAsync(isDelivered: false);
        foreach (var hour in (int[])[1, 2, 12, 23])
            world.Trail.Digest(world.Day.AddHours(hour), isFirst: hour == 12);

        BucketWorld.AssertNeverClean(await world.AuditAsync(), "the digest files begin anew with ");
    }

    [Fact]
    public async Task PublicKeys_ThatCannotBeHad_LeaveSignaturesUnchecked()
    {
        await using var world = await BucketWorld.StartAsync();
        world.Aws.Refusals.Next($"keys:{BucketWorld.Region}", Enumerable.Repeat("AccessDeniedException", 60));

        var report = await world.AuditAsync();

        BucketWorld.AssertNeverClean(
            report, "has a signature that could not be checked: AWS refused the call (HTTP 400, AccessDeniedException)");
        var check = report.Certificate.Digests;
        Assert.Equal((25, 0, 0, 0), (check.Files, check.Authentic, check.Refuted, check.Verified));
        Assert.Equal(3, report.Findings.Count);
    }

    [Fact]
    public async Task BackfilledDigests_AreVerifiedByTheTimeTheyWereMadeAt()
    {
        await using var world = await BucketWorld.StartAsync();
        var trail = world.TrailOf();
        trail.Log(world.Day.AddHours(5), BucketWorld.Change("filled", world.Day.AddHours(5)));
        var key = trail.Digest(world.Day.AddHours(6), ending: "_backfill");
        var given = world.Aws.Buckets.Get(BucketWorld.Bucket, key);
        var metadata = new Dictionary<string, string>(given.Metadata) { ["backfill-generation-timestamp"] = "2026-11-30T00:00:00Z" };
        world.Aws.Buckets.Put(BucketWorld.Bucket, given with { Metadata = metadata });

        var report = await world.AuditAsync();

        BucketWorld.AssertAllRead(report, found: 4);
        Assert.Equal((26, 4), (report.Certificate.Digests.Authentic, report.Certificate.Digests.Verified));
    }

    private static string Unpacked(ReadOnlyMemory<byte> packed)
    {
        using var gzip = new GZipStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        return reader.ReadToEnd();
    }

    private static string Hash(string text) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
