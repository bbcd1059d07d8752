using System.Text;
using OAuthAttest.Local.Simulators.Aws;
using OAuthAttest.ScopeAudits;
using OAuthAttest.ScopeAudits.Detecting;
using OAuthAttest.ScopeAudits.Registry;
using OAuthAttest.ScopeAudits.Sources;
using OAuthAttest.Tests.Aws.CloudTrail;
using Xunit;

namespace OAuthAttest.Tests.ScopeAudits.Sources;

/// <summary>A folder with what a trail delivered in three hours, and what somebody did to it.</summary>
public sealed class FolderDigestTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 3, 8, 0, 0, TimeSpan.Zero);

    private readonly string folder = Directory.CreateTempSubdirectory("oauthattest-digests-").FullName;
    private readonly DigestSigner signer = new();
    private readonly List<string> logs = [];
    private readonly List<string> digests = [];

    public FolderDigestTests()
    {
        var trail = new SimulatedTrail("logs", "", LogText.Account, "us-east-1", signer, Write);
        for (var hour = 0; hour < 3; hour++)
        {
            logs.Add(trail.Log(Start.AddHours(hour).AddMinutes(20), LogText.Record($"e-{hour}")));
            digests.Add(trail.Digest(Start.AddHours(hour + 1)));
        }
    }

    public void Dispose()
    {
        signer.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Folder_AsItWasDelivered_IsCleanAndSaysWhatWasProved()
    {
        var report = await RunAsync();

        Assert.True(report.IsClean);
        var check = report.Certificate.Digests;
        Assert.Equal((3, 0, 3, 0, 0), (check.Files, check.Authentic, check.Verified, check.Uncovered, check.Elsewhere));
        var chain = Assert.Single(check.Chains);
        Assert.Equal((Start, Start.AddHours(3), 3), (chain.From, chain.Until, chain.Files));
        Assert.Equal(
            $"AWSLogs/{LogText.Account}/CloudTrail-Digest/us-east-1/{LogText.Account}_CloudTrail-Digest_us-east-1_management_us-east-1",
            chain.Chain);
    }

    [Fact]
    public async Task Folder_WithoutDigests_IsCleanAndNothingIsProved()
    {
        Directory.Delete(PathOf($"AWSLogs/{LogText.Account}/CloudTrail-Digest"), recursive: true);

        var report = await RunAsync();

        Assert.True(report.IsClean);
        var check = report.Certificate.Digests;
        Assert.Equal((0, 0, 3), (check.Files, check.Verified, check.Uncovered));
    }

    [Theory]
    [InlineData("packed anew", true)]
    [InlineData("unpacked", true)]
    [InlineData("a record changed", false)]
    [InlineData("a record taken out", false)]
    [InlineData("white space added", false)]
    [InlineData("cut", false)]
    public async Task LogFile_ThatIsNotAsItWasDelivered_IsAnError(string what, bool isClean)
    {
        var content = LogText.Wrapped(LogText.Record("e-1"));
        var path = PathOf(logs[1]);
        switch (what)
        {
            case "unpacked":
                File.Delete(path);
                await File.WriteAllTextAsync(path[..^".gz".Length], content);
                break;
            case "cut":
                await File.WriteAllBytesAsync(path, (await File.ReadAllBytesAsync(path))[..^9]);
                break;
            default:
                await File.WriteAllBytesAsync(path, LogText.Gzip(what switch
                {
                    "a record changed" => content.Replace("nadia", "nobody", StringComparison.Ordinal),
                    "a record taken out" => LogText.Wrapped(LogText.Record("e-0")),
                    "white space added" => content + "\n",
                    _ => content,
                }));
                break;
        }

        var report = await RunAsync();

        Assert.Equal((isClean, isClean ? 3 : 2), (report.IsClean, report.Certificate.Digests.Verified));
        if (what.Contains(' ', StringComparison.Ordinal) && !isClean)
            Told(report, "is not what its digest file says: that one has another hash of it");
    }

    [Fact]
    public async Task DigestFile_ThatCannotBeRead_IsNotCalledMissing()
    {
        await File.WriteAllBytesAsync(PathOf(digests[1]), [1, 2, 3]);

        var report = await RunAsync();

        Told(report, $"the digest file {digests[1]} was not read: whether {digests[2]} follows it is not known");
        Assert.DoesNotContain(report.Certificate.Errors, error => error.Contains("is missing", StringComparison.Ordinal));
    }

    [Fact]
    public async Task LogFile_ThatWasTakenAway_IsAnError()
    {
        File.Delete(PathOf(logs[0]));

        Told(await RunAsync(), ".json is missing: a digest file lists it");
    }

    [Fact]
    public async Task LogFile_ThatNoDigestLists_IsCountedAndNoError()
    {
        await File.WriteAllTextAsync(PathOf("another.json"), LogText.Wrapped(LogText.Record("e-9")));

        var report = await RunAsync();

        Assert.True(report.IsClean);
        Assert.Equal((3, 1), (report.Certificate.Digests.Verified, report.Certificate.Digests.Uncovered));
    }

    [Fact]
    public async Task DigestFile_ThatWasTakenAwayInTheMiddle_IsAnError()
    {
        File.Delete(PathOf(digests[1]));

        var report = await RunAsync();

        Told(report, $"the digest file {digests[1]} is missing");
        Assert.Equal((2, 1), (report.Certificate.Digests.Verified, report.Certificate.Digests.Uncovered));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(2, true)]
    public async Task DigestFile_ThatWasTakenAwayAtAnEnd_LeavesFilesThatNothingProves(int which, bool isClean)
    {
        File.Delete(PathOf(digests[which]));

        var report = await RunAsync();

        Assert.Equal(isClean, report.IsClean);
        Assert.Equal((2, 1), (report.Certificate.Digests.Verified, report.Certificate.Digests.Uncovered));
        Assert.Equal(2, Assert.Single(report.Certificate.Digests.Chains).Files);
    }

    [Fact]
    public async Task DigestFile_ThatWasMadeToFitAChangedLog_BreaksTheChain()
    {
        var changed = LogText.Gzip(LogText.Wrapped(LogText.Record("other")));
        await File.WriteAllBytesAsync(PathOf(logs[1]), changed);
        var digest = PathOf(digests[1]);
        var text = Unpacked(await File.ReadAllBytesAsync(digest));
        var before = Hash(LogText.Wrapped(LogText.Record("e-1")));
        Assert.Contains(before, text, StringComparison.Ordinal);
        await File.WriteAllBytesAsync(
            digest, LogText.Gzip(text.Replace(before, Hash(LogText.Wrapped(LogText.Record("other"))), StringComparison.Ordinal)));

        Told(await RunAsync(), $"the digest file {digests[1]} is not as it was: the next one has another hash of it");
    }

    [Fact]
    public async Task Chain_ThatBeginsAnew_IsAnError()
    {
        var trail = new SimulatedTrail("logs", "", LogText.Account, "us-east-1", signer, Write);
        var again = trail.Digest(Start.AddHours(9), isFirst: true);

        Told(await RunAsync(), $"the digest files begin anew with {again}: of 2026-11-03T11:00:00Z to 2026-11-03T16:00:00Z there are none");
    }

    [Fact]
    public async Task BackfilledDigests_AreAChainOfTheirOwnThatMayHaveGaps()
    {
        var trail = new SimulatedTrail("logs", "", LogText.Account, "us-east-1", signer, Write);
        trail.Log(Start.AddHours(1).AddMinutes(30), LogText.Record("e-7"));
        trail.Digest(Start.AddHours(2), ending: "_backfill");
        trail.Digest(Start.AddHours(6), isFirst: true, ending: "_backfill");

        var report = await RunAsync();

        Assert.True(report.IsClean, string.Join('\n', report.Certificate.Errors));
        Assert.Equal((4, 0), (report.Certificate.Digests.Verified, report.Certificate.Digests.Uncovered));
        Assert.Equal(2, report.Certificate.Digests.Chains.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("cut")]
    [InlineData("SHA256withRSA")]
    [InlineData("hashValue")]
    [InlineData("digestEndTime")]
    [InlineData("twice")]
    public async Task DigestFile_ThatIsNone_IsAnError(string what)
    {
        var path = PathOf(digests[2]);
        var whole = await File.ReadAllBytesAsync(path);
        var text = Unpacked(whole);
        await File.WriteAllBytesAsync(path, what switch
        {
            "cut" => whole[..^5],
            "twice" => LogText.Gzip(text.Replace("{\"aws", "{\"digestS3Object\":\"x\",\"aws", StringComparison.Ordinal)),
            "" or "{}" or "[]" => Encoding.UTF8.GetBytes(what),
            _ => LogText.Gzip(text.Replace(what, "other", StringComparison.Ordinal)),
        });

        var report = await RunAsync();

        Told(report, Path.GetFileName(path));
        Assert.Equal((2, 1), (report.Certificate.Digests.Verified, report.Certificate.Digests.Uncovered));
    }

    private static void Told(AuditReport report, string told)
    {
        Assert.False(report.IsClean);
        Assert.False(report.HasDeviations);
        Assert.Contains(report.Certificate.Errors, error => error.Contains(told, StringComparison.Ordinal));
    }

    private static string Unpacked(byte[] packed)
    {
        using var gzip = new System.IO.Compression.GZipStream(new MemoryStream(packed), System.IO.Compression.CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        return reader.ReadToEnd();
    }

    private static string Hash(string text) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private Task<AuditReport> RunAsync() => new RecordAudit(
        QueryRegistry.Embedded, ApprovedScopesTests.List(ApprovedScopesTests.Entry("a")), new AuditFilter()).RunAsync(
            [new LogFileSource(LogFolder.Open(folder), 2)], default);

    private string PathOf(string key) => Path.Combine(folder, key);

    private void Write(SimulatedObject given)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(given.Key))!);
        File.WriteAllBytes(PathOf(given.Key), given.Content.ToArray());
    }
}
