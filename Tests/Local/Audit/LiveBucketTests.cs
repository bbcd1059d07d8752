using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Aws.Access;
using OAuthAttest.Local.Audit;
using OAuthAttest.Local.CommandLine;
using OAuthAttest.Local.Configuration;
using OAuthAttest.ScopeAudits;
using OAuthAttest.ScopeAudits.Sources;
using OAuthAttest.Tests.Aws.Access;
using OAuthAttest.Tests.ScopeAudits;
using OAuthAttest.Tests.ScopeAudits.Buckets;
using Spectre.Console;
using Xunit;

namespace OAuthAttest.Tests.Local.Audit;

/// <summary>The verb over a simulated bucket, without a database.</summary>
public sealed class LiveBucketTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("oauthattest-bucket-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Run_AllApproved_SaysOfWhichFilesAndTimeItIsCleanAndWhatIsProved()
    {
        await using var world = await BucketWorld.StartAsync();

        var (exit, said) = await RunAsync(world, Input(world, world.Day.AddDays(1)));

        Assert.Equal(AuditVerb.Clean, exit);
        Assert.Contains("digest files 25, all signed by CloudTrail", Words(said), StringComparison.Ordinal);
        Assert.Contains("log files as delivered 3, listed by no digest file 0", Words(said), StringComparison.Ordinal);
        Assert.EndsWith(
            $"Clean, of what {BucketWorld.Bucket}/AWSLogs/ has of {world.Day:yyyy-MM-dd} 00:00:00 to "
                + $"{world.Day.AddDays(1):yyyy-MM-dd} 00:00:00 UTC.",
            Words(said).Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SignaturesThatAreWrong_AreNotCalledUnchecked()
    {
        await using var world = await BucketWorld.StartAsync();
        foreach (var (key, index) in world.Digests.Select((key, index) => (key, index)))
        {
            var given = world.Aws.Buckets.Get(BucketWorld.Bucket, key);
            world.Aws.Buckets.Put(
                BucketWorld.Bucket, given with { Metadata = new Dictionary<string, string>(given.Metadata) { ["signature"] = "00" } });
            if (index is not (0 or 24))
                continue;

            var (exit, said) = await RunAsync(world, Input(world, world.Day.AddDays(1)));

            Assert.Equal(AuditVerb.Incomplete, exit);
            var told = $"digest files 25, {24 - index} signed by CloudTrail, {index + 1} not; ";
            Assert.Contains(told, Words(said), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Run_WithoutPublicKeys_SaysThatSignaturesWereNotChecked()
    {
        await using var world = await BucketWorld.StartAsync();
        world.Aws.Refusals.Next($"keys:{BucketWorld.Region}", Enumerable.Repeat("AccessDeniedException", 60));

        var (exit, said) = await RunAsync(world, Input(world, world.Day.AddDays(1)));

        Assert.Equal(AuditVerb.Incomplete, exit);
        Assert.Contains("digest files 25, signatures not checked; ", Words(said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithoutDigestFiles_SaysThatNothingIsProved()
    {
        await using var world = await BucketWorld.StartAsync(isDelivered: false);
        world.Trail.Log(world.Day.AddHours(1), BucketWorld.Change("a", world.Day));

        var (exit, said) = await RunAsync(world, Input(world, world.Day.AddDays(1)));

        Assert.Equal(AuditVerb.Clean, exit);
        Assert.Contains("no digest files: that no file was changed or taken away is not proved", Words(said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Json_HasWhatIsDisproved()
    {
        await using var world = await BucketWorld.StartAsync();
        world.Aws.Buckets.Remove(BucketWorld.Bucket, world.Logs[0]);
        using var output = new MemoryStream();
        await using var live = Open(world);

        var exit = await live.RunAsync(Terminal.Nowhere.Screen, output, Input(world, world.Day.AddDays(1)), default);

        Assert.Equal(AuditVerb.Incomplete, exit);
        var document = JsonDocument.Parse(output.ToArray()).RootElement;
        Assert.Equal("inconclusive", document.GetProperty("conclusion").GetString());
        var certificate = document.GetProperty("certificate");
        Assert.Equal($"{world.Logs[0]} is missing: a digest file lists it", certificate.GetProperty("errors")[0].GetString());
        var digests = certificate.GetProperty("digests");
        Assert.Equal((25, 2), (digests.GetProperty("authentic").GetInt32(), digests.GetProperty("verified").GetInt32()));
        Assert.Equal(25, digests.GetProperty("chains")[0].GetProperty("files").GetInt32());
    }

    [Fact]
    public async Task Run_TimeThatIsNotOver_IsInconclusive()
    {
        await using var world = await BucketWorld.StartAsync();

        var (exit, said) = await RunAsync(world, Input(world, TimeProvider.System.GetUtcNow().AddDays(1)));

        Assert.Equal(AuditVerb.Incomplete, exit);
        Assert.Contains("were not asked about: their records may not be there yet", Words(said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_WrongSettings_SaysAllOfThem()
    {
        await using var world = await BucketWorld.StartAsync();

        var wrong = Assert.Throws<LocalConfigurationException>(() =>
            LiveBucket.Open(world.Settings(("ScopeAudit:Bucket:Region", ""), ("ScopeAudit:Bucket:Account:Id", "1")), "A", "x"));

        Assert.Equal(4, wrong.Message.Split('\n').Length);
    }

    private AuditInput Input(BucketWorld world, DateTimeOffset until)
    {
        var approved = Path.Combine(folder, "approved.json");
        File.WriteAllText(
            approved, ApprovedScopesTests.File(ApprovedScopesTests.Entry("a", principal: "*", account: "*", expires: "2099-12-31")));
        return new AuditInput(null, approved, null, new AuditFilter { Since = world.Day, Until = until });
    }

    private static LiveBucket Open(BucketWorld world) => LiveBucket.Open(
        world.Settings(),
        BucketWorld.Bucket,
        "AWSLogs/",
        services => services
            .AddSingleton<ILookupPaces>(world.Paces)
            .AddSingleton<IOwnCredentials>(new FixedCredentials(world.Aws.Options.AccessKeyId, world.Aws.Options.SecretAccessKey)));

    /// <summary>Tables wrap their captions.</summary>
    private static string Words(string said) => string.Join(' ', said.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));

    private static async Task<(int Exit, string Said)> RunAsync(BucketWorld world, AuditInput input)
    {
        using var said = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(said),
        });
        console.Profile.Width = 160;
        await using var live = Open(world);
        var exit = await live.RunAsync(console, null, input, default);
        return (exit, said.ToString().ReplaceLineEndings("\n"));
    }
}
