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
using OAuthAttest.Tests.ScopeAudits.Sources;
using Spectre.Console;
using Xunit;

namespace OAuthAttest.Tests.Local.Audit;

/// <summary>The verb over CloudTrail itself: all queries that ship, in a simulated account, without a database.</summary>
public sealed class LiveLookupTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("oauthattest-lookup-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Run_Deviation_EndsWithOneAndShowsWhatWasAsked()
    {
        await using var world = await LookupWorld.StartAsync();

        var (exit, said) = await RunAsync(world, new AuditInput(null, null, null, new AuditFilter()));

        Assert.Equal(AuditVerb.Deviations, exit);
        Assert.Contains("What CloudTrail was asked", said, StringComparison.Ordinal);
        Assert.Matches(@"111122223333 +│ us-east-1 +│ +125 +│ +125 ", said);
        Assert.Matches(@"111122223333 +│ eu-west-1 +│ +\d+ ", said);
        Assert.EndsWith("Not clean.\n", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AllApproved_SaysOfWhichTimeItIsClean()
    {
        await using var world = await LookupWorld.StartAsync();
        var approved = Path.Combine(folder, "approved.json");
        await File.WriteAllTextAsync(
            approved,
            ApprovedScopesTests.File(ApprovedScopesTests.Entry("a", principal: "*", account: "*", expires: "2099-12-31")));
        var filter = new AuditFilter { Since = world.Now.AddHours(-1), Until = world.Now.AddMinutes(-21.5) };

        // The list is the settings'.
        var (exit, said) = await RunAsync(
            world, new AuditInput(null, null, null, filter), ("ScopeAudit:ApprovedFile", approved));

        // A user pool's client has other fields than this record.
        Assert.Equal(AuditVerb.Deviations, exit);
        Assert.Contains("approved 4", said, StringComparison.Ordinal);

        var (later, told) = await RunAsync(
            world, new AuditInput(null, approved, null, filter with { Since = world.Now.AddMinutes(-25.5) }));

        Assert.Equal(AuditVerb.Clean, later);
        Assert.Matches(@"Clean, of what CloudTrail has of \d{4}-\d\d-\d\d .* to .* UTC\.\n$", told);
    }

    [Fact]
    public async Task Run_Json_HasEveryQuestion()
    {
        await using var world = await LookupWorld.StartAsync();
        world.Aws.Refusals.Next("lookup:eu-west-1", "AccessDeniedException");
        using var output = new MemoryStream();
        await using var live = Open(world);

        var exit = await live.RunAsync(
            Terminal.Nowhere.Screen, output,
            new AuditInput(null, null, null, new AuditFilter { Until = world.Now.AddDays(-80) }), default);

        Assert.Equal(AuditVerb.Incomplete, exit);
        var document = JsonDocument.Parse(output.ToArray()).RootElement;
        Assert.Equal("inconclusive", document.GetProperty("conclusion").GetString());
        var asked = document.GetProperty("certificate").GetProperty("asked").EnumerateArray().ToList();
        Assert.All(asked, query => Assert.Equal(
            query.GetProperty("region").GetString() == LookupWorld.Home, query.GetProperty("isComplete").GetBoolean()));
        Assert.Contains(
            asked, query => query.GetProperty("problem").GetString() == "AWS refused the call (HTTP 400, AccessDeniedException)");
    }

    [Fact]
    public void Open_NoAccount_SaysWhatIsMissing()
    {
        var wrong = Assert.Throws<LocalConfigurationException>(() => LiveLookup.Open(new Dictionary<string, string?>()));

        Assert.StartsWith("--lookup: no account is set (ScopeAudit:Accounts)", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_WrongSettings_SaysAllOfThem()
    {
        await using var world = await LookupWorld.StartAsync();

        var wrong = Assert.Throws<LocalConfigurationException>(() =>
            Open(world, ("ScopeAudit:Accounts:0:Id", "1"), ("ScopeAudit:Concurrency", "0")));

        Assert.Equal(2, wrong.Message.Split('\n').Length);
    }

    private static LiveLookup Open(LookupWorld world, params (string Key, string? Value)[] more) => LiveLookup.Open(
        world.Settings(more),
        services => services
            .AddSingleton<ILookupPaces>(world.Paces)
            .AddSingleton<IOwnCredentials>(new FixedCredentials(world.Aws.Options.AccessKeyId, world.Aws.Options.SecretAccessKey)));

    private static async Task<(int Exit, string Said)> RunAsync(
        LookupWorld world, AuditInput input, params (string Key, string? Value)[] more)
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
        await using var live = Open(world, more);
        var exit = await live.RunAsync(console, null, input, default);
        return (exit, said.ToString().ReplaceLineEndings("\n"));
    }
}
