using System.Net;
using OAuthAttest.Local.Simulators.Aws;
using OAuthAttest.Local.Simulators.Identity;
using OAuthAttest.ScopeAudits.Running;
using Xunit;

namespace OAuthAttest.Tests.Functions.ScopeAudits;

/// <summary>Audits that ask Athena by themselves: what the table has and has not, and what is said of it.</summary>
public sealed class AthenaTableFlowTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private static readonly Dictionary<string, string?> WithoutAccounts = new(StringComparer.Ordinal)
    {
        ["ScopeAudit:Accounts:0:Id"] = null,
        ["ScopeAudit:Accounts:0:RoleArn"] = null,
        ["ScopeAudit:Accounts:0:ActRoleArn"] = null,
        ["ScopeAudit:Regions"] = null,
    };

    [Fact]
    public async Task Table_WithoutAccountsInTheSettings_IsReadWhole_AndItsPlacesComeToLight()
    {
        await using var world = await AthenaFlowWorld.StartAsync(settings: WithoutAccounts);
        await world.AddAsync(Hour, region: "ap-south-1");

        var run = await world.AuditAsync();

        Assert.True(run.IsComplete, run.Certificate);
        Assert.Equal(AuditOutcome.Deviations, run.Outcome);
        Assert.Equal(["", "ap-south-1", "eu-west-1", "us-east-1"], (await world.PartsAsync()).Select(part => part.Region));
    }

    [Fact]
    public async Task Place_ThatNobodyNamed_IsReadToo_AndNotMissedOnceItIsQuiet()
    {
        await using var world = await AthenaFlowWorld.StartAsync();
        await world.AddAsync(3 * Hour, region: "ap-south-1");

        var run = await world.AuditAsync();

        Assert.Equal((AuditOutcome.Deviations, 1, true), (run.Outcome, run.NewDeviations, run.IsComplete));
        Assert.Equal(["", "ap-south-1", "eu-west-1", "us-east-1"], (await world.PartsAsync()).Select(part => part.Region));
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(15));
        Assert.True((await world.AuditAsync()).IsComplete);
        Assert.Equal(["", "eu-west-1", "us-east-1"], (await world.PartsAsync()).Select(part => part.Region));
    }

    /// <summary>Nobody said which places there must be: what the timer's audits had a short time ago is compared.</summary>
    [Fact]
    public async Task Place_ThatHadRecordsAndHasNone_IsToldAsThat_ByTheTimerAlone()
    {
        const string told = "account 111122223333, ap-south-1 had records within 7 days, and has none of this time";
        await using var world = await AthenaFlowWorld.StartAsync(settings: WithoutAccounts);
        await world.AddAsync(3 * Hour, "ListRoles", "ap-south-1");
        Assert.True((await world.AuditAsync()).IsComplete);
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(15));

        var quiet = await world.AuditAsync();

        Assert.Equal((AuditOutcome.Inconclusive, false), (quiet.Outcome, quiet.IsComplete));
        Assert.Equal([told], AthenaFlowWorld.Errors(quiet));
        using var asked = await world.Flow.PostAsync("scope-audits", $$"""{"since":"{{quiet.WindowFrom:yyyy-MM-ddTHH:mm:ssZ}}"}""");
        Assert.Equal(HttpStatusCode.Accepted, asked.StatusCode);
        var wished = await world.EndAsync();
        Assert.Equal((AuditTrigger.Request, true), (wished.Trigger, wished.IsComplete));
    }

    /// <summary>A partition that is not registered is empty: neither place is missed, as both have records of other days.</summary>
    [Fact]
    public async Task Day_ThatTheTableDoesNotHave_IsTold_AlsoWhereItIsReadInSteps()
    {
        await using var world = await AthenaFlowWorld.StartAsync(
            settings: new Dictionary<string, string?> { ["ScopeAudit:Window"] = "9.00:00:00" }, pageSize: 2);

        var run = await world.AuditAsync();

        Assert.Equal((AuditOutcome.Inconclusive, false), (run.Outcome, run.IsComplete));
        Assert.Equal(
            [8, 9],
            AthenaFlowWorld.Errors(run).Select(error => Enumerable.Range(1, 9).Single(days =>
                error == $"the table has no record of {run.StartedAt.AddDays(-days):yyyy-MM-dd}: does it have that day's partition?"))
                .Order());
    }

    /// <summary>CloudTrail delivers for thirty days what it could not deliver.</summary>
    [Fact]
    public async Task Record_ThatComesLong_AfterItsCall_IsFoundByTheTimer_AndByNobodyWhoAsksForATime()
    {
        await using var world = await AthenaFlowWorld.StartAsync();
        await world.AuditAsync();
        var late = await world.AddAsync(TimeSpan.FromDays(20), delivered: TimeSpan.FromMinutes(30));
        await world.AddAsync(TimeSpan.FromDays(31), delivered: TimeSpan.FromMinutes(30));
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(15));

        using var asked = await world.Flow.PostAsync("scope-audits", "{}");
        var wished = await world.EndAsync();
        Assert.Equal((AuditTrigger.Request, 0, true), (wished.Trigger, wished.Findings, wished.IsComplete));

        var run = await world.AuditAsync();

        Assert.True(run.IsComplete, run.Certificate);
        Assert.Equal((AuditTrigger.Timer, 1, 1), (run.Trigger, run.Findings, run.NewDeviations));
        Assert.Contains(late, (await world.Flow.ReadAsync(db => db.ScopeChanges))[0].Change, StringComparison.Ordinal);
    }

    /// <summary>What was delivered late says nothing of the place's own silence.</summary>
    [Fact]
    public async Task Place_OfWhichOnlyLateRecordsAre_IsToldAsSilent()
    {
        await using var world = await AthenaFlowWorld.StartAsync(
            settings: new Dictionary<string, string?> { ["ScopeAudit:Regions"] = "eu-west-1,eu-north-1" });
        await world.AddAsync(TimeSpan.FromDays(20), "ListRoles", "eu-north-1", delivered: Hour);

        Assert.Equal(
            ["the table has no record of account 111122223333, eu-north-1 in the time that was asked about"],
            AthenaFlowWorld.Errors(await world.AuditAsync()));
    }

    [Fact]
    public async Task Question_ThatIsGivenUpWhileItsQueryRuns_StopsIt_AndTellsWhatItCost()
    {
        await using var world = await AthenaFlowWorld.StartAsync();
        world.Athena.Next(QueryEnding.NeverEnds);
        world.Aws.Refusals.Next("athena:GetQueryExecution", ["AccessDeniedException"]);

        var run = await world.AuditAsync();

        Assert.Equal((AuditOutcome.Inconclusive, "CANCELLED"), (run.Outcome, world.Aws.Queries[0].State));
        Assert.Equal([world.Athena.Size, world.Athena.Size], AthenaFlowWorld.Scanned(run));
    }

    [Fact]
    public async Task Pages_BeforeOneThatFailsForGood_AreTold()
    {
        await using var world = await AthenaFlowWorld.StartAsync(pageSize: 2);
        for (var minute = 0; minute < 5; minute++)
            await world.AddAsync(Hour + TimeSpan.FromMinutes(minute));
        world.Aws.Pages.Break("results/eventversion", 2, PageFault.Fails);

        var run = await world.AuditAsync();

        // The first page has the columns' names too.
        Assert.Equal((AuditOutcome.Deviations, 3, false), (run.Outcome, run.NewDeviations, run.IsComplete));
    }

    /// <summary>As many rows come as there are, and a page of them is there twice in the place of another one.</summary>
    [Fact]
    public async Task PageOfTheCoverage_ThatComesAgainAfterAnother_IsTold()
    {
        await using var world = await AthenaFlowWorld.StartAsync(pageSize: 2);
        await world.AddAsync(Hour);
        world.Aws.Pages.Break("results/account", 1, PageFault.Swapped);
        world.Aws.Pages.Break("results/account", 3, PageFault.Repeated);

        Assert.Contains("Athena, coverage: a page came twice", AthenaFlowWorld.Errors(await world.AuditAsync()));
    }

    [Theory]
    [InlineData("""{"accounts":["111122223333"]}""", null)]
    [InlineData("""{"regions":["eu-west-1"]}""", null)]
    [InlineData("""{"accounts":["999988887777"]}""", "account 999988887777")]
    [InlineData("""{"regions":["eu-north-1"]}""", "eu-north-1")]
    public async Task OnDemand_WithoutAccountsInTheSettings_ExpectsWhatTheFilterNames(string filter, string? silent)
    {
        await using var world = await AthenaFlowWorld.StartAsync(settings: WithoutAccounts);

        using var asked = await world.Flow.PostAsync("scope-audits", filter);
        var run = await world.EndAsync();

        Assert.Equal((HttpStatusCode.Accepted, silent is null), (asked.StatusCode, run.IsComplete));
        if (silent is not null)
            Assert.Contains($"the table has no record of {silent} in the time that was asked about", AthenaFlowWorld.Errors(run));
    }
}
