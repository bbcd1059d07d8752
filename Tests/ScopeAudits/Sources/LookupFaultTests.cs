using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.Aws;
using OAuthAttest.Local.Simulators.Identity;
using OAuthAttest.ScopeAudits.Detecting;
using Xunit;

namespace OAuthAttest.Tests.ScopeAudits.Sources;

/// <summary>
/// Every call of an audit fails in every way, once and for good; every page is broken in every way. What lasts makes the answer
/// inconclusive and is told; what passes changes nothing.
/// </summary>
public sealed class LookupFaultTests
{
    private const int ForGood = 60;

    private static readonly HttpFault[] Lasting =
    [
        HttpFault.Throttled, HttpFault.ThrottledWithoutDelay, HttpFault.Refused, HttpFault.ServerError, HttpFault.HtmlPageAfterAccepting,
        HttpFault.BrokenAfterAccepting,
    ];

    private static readonly string[] Codes =
    [
        "ThrottlingException", "InternalFailure", "AccessDeniedException", "ExpiredTokenException", "InvalidNextTokenException",
    ];

    public static TheoryData<HttpFault> Faults => [.. Lasting];

    public static TheoryData<string> ErrorNames => [.. Codes];

    public static TheoryData<PageFault> PageFaults => [.. Enum.GetValues<PageFault>()];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task EveryCall_FailsForGood_IsInconclusiveAndTold(HttpFault fault)
    {
        await using var world = await LookupWorld.StartAsync();
        foreach (var (method, index) in await CallsAsync(world))
        {
            world.Aws.Faults.Stop();
            world.Aws.Faults.RetryAfterSeconds = 3600;
            world.Aws.Faults.Next(method, [.. Enumerable.Repeat(HttpFault.None, index), .. Enumerable.Repeat(fault, ForGood)]);

            LookupWorld.AssertNeverClean(await world.AuditAsync(), Place(method));
        }
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task EveryCall_FailsOnce_ChangesNothing(HttpFault fault)
    {
        // A wait that AWS asks for is real time.
        if (fault == HttpFault.Throttled)
            return;
        await using var world = await LookupWorld.StartAsync();
        foreach (var (method, index) in await CallsAsync(world))
        {
            // STS' errors have names, and one that nobody knows is a refusal.
            if (fault == HttpFault.Refused && method.StartsWith(AwsSimulator.AssumeRole, StringComparison.Ordinal))
                continue;
            world.Aws.Faults.Stop();
            world.Aws.Faults.Next(method, [.. Enumerable.Repeat(HttpFault.None, index), fault]);

            AssertAllRead(await world.AuditAsync());
        }
    }

    [Theory]
    [MemberData(nameof(ErrorNames))]
    public async Task EveryCall_AnErrorOfAws_IsInconclusiveAndTold(string code)
    {
        await using var world = await LookupWorld.StartAsync();
        foreach (var (method, index) in await CallsAsync(world))
        {
            world.Aws.Refusals.Stop();
            world.Aws.Refusals.Next(method, [.. Enumerable.Repeat("", index), .. Enumerable.Repeat(code, ForGood)]);

            LookupWorld.AssertNeverClean(await world.AuditAsync(), code);
        }
    }

    [Theory]
    [InlineData(AwsSimulator.AssumeRole + ":" + LookupWorld.Account)]
    [InlineData("lookup:us-east-1")]
    public async Task FirstCall_NoAnswerInTime_IsInconclusiveAndTold(string method)
    {
        await using var world = await LookupWorld.StartAsync();
        world.Aws.Faults.Next(method, [.. Enumerable.Repeat(HttpFault.SilentAfterAccepting, ForGood)]);

        LookupWorld.AssertNeverClean(
            await world.AuditAsync(world.Settings(("ScopeAudit:RequestTimeout", "00:00:00.1"))), "no answer");
    }

    [Theory]
    [MemberData(nameof(PageFaults))]
    public async Task EveryPage_IsBroken_IsInconclusiveAndTold(PageFault fault)
    {
        await using var world = await LookupWorld.StartAsync();
        var once = fault is not (PageFault.Truncated or PageFault.Empty or PageFault.Fails);
        for (var page = 0; page < 3; page++)
        {
            // The last page has nothing behind it, and one record: no half.
            if (page == 2 && fault is PageFault.Lost or PageFault.Swapped or PageFault.HalfOfIt or PageFault.Ends)
                continue;
            // The first has nothing before it.
            if (page == 0 && fault == PageFault.Repeated)
                continue;
            world.Aws.Pages.Mend();
            world.Aws.Pages.Break("us-east-1/AttachRolePolicy", page, fault, once ? 1 : int.MaxValue);

            var report = await world.AuditAsync();

            LookupWorld.AssertNeverClean(report, "us-east-1, AttachRolePolicy: ");
            Assert.Equal(2, report.Findings.Count(each => each.Change.EventName == "CreateUserPoolClient"));
        }
    }

    [Theory]
    [InlineData(PageFault.Lost)]
    [InlineData(PageFault.HalfOfIt)]
    [InlineData(PageFault.Ends)]
    [InlineData(PageFault.Repeated)]
    public async Task APage_LeftOut_IsFoundAtTheSeams(PageFault fault)
    {
        await using var world = await LookupWorld.StartAsync();
        world.Aws.Pages.Break("us-east-1/AttachRolePolicy", 1, fault, 1);

        var report = await world.AuditAsync();

        Assert.False(report.IsClean);
        Assert.Equal(5, report.Findings.Count(each => each.Change.EventName == "AttachRolePolicy"));
    }

    [Fact]
    public async Task Region_RefusesConnections_IsInconclusiveAndTold()
    {
        await using var world = await LookupWorld.StartAsync();
        await world.Aws.Server.RefuseAsync();

        LookupWorld.AssertNeverClean(await world.AuditAsync(), "STS: no clear answer");
    }

    /// <summary>Every call of an audit: its method, and its place among the calls of it.</summary>
    private static async Task<List<(string Method, int Index)>> CallsAsync(LookupWorld world)
    {
        var before = world.Aws.Calls.ToDictionary();
        AssertAllRead(await world.AuditAsync());
        var calls = world.Aws.Calls
            .SelectMany(each => Enumerable.Range(0, each.Value - before.GetValueOrDefault(each.Key)).Select(index => (each.Key, index)))
            .ToList();
        Assert.True(calls.Count > 10, $"only {calls.Count} calls");
        return calls;
    }

    private static void AssertAllRead(AuditReport report)
    {
        Assert.Empty(report.Certificate.Errors);
        Assert.True(report.IsClean);
        Assert.Equal(7, report.Findings.Count);
    }

    private static string Place(string method) =>
        method.StartsWith(AwsSimulator.Lookup, StringComparison.Ordinal) ? method.Split(':')[1] : "STS";
}
