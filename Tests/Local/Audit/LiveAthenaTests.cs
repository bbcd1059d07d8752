using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Aws.Access;
using OAuthAttest.Local.Audit;
using OAuthAttest.Local.CommandLine;
using OAuthAttest.Local.Configuration;
using OAuthAttest.ScopeAudits;
using OAuthAttest.Tests.Aws.Access;
using OAuthAttest.Tests.ScopeAudits;
using OAuthAttest.Tests.ScopeAudits.Athena;
using Spectre.Console;
using Xunit;

namespace OAuthAttest.Tests.Local.Audit;

/// <summary>The verb over a simulated Athena.</summary>
public sealed class LiveAthenaTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("oauthattest-athena-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Run_AllApproved_SaysOfWhichTableAndTimeItIsCleanAndWhatItRead()
    {
        await using var world = await AthenaWorld.StartAsync();

        var (exit, said) = await RunAsync(world, Input(world, world.Day.AddDays(1), isApproved: true));

        Assert.Equal(AuditVerb.Clean, exit);
        Assert.Contains("│ 111122223333 │ us-east-1 │ 4 │", said, StringComparison.Ordinal);
        Assert.Contains($"Athena was asked 2 questions and read {2 * world.Athena.Size:N0} bytes for them", said, StringComparison.Ordinal);
        Assert.EndsWith(
            $"Clean, of what the table security.cloudtrail_logs has of {world.Day:yyyy-MM-dd} 00:00:00 to "
                + $"{world.Day.AddDays(1):yyyy-MM-dd} 00:00:00 UTC.",
            said.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_NothingApproved_EndsWithOneAndShowsEachChange()
    {
        await using var world = await AthenaWorld.StartAsync();

        var (exit, said) = await RunAsync(world, Input(world, world.Day.AddDays(1), isApproved: false));

        Assert.Equal(AuditVerb.Deviations, exit);
        Assert.Contains("not approved 3", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Json_HasTheQueriesAndWhatWasMissing()
    {
        await using var world = await AthenaWorld.StartAsync();
        using var output = new MemoryStream();
        await using var live = Open(world, ("ScopeAudit:Regions", "eu-west-1,eu-north-1"));

        var exit = await live.RunAsync(Terminal.Nowhere.Screen, output, Input(world, world.Day.AddDays(1), isApproved: true), default);

        Assert.Equal(AuditVerb.Incomplete, exit);
        var document = JsonDocument.Parse(output.ToArray()).RootElement;
        Assert.Equal("inconclusive", document.GetProperty("conclusion").GetString());
        var certificate = document.GetProperty("certificate");
        Assert.Equal(
            "the table has no record of account 111122223333, eu-north-1 in the time that was asked about",
            certificate.GetProperty("errors")[0].GetString());
        Assert.Equal(
            world.Aws.Queries.Select(query => (query.Id, world.Athena.Size)),
            certificate.GetProperty("athena").EnumerateArray().Select(each =>
                (each.GetProperty("executionId").GetString()!, each.GetProperty("scannedBytes").GetInt64())));
    }

    [Fact]
    public async Task Open_WrongSettings_SaysAllOfThem()
    {
        await using var world = await AthenaWorld.StartAsync();

        var wrong = Assert.Throws<LocalConfigurationException>(() => Open(
            world,
            ("ScopeAudit:Athena:Table", "logs\"; DROP TABLE x; --"),
            ("ScopeAudit:Athena:Database", "Security"),
            ("ScopeAudit:Athena:DatePartition", "time stamp"),
            ("ScopeAudit:Athena:Region", "nowhere"),
            ("ScopeAudit:Athena:WorkGroup", "a b"),
            ("ScopeAudit:Athena:OutputLocation", "https://northwind"),
            ("ScopeAudit:Athena:LongestQuery", "12:00:00"),
            ("ScopeAudit:Athena:Account:Id", "1")));

        Assert.Equal(8, wrong.Message.Split('\n').Length);
    }

    [Fact]
    public async Task Open_WithoutATable_SaysWhatIsMissing()
    {
        await using var world = await AthenaWorld.StartAsync();

        var wrong = Assert.Throws<LocalConfigurationException>(() => Open(world, ("ScopeAudit:Athena:Table", "")));

        Assert.StartsWith("--athena: no table is set (ScopeAudit:Athena:Table)", wrong.Message, StringComparison.Ordinal);
    }

    private AuditInput Input(AthenaWorld world, DateTimeOffset until, bool isApproved)
    {
        var approved = Path.Combine(folder, "approved.json");
        File.WriteAllText(
            approved, ApprovedScopesTests.File(ApprovedScopesTests.Entry("a", principal: "*", account: "*", expires: "2099-12-31")));
        return new AuditInput(null, isApproved ? approved : null, null, new AuditFilter { Since = world.Day, Until = until });
    }

    private static LiveAthena Open(AthenaWorld world, params (string Key, string? Value)[] more) => LiveAthena.Open(
        world.Settings(more),
        services => services.AddSingleton<IOwnCredentials>(
            new FixedCredentials(world.Aws.Options.AccessKeyId, world.Aws.Options.SecretAccessKey)));

    /// <summary>Tables wrap their captions, and fill their cells.</summary>
    private static string Words(string said) => string.Join(' ', said.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));

    private static async Task<(int Exit, string Said)> RunAsync(AthenaWorld world, AuditInput input)
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
        return (exit, Words(said.ToString().ReplaceLineEndings("\n")));
    }
}
