using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.Aws;
using OAuthAttest.Local.Simulators.Identity;
using OAuthAttest.Tests.Infra;
using Xunit;

namespace OAuthAttest.Tests.ScopeAudits.Athena;

/// <summary>
/// Every call of an audit by Athena fails in every way, once and for good. What lasts makes the answer inconclusive and is told; what
/// passes changes nothing, and starts no query twice.
/// </summary>
public sealed class AthenaFaultTests
{
    private const int ForGood = 60;
    private const string Start = "athena:StartQueryExecution";

    public static TheoryData<HttpFault> Faults =>
    [
        HttpFault.ThrottledWithoutDelay, HttpFault.ServerError, HttpFault.HtmlPageAfterAccepting, HttpFault.BrokenAfterAccepting,
        HttpFault.ServerErrorAfterAccepting,
    ];

    public static TheoryData<string> Passing => ["ThrottlingException", "TooManyRequestsException", "InternalServerException"];

    public static TheoryData<string> Refusing => ["AccessDeniedException", "InvalidRequestException", "ExpiredTokenException"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task EveryCall_FailsForGood_IsInconclusiveAndTold(HttpFault fault)
    {
        await using var world = await AthenaWorld.StartAsync();
        foreach (var (method, index) in await CallsAsync(world))
        {
            world.Aws.Faults.Stop();
            world.Aws.Faults.Next(method, [.. Enumerable.Repeat(HttpFault.None, index), .. Enumerable.Repeat(fault, ForGood)]);

            AthenaWorld.AssertNeverClean(await world.AuditAsync(), "Athena, ");
        }
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task EveryCall_FailsOnce_ChangesNothingAndStartsNothingTwice(HttpFault fault)
    {
        await using var world = await AthenaWorld.StartAsync();
        foreach (var (method, index) in await CallsAsync(world))
        {
            var before = world.Aws.Queries.Count;
            world.Aws.Faults.Stop();
            world.Aws.Faults.Next(method, [.. Enumerable.Repeat(HttpFault.None, index), fault]);

            AthenaWorld.AssertAllRead(await world.AuditAsync());
            Assert.Equal(before + 2, world.Aws.Queries.Count);
        }
    }

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task EveryCall_AnErrorThatPasses_ChangesNothingOnceAndIsToldForGood(string code)
    {
        await using var world = await AthenaWorld.StartAsync();
        foreach (var (method, index) in await OfAthenaAsync(world))
        {
            world.Aws.Refusals.Stop();
            world.Aws.Refusals.Next(method, [.. Enumerable.Repeat("", index), code]);
            AthenaWorld.AssertAllRead(await world.AuditAsync());

            world.Aws.Refusals.Next(method, [.. Enumerable.Repeat("", index), .. Enumerable.Repeat(code, ForGood)]);
            AthenaWorld.AssertNeverClean(await world.AuditAsync(), code);
        }
    }

    [Theory]
    [MemberData(nameof(Refusing))]
    public async Task EveryCall_ARefusal_IsInconclusiveAndTold(string code)
    {
        await using var world = await AthenaWorld.StartAsync();
        foreach (var (method, index) in await OfAthenaAsync(world))
        {
            world.Aws.Refusals.Stop();
            world.Aws.Refusals.Next(method, [.. Enumerable.Repeat("", index), code]);

            AthenaWorld.AssertNeverClean(await world.AuditAsync(), code);
        }
    }

    [Theory]
    [InlineData("eventversion", 2)]
    [InlineData("account", 2)]
    public async Task EveryPage_GoesWrong_IsInconclusiveAndTold(string column, int pages)
    {
        await using var world = await AthenaWorld.StartAsync();
        foreach (var fault in Enum.GetValues<PageFault>())
        {
            for (var page = 0; page < pages; page++)
            {
                // There is no page before the first, and none follows the last.
                if ((fault, page) is (PageFault.Repeated, 0) || (fault is PageFault.Lost or PageFault.Ends or PageFault.Swapped
                    && page == pages - 1))
                {
                    continue;
                }
                world.Aws.Pages.Mend();
                world.Aws.Pages.Break($"results/{column}", page, fault);

                var report = await world.AuditAsync();

                Assert.False(report.IsClean, $"{column} {fault} {page}");
                Assert.NotEmpty(report.Certificate.Errors);
            }
        }
    }

    [Theory]
    [InlineData(QueryEnding.Fails, "the query failed: HIVE_CURSOR_ERROR: [31mRow is not a valid JSON Object[0m")]
    [InlineData(QueryEnding.Cancelled, "the query was cancelled: Athena does not say why")]
    public async Task Query_ThatFailsOrIsCancelled_IsNotRepeatedAndTold(QueryEnding ending, string told)
    {
        await using var world = await AthenaWorld.StartAsync();
        world.Athena.Next(ending);
        AthenaWorld.AssertNeverClean(await world.AuditAsync(), $"Athena, changes: {told}");

        world.Athena.Next(QueryEnding.AsItRuns, ending);
        AthenaWorld.AssertNeverClean(await world.AuditAsync(), $"Athena, coverage: {told}");

        Assert.Equal(4, world.Aws.Queries.Count);
    }

    [Fact]
    public async Task Query_ThatMaySucceedWhenItIsAskedAnew_IsAskedThreeTimes()
    {
        await using var world = await AthenaWorld.StartAsync();
        world.Athena.Next(QueryEnding.FailsForNow, QueryEnding.FailsForNow);

        var report = await world.AuditAsync();

        AthenaWorld.AssertAllRead(report);
        Assert.Equal(4, world.Aws.Queries.Count);
        // All attempts cost.
        Assert.Equal(3 * world.Athena.Size, report.Certificate.Athena[0].ScannedBytes);

        world.Athena.Next(QueryEnding.FailsForNow, QueryEnding.FailsForNow, QueryEnding.FailsForNow);
        AthenaWorld.AssertNeverClean(await world.AuditAsync(), "Query exhausted resources at this scale factor");
    }

    [Fact]
    public async Task Query_ThatNeverEnds_IsStoppedAndTold()
    {
        await using var world = await AthenaWorld.StartAsync();
        world.Athena.Next(QueryEnding.NeverEnds);

        AthenaWorld.AssertNeverClean(
            await world.AuditAsync(world.Settings(("ScopeAudit:Athena:LongestQuery", "00:00:01"))),
            "Athena, changes: the query ran for longer than 00:00:01 and was stopped");

        Assert.Equal("CANCELLED", world.Aws.Queries[0].State);
    }

    [Fact]
    public async Task Query_ThatIsGivenUpOrTakesTooLong_IsStopped_AndItsBytesAreTold()
    {
        await using var world = await AthenaWorld.StartAsync();
        world.Athena.Next(QueryEnding.NeverEnds, QueryEnding.NeverEnds);
        world.Aws.Refusals.Next("athena:GetQueryExecution", ["AccessDeniedException"]);

        var report = await world.AuditAsync(world.Settings(("ScopeAudit:Athena:LongestQuery", "00:00:01")));

        Assert.Equal(["CANCELLED", "CANCELLED"], world.Aws.Queries.Select(query => query.State));
        Assert.Equal([world.Athena.Size, world.Athena.Size], report.Certificate.Athena.Select(answer => answer.ScannedBytes));
    }

    [Theory]
    [InlineData("ScopeAudit:Athena:Table", "another")]
    [InlineData("ScopeAudit:Athena:DatePartition", "day")]
    [InlineData("ScopeAudit:Athena:Database", "another")]
    public async Task Table_ThatIsNotThere_IsTold(string key, string value)
    {
        await using var world = await AthenaWorld.StartAsync();

        AthenaWorld.AssertNeverClean(
            await world.AuditAsync(world.Settings((key, value))), "Athena, changes: the query failed: SYNTAX_ERROR");
    }

    [Fact]
    public async Task WorkGroup_ThatIsNotThere_IsTold()
    {
        await using var world = await AthenaWorld.StartAsync();

        AthenaWorld.AssertNeverClean(
            await world.AuditAsync(world.Settings(("ScopeAudit:Athena:WorkGroup", "another"))),
            "Athena, changes: AWS refused the call (HTTP 400, InvalidRequestException)");
    }

    [Theory]
    [InlineData("athena:StartQueryExecution")]
    [InlineData("athena:GetQueryExecution")]
    [InlineData("athena:GetQueryResults")]
    public async Task Role_WithoutAPermission_IsTold(string missing)
    {
        await using var world = await AthenaWorld.StartAsync(may: [.. AwsPolicies.OfAthena().Where(action => action != missing)]);

        AthenaWorld.AssertNeverClean(await world.AuditAsync(), "AccessDeniedException");
    }

    private static async Task<IEnumerable<(string Method, int Index)>> OfAthenaAsync(AthenaWorld world) =>
        (await CallsAsync(world)).Where(call => call.Method.StartsWith("athena:", StringComparison.Ordinal));

    /// <summary>Each call of a whole audit, with how many of its kind came before.</summary>
    private static async Task<IReadOnlyList<(string Method, int Index)>> CallsAsync(AthenaWorld world)
    {
        AthenaWorld.AssertAllRead(await world.AuditAsync());
        Assert.Equal(2, world.Aws.Calls[Start]);
        return [.. world.Aws.Calls.ToList().SelectMany(call => Enumerable.Range(0, call.Value).Select(i => (call.Key, i)))];
    }
}
