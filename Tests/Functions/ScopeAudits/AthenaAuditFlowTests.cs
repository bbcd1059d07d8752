using System.Net;
using System.Text.Json;
using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.Aws;
using OAuthAttest.Local.Simulators.Identity;
using OAuthAttest.ScopeAudits.Running;
using OAuthAttest.ScopeAudits.Sources;
using Xunit;

namespace OAuthAttest.Tests.Functions.ScopeAudits;

/// <summary>Audits as orchestrations that ask Athena: polled by durable timer, read in steps, repeated and lost.</summary>
public sealed class AthenaAuditFlowTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task Timer_AsksAthena_FindsADeviation_AndTellsItWithTheCertificate()
    {
        await using var world = await AthenaFlowWorld.StartAsync();
        await world.AddAsync(Hour);

        await world.Audits.TickAsync();
        // Its query runs: the orchestration waits, and no worker does.
        Assert.Equal(AuditRunState.Running, (await world.LastAsync()).State);
        var run = await world.EndAsync();

        Assert.True(run.IsComplete, run.Certificate);
        Assert.Equal((AuditSource.Athena, AuditOutcome.Deviations, 1), (run.Source, run.Outcome, run.NewDeviations));
        Assert.Equal(2, world.Audits.Told.Count);
        Assert.Contains("`AttachRolePolicy` × 1 by", world.Audits.Told[0].ReadAloud(), StringComparison.Ordinal);
        var certificate = (await world.Flow.GetJsonAsync($"scope-audits/{run.Key}")).GetProperty("certificate");
        Assert.Equal(
            world.Aws.Queries.Select(query => (query.Id, world.Athena.Size)),
            certificate.GetProperty("athena").EnumerateArray().Select(answer =>
                (answer.GetProperty("executionId").GetString()!, answer.GetProperty("scannedBytes").GetInt64())));
        Assert.Equal(
            [("eu-west-1", 1), ("us-east-1", AthenaFlowWorld.DaysBefore + 2)],
            certificate.GetProperty("spans").EnumerateArray().Select(span =>
                (span.GetProperty("region").GetString()!, span.GetProperty("events").GetInt32())));
        Assert.Equal(AthenaFlowWorld.DaysBefore + 3, certificate.GetProperty("records").GetInt32());
        // By these it is known of which places it was complete.
        Assert.Equal(["", "eu-west-1", "us-east-1"], (await world.PartsAsync()).Select(part => part.Region));
    }

    [Fact]
    public async Task NextAudit_BeginsBeforeWhereTheLastCompleteOneEnded_AndTellsNothingTwice()
    {
        await using var world = await AthenaFlowWorld.StartAsync();
        await world.AddAsync(TimeSpan.FromMinutes(20));
        var first = await world.AuditAsync();
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(15));

        var second = await world.AuditAsync();

        Assert.Equal(first.WindowUntil - Hour, second.WindowFrom);
        Assert.Equal((1, 0), (second.Deviations, second.NewDeviations));
        Assert.Equal(2, world.Audits.Told.Count);
        Assert.Equal(4, world.Aws.Queries.Count);
    }

    [Fact]
    public async Task Region_WithoutARecord_LeavesDoubt_AndIsAskedFromThereAgain()
    {
        await using var world = await AthenaFlowWorld.StartAsync(
            settings: new Dictionary<string, string?>
            {
                ["ScopeAudit:Regions"] = "eu-west-1,eu-north-1",
                // Shorter than what is asked about again.
                ["ScopeAudit:Window"] = "2.00:00:00",
            });

        var first = await world.AuditAsync();

        Assert.Equal((AuditOutcome.Inconclusive, false), (first.Outcome, first.IsComplete));
        Assert.Contains(
            "the table has no record of account 111122223333, eu-north-1", Assert.Single(world.Audits.Told).ReadAloud(),
            StringComparison.Ordinal);

        await world.AddAsync(TimeSpan.FromMinutes(20), "ListRoles", "eu-north-1");
        await world.Flow.Time.AdvanceAsync(Hour);
        var second = await world.AuditAsync();
        Assert.Equal((AuditOutcome.Clean, true, first.WindowFrom), (second.Outcome, second.IsComplete, second.WindowFrom));
    }

    [Fact]
    public async Task Steps_TakenTwiceAndByTwoWorkersAtOnce_StartOneQueryForEachQuestion_AndFindEachChangeOnce()
    {
        await using var world = await AthenaFlowWorld.StartAsync();
        for (var minute = 0; minute < 30; minute++)
            await world.AddAsync(Hour + TimeSpan.FromMinutes(minute));
        var run = await world.Flow.Service<AuditStart>().BeginNextAsync(default);
        var parts = world.Flow.Service<AuditParts>();
        var part = Assert.Single(await parts.WaitingAsync(run!.Id, 10, default));

        for (var step = 0; step < 100; step++)
        {
            var both = await Task.WhenAll(parts.ReadAsync(part, default), parts.ReadAsync(part, default));
            if (both.All(read => read.IsDone))
                break;
        }
        await world.Flow.Service<AuditConclusion>().ConcludeAsync(run.Id, default);

        var ended = await world.LastAsync();
        Assert.True(ended.IsComplete, ended.Certificate);
        Assert.Equal((30, 30), (ended.Findings, ended.NewDeviations));
        Assert.Equal(2, world.Aws.Queries.Count);
        var certificate = JsonDocument.Parse(ended.Certificate!).RootElement;
        Assert.Equal(
            (AthenaFlowWorld.DaysBefore + 32, 30),
            (certificate.GetProperty("records").GetInt32(), certificate.GetProperty("matched").GetInt32()));
    }

    [Fact]
    public async Task EveryStep_FailsBeforeAndAfterItsWork_EndsTheSame_AndStartsNoQueryTwice()
    {
        var failures = new FailingActivities();
        await using var world = await AthenaFlowWorld.StartAsync(failures);
        await world.AddAsync(Hour);

        var run = await world.AuditAsync();

        Assert.True(failures.Before.ContainsKey("ReadAuditPart") && failures.After.ContainsKey("ReadAuditPart"));
        Assert.True(run.IsComplete, run.Certificate);
        Assert.Equal((AuditOutcome.Deviations, 1, 1), (run.Outcome, run.Findings, run.NewDeviations));
        Assert.Equal(2, world.Aws.Queries.Count);
        Assert.Equal(2, world.Audits.Told.Count);
    }

    /// <summary>The worker dies when Athena has the query and nothing is written: the next one gets the same.</summary>
    [Fact]
    public async Task Start_WhoseAnswerIsLost_IsRepeatedWithItsToken_AndStartsNothing()
    {
        await using var world = await AthenaFlowWorld.StartAsync();
        var run = await world.Flow.Service<AuditStart>().BeginNextAsync(default);
        var parts = world.Flow.Service<AuditParts>();
        var part = Assert.Single(await parts.WaitingAsync(run!.Id, 10, default));
        using var death = new CancellationTokenSource();
        world.Aws.OnCall = (method, moment) =>
        {
            if (method == "athena:StartQueryExecution" && moment == CallMoment.Accepted)
                death.Cancel();
            return Task.CompletedTask;
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => parts.ReadAsync(part, death.Token));
        var id = Assert.Single(world.Aws.Queries).Id;
        world.Aws.OnCall = null;

        Assert.NotNull((await parts.ReadAsync(part, default)).Again);

        Assert.Single(world.Aws.Queries);
        Assert.Contains(id, (await world.PartsAsync())[0].Kept, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Result_OfManyPages_IsReadInSteps_WithWhatWasFoundWritten()
    {
        await using var world = await AthenaFlowWorld.StartAsync(pageSize: 2);
        for (var minute = 0; minute < 30; minute++)
            await world.AddAsync(Hour + TimeSpan.FromMinutes(minute));
        var run = await world.Flow.Service<AuditStart>().BeginNextAsync(default);
        var parts = world.Flow.Service<AuditParts>();
        var part = Assert.Single(await parts.WaitingAsync(run!.Id, 10, default));
        var found = new List<int>();

        for (var step = 0; step < 100 && !(await parts.ReadAsync(part, default)).IsDone; step++)
            found.Add((await world.Flow.ReadAsync(db => db.ScopeAuditFindings)).Count);

        // Ten pages a step, of which the first has the columns' names too.
        Assert.Equal([0, 19, 30], found.Distinct());
        Assert.Equal(30, (await world.Flow.Service<AuditConclusion>().ConcludeAsync(run.Id, default)).NewDeviations);
    }

    [Fact]
    public async Task Query_ThatNeverEnds_IsStopped_AndTold()
    {
        await using var world = await AthenaFlowWorld.StartAsync();
        world.Athena.Next(QueryEnding.NeverEnds);

        var run = await world.AuditAsync();

        Assert.Equal((AuditOutcome.Inconclusive, false), (run.Outcome, run.IsComplete));
        Assert.Contains(
            "Athena, changes: the query ran for longer than 00:30:00 and was stopped", run.Certificate, StringComparison.Ordinal);
        Assert.Equal("CANCELLED", world.Aws.Queries[0].State);
        Assert.Equal(world.Athena.Size, AthenaFlowWorld.Scanned(run)[0]);
        // A look every thirty seconds at most, however long it takes.
        Assert.InRange(world.Aws.Calls["athena:GetQueryExecution"], 30, 80);
        Assert.Contains("could not read everything", Assert.Single(world.Audits.Told).ReadAloud(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_ThatMaySucceedWhenItIsAskedAnew_IsAskedAnew()
    {
        await using var world = await AthenaFlowWorld.StartAsync();
        await world.AddAsync(Hour);
        world.Athena.Next(QueryEnding.FailsForNow, QueryEnding.FailsForNow);

        var run = await world.AuditAsync();

        Assert.True(run.IsComplete, run.Certificate);
        Assert.Equal((4, 1), (world.Aws.Queries.Count, run.NewDeviations));
    }

    [Theory]
    [InlineData(QueryEnding.Fails)]
    [InlineData(QueryEnding.Cancelled)]
    public async Task Query_ThatFails_LeavesDoubt_AndIsAskedAgainByTheNextAudit(QueryEnding ending)
    {
        await using var world = await AthenaFlowWorld.StartAsync();
        await world.AddAsync(Hour);
        world.Athena.Next(ending);

        var first = await world.AuditAsync();
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(15));
        var second = await world.AuditAsync();

        Assert.Equal((AuditOutcome.Inconclusive, AuditOutcome.Deviations), (first.Outcome, second.Outcome));
        Assert.Equal((first.WindowFrom, true), (second.WindowFrom, second.IsComplete));
    }

    /// <summary>AWS is away for as long as all attempts of a step take; the next step finds it again.</summary>
    [Theory]
    [InlineData("athena:StartQueryExecution")]
    [InlineData("athena:GetQueryExecution")]
    [InlineData("athena:GetQueryResults")]
    public async Task Call_ThatFailsForAWhile_IsMadeAgainLater_AndIsGivenUpAtLast(string method)
    {
        await using var world = await AthenaFlowWorld.StartAsync();
        await world.AddAsync(Hour);
        world.Aws.Faults.Next(method, [.. Enumerable.Repeat(HttpFault.ServerError, 8)]);

        var run = await world.AuditAsync();

        Assert.True(run.IsComplete, run.Certificate);
        Assert.Equal(2, world.Aws.Queries.Count);

        world.Aws.Faults.Next(method, [.. Enumerable.Repeat(HttpFault.ServerError, 100)]);
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(15));
        Assert.Equal(AuditOutcome.Inconclusive, (await world.AuditAsync()).Outcome);
    }

    [Theory]
    [InlineData(PageFault.Lost, 1, "a page was lost or came twice")]
    [InlineData(PageFault.Repeated, 2, "a page came twice")]
    [InlineData(PageFault.Ends, 1, "a page was lost or came twice")]
    public async Task Page_ThatGoesWrong_IsTold(PageFault fault, int page, string told)
    {
        await using var world = await AthenaFlowWorld.StartAsync(pageSize: 2);
        for (var minute = 0; minute < 5; minute++)
            await world.AddAsync(Hour + TimeSpan.FromMinutes(minute));
        world.Aws.Pages.Break("results/eventversion", page, fault);

        var run = await world.AuditAsync();

        Assert.False(run.IsComplete);
        Assert.Contains(told, run.Certificate, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OnDemand_WithAFilter_AsksForThatAlone_AndRefusesWhatIsNone()
    {
        await using var world = await AthenaFlowWorld.StartAsync();
        await world.AddAsync(Hour);

        using var unknown = await world.Flow.PostAsync("scope-audits", """{"regions":["nowhere"]}""");
        using var asked = await world.Flow.PostAsync("scope-audits", """{"regions":["eu-west-1"],"events":["AttachRolePolicy"]}""");
        var run = await world.EndAsync();

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.Accepted), (unknown.StatusCode, asked.StatusCode));
        Assert.Equal((AuditOutcome.NoneThatTheFilterLets, true), (run.Outcome, run.IsComplete));
        Assert.Contains("AND awsregion IN (?)", world.Aws.Queries[0].Sql, StringComparison.Ordinal);
        Assert.Contains("eventname IN (?)", world.Aws.Queries[0].Sql, StringComparison.Ordinal);
        Assert.Equal(["", "eu-west-1"], (await world.PartsAsync()).Select(part => part.Region));
    }

    [Fact]
    public async Task Audit_ThatIsNotOverForHours_EndsWithWhatWasRead()
    {
        await using var world = await AthenaFlowWorld.StartAsync();
        await world.Flow.Service<AuditStart>().BeginNextAsync(default);
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromHours(7));

        var run = await world.AuditAsync();

        Assert.Contains("Athena was not asked to the end for changes and coverage within 6 hours",
            (await world.Audits.RunsAsync())[0].Certificate, StringComparison.Ordinal);
        Assert.False(run.IsComplete);
    }
}
