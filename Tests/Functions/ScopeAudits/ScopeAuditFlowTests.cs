using System.Net;
using OAuthAttest.Evidence;
using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.ScopeAudits.Running;
using Xunit;

namespace OAuthAttest.Tests.Functions.ScopeAudits;

/// <summary>Audits as orchestrations: by the timer, on demand, and with AWS and Slack in trouble.</summary>
public sealed class ScopeAuditFlowTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task Timer_FindsADeviation_TellsItOnceWithItsStepsAndTheCertificate()
    {
        await using var world = await AuditFlowWorld.StartAsync();
        world.Attach(Hour);

        await world.TickAsync();

        var run = Assert.Single(await world.RunsAsync());
        Assert.True(run.IsComplete, run.Certificate);
        Assert.Equal(
            (AuditRunState.Completed, AuditOutcome.Deviations, true, 1, 1),
            (run.State, run.Outcome, run.IsComplete, run.Deviations, run.NewDeviations));
        Assert.Equal(2, world.Told.Count);
        var (summary, details) = (world.Told[0].ReadAloud(), world.Told[1].ReadAloud());
        Assert.Contains("`AttachRolePolicy` × 1 by `arn:aws:iam::111122223333:role/Deploy`", summary, StringComparison.Ordinal);
        Assert.Contains("Everything that was to be read of CloudTrail was read to its end", summary, StringComparison.Ordinal);
        Assert.Equal(world.Told[0].Timestamp, world.Told[1].Thread);
        Assert.Contains("aws iam detach-role-policy --role-name 'Reader'", details, StringComparison.Ordinal);
        Assert.Contains("203.0.113.7", details, StringComparison.Ordinal);
        Assert.Contains("Second factor: yes", details, StringComparison.Ordinal);

        var audit = await world.Flow.GetJsonAsync($"scope-audits/{run.Key}");
        Assert.Equal("Deviations", audit.GetProperty("audit").GetProperty("outcome").GetString());
        Assert.NotEmpty(audit.GetProperty("certificate").GetProperty("asked").EnumerateArray());
        var found = Assert.Single(audit.GetProperty("findings").EnumerateArray());
        Assert.Equal("event-1", found.GetProperty("change").GetProperty("eventId").GetString());
        string[] kinds = [AuditKinds.ScopeAuditStarted, AuditKinds.ScopeChangeDeviates, AuditKinds.ScopeAuditCompleted];
        Assert.Equal(kinds, (await world.Flow.AuditKindsAsync()).Where(kind => kind.StartsWith("scope_", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task NextAudit_BeginsBeforeWhereTheLastCompleteOneEnded_AndTellsNothingTwice()
    {
        await using var world = await AuditFlowWorld.StartAsync();
        world.Attach(TimeSpan.FromMinutes(20));
        await world.TickAsync();
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(15));

        await world.TickAsync();

        var runs = await world.RunsAsync();
        Assert.Equal(2, runs.Count);
        Assert.Equal(runs[0].WindowUntil - Hour, runs[1].WindowFrom);
        // It is in both windows, since records may come late.
        Assert.Equal((1, 1, 0), (runs[1].Findings, runs[1].Deviations, runs[1].NewDeviations));
        Assert.Equal(2, world.Told.Count);
        Assert.Single(await world.Flow.ReadAsync(db => db.ScopeChanges));
    }

    [Fact]
    public async Task Region_ThatIsNewInTheSettings_IsAskedFromItsOwnBeginning_Once()
    {
        await using var world = await AuditFlowWorld.StartAsync();
        await world.TickAsync();
        // As if the first audit had not known it.
        await world.Flow.ExecuteAsync("DELETE FROM scope_audit_parts WHERE region = 'eu-west-1'");
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(15));

        await world.TickAsync();
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(15));
        await world.TickAsync();

        var runs = await world.RunsAsync();
        Assert.Equal(TimeSpan.FromDays(7), runs[1].WindowUntil - runs[1].WindowFrom);
        Assert.Equal(runs[1].WindowUntil - Hour, runs[2].WindowFrom);
    }

    [Fact]
    public async Task Region_ThatDoesNotAnswer_LeavesDoubt_WhichIsToldOnceADay_AndIsAskedAgain()
    {
        await using var world = await AuditFlowWorld.StartAsync();
        await world.TickAsync();
        var first = Assert.Single(await world.RunsAsync());
        Assert.Equal((AuditOutcome.Clean, true), (first.Outcome, first.IsComplete));
        Assert.Empty(world.Told);
        world.Aws.Faults.AtRandom(seed: 1, shareOfCalls: 1, HttpFault.ServerError);
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(15));
        world.Attach(TimeSpan.FromMinutes(20));

        await world.TickAsync();
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(15));
        await world.TickAsync();

        var runs = await world.RunsAsync();
        Assert.Equal([AuditOutcome.Clean, AuditOutcome.Inconclusive, AuditOutcome.Inconclusive], runs.Select(run => run.Outcome));
        var doubt = Assert.Single(world.Told).ReadAloud();
        Assert.Contains("could not read everything", doubt, StringComparison.Ordinal);
        Assert.Contains("account 111122223333", doubt, StringComparison.Ordinal);

        world.Aws.Faults.Stop();
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(15));
        await world.TickAsync();

        var last = (await world.RunsAsync())[^1];
        Assert.Equal((AuditOutcome.Deviations, true, first.WindowUntil - Hour), (last.Outcome, last.IsComplete, last.WindowFrom));
    }

    [Fact]
    public async Task Timer_AfterMoreTimeThanCloudTrailKeeps_TellsTheGap_AndGoesOnBehindIt()
    {
        await using var world = await AuditFlowWorld.StartAsync();
        await world.TickAsync();
        await world.Flow.ExecuteAsync("UPDATE scope_audits SET window_from = window_from - interval '100 days', "
            + "window_until = window_until - interval '100 days'");

        await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(15));
        await world.TickAsync();
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(15));
        await world.TickAsync();

        var runs = await world.RunsAsync();
        Assert.Equal([AuditOutcome.Clean, AuditOutcome.Inconclusive, AuditOutcome.Clean], runs.Select(run => run.Outcome));
        Assert.Contains("CloudTrail's history has 90 days", Assert.Single(world.Told).ReadAloud(), StringComparison.Ordinal);
        Assert.Equal(runs[1].WindowUntil - Hour, runs[2].WindowFrom);
    }

    [Fact]
    public async Task Doubt_BesidesWhatWasToldBefore_DoesNotSayThatThereIsNone()
    {
        await using var world = await AuditFlowWorld.StartAsync();
        world.Attach(Hour);
        world.Aws.Faults.Next("lookup:eu-west-1", [.. Enumerable.Repeat(HttpFault.Refused, 500)]);
        await world.TickAsync();
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(15));
        await world.TickAsync();

        var runs = await world.RunsAsync();
        Assert.All(runs, run => Assert.Equal((AuditOutcome.Deviations, false), (run.Outcome, run.IsComplete)));
        Assert.Contains("Not everything could be read", world.Told[0].ReadAloud(), StringComparison.Ordinal);
        var doubt = world.Told[^1].ReadAloud();
        Assert.Contains("no new change that is not approved, and 1 that were told before", doubt, StringComparison.Ordinal);
        // As long as none was complete, the window begins where the first one's did.
        Assert.Equal(runs[0].WindowFrom, runs[1].WindowFrom);
    }

    [Fact]
    public async Task Change_ThatWasApprovedAtFirst_HasItsStepsOnceItDeviates()
    {
        await using var world = await AuditFlowWorld.StartAsync();
        world.Attach(Hour);
        await world.TickAsync();
        await world.Flow.ExecuteAsync("UPDATE scope_changes SET steps = '[]', verdict = 'Approved', deviated_at = NULL");
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(15));

        await world.Flow.ExecuteAsync("UPDATE scope_audits SET window_until = window_until - interval '3 hours'");
        await world.TickAsync();

        Assert.Equal(1, (await world.RunsAsync())[1].NewDeviations);
        Assert.Contains("detach-role-policy", world.Told[^1].ReadAloud(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Step_OfAnAuditThatHasEnded_AddsNothing()
    {
        await using var world = await AuditFlowWorld.StartAsync();
        world.Attach(Hour);
        var run = await world.Flow.Service<AuditStart>().BeginNextAsync(default);
        var part = (await world.Flow.Service<AuditParts>().WaitingAsync(run!.Id, 10, default))[0];
        world.Aws.OnCall = async (method, _) =>
        {
            if (method.StartsWith("lookup", StringComparison.Ordinal))
                await world.Flow.ExecuteAsync("UPDATE scope_audits SET state = 'Completed'");
        };

        await world.Flow.Service<AuditParts>().ReadAsync(part, default);

        Assert.All(await world.Flow.ReadAsync(db => db.ScopeAuditParts), each => Assert.Null(each.Reading));
    }

    [Fact]
    public async Task OnDemand_WithAFilter_AsksOnlyThat_AndNeverSaysClean()
    {
        await using var world = await AuditFlowWorld.StartAsync();
        world.Attach(Hour, region: "us-east-1");
        var body = """{"events":["CreateUserPoolClient"],"regions":["eu-west-1"],"principal":"nobody"}""";

        using var answer = await world.Flow.PostAsync("scope-audits", body);
        await world.Flow.Host.WhenIdleAsync();

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var run = Assert.Single(await world.RunsAsync());
        Assert.Equal(AuditOutcome.NoneThatTheFilterLets, run.Outcome);
        var audit = await world.Flow.GetJsonAsync($"scope-audits/{run.Key}");
        var asked = Assert.Single(audit.GetProperty("certificate").GetProperty("asked").EnumerateArray());
        Assert.Equal("eu-west-1", asked.GetProperty("region").GetString());
        Assert.Equal("CreateUserPoolClient", asked.GetProperty("eventName").GetString());
        Assert.Equal("nobody", audit.GetProperty("filter").GetProperty("principal").GetString());
        // The timer's next audit does not take it for one of its own.
        await world.TickAsync();
        Assert.Equal(run.WindowUntil, (await world.RunsAsync())[^1].WindowUntil);
    }

    [Theory]
    [InlineData("""{"since":"yesterday"}""", "since")]
    [InlineData("""{"since":"2026-11-02","until":"2026-11-01"}""", "since")]
    [InlineData("""{"mfa":["perhaps"]}""", "mfa")]
    [InlineData("""{"addresses":["10"]}""", "addresses")]
    [InlineData("""{"accounts":"111122223333"}""", "accounts")]
    [InlineData("""{"accounts":["111122223333","999999999999"]}""", "account 999999999999")]
    [InlineData("""{"regions":["eu-west-1","EU-west-1"]}""", "Region EU-west-1")]
    [InlineData("""{"events":["CreateToken","NoSuchEvent"]}""", "event NoSuchEvent")]
    [InlineData("""{"since":"2020-01-01","until":"2020-01-02"}""", "history")]
    [InlineData("""{"window":"1"}""", "window")]
    public async Task OnDemand_WithWhatCannotBeAsked_IsRefused(string body, string told)
    {
        await using var world = await AuditFlowWorld.StartAsync();

        using var answer = await world.Flow.PostAsync("scope-audits", body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(told, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(await world.RunsAsync());
    }

    [Fact]
    public async Task OnDemand_TwiceInOneSecond_AreTwo()
    {
        await using var world = await AuditFlowWorld.StartAsync();

        using var one = await world.Flow.PostAsync("scope-audits", """{"events":["CreateToken"]}""");
        using var other = await world.Flow.PostAsync("scope-audits", """{"events":["CreateToken"]}""");
        await world.Flow.Host.WhenIdleAsync();

        var audits = (await world.Flow.GetJsonAsync("scope-audits")).GetProperty("audits");
        Assert.Equal(2, audits.EnumerateArray().Select(audit => audit.GetProperty("id").GetString()).Distinct().Count());
        Assert.All(audits.EnumerateArray(), audit => Assert.Equal("Completed", audit.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task OnDemand_WithoutAccounts_SaysThatThereIsNothingToAsk()
    {
        await using var world = await FlowWorld.StartAsync();

        using var answer = await world.PostAsync("scope-audits", "{}");
        using var missing = await world.GetAsync("scope-audits/scope-audit-20261101T000000Z");

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.NotFound), (answer.StatusCode, missing.StatusCode));
    }

    [Fact]
    public async Task Audit_WhoseOrchestrationIsLost_GoesOnWithTheNextTick_AndAsksNothingAgain()
    {
        await using var world = await AuditFlowWorld.StartAsync();
        world.Attach(Hour);
        var run = await world.Flow.Service<AuditStart>().BeginNextAsync(default);
        var parts = await world.Flow.Service<AuditParts>().WaitingAsync(run!.Id, 10, default);
        var part = parts[0];
        while (!(await world.Flow.Service<AuditParts>().ReadAsync(part, default)).IsDone)
            continue;
        var calls = world.Aws.Calls[$"lookup:{part.Region}"];

        await world.TickAsync();

        Assert.Equal(calls, world.Aws.Calls[$"lookup:{part.Region}"]);
        var ended = Assert.Single(await world.RunsAsync());
        Assert.Equal((run.Key, AuditOutcome.Deviations), (ended.Key, ended.Outcome));
        Assert.NotNull(ended.ToldAt);
    }

    [Fact]
    public async Task Audit_ThatCannotBeReadForHours_EndsWithWhatWasRead()
    {
        await using var world = await AuditFlowWorld.StartAsync();
        var run = await world.Flow.Service<AuditStart>().BeginNextAsync(default);
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromHours(7));

        await world.TickAsync();

        var ended = (await world.RunsAsync())[0];
        Assert.Equal((run!.Key, AuditOutcome.Inconclusive, false), (ended.Key, ended.Outcome, ended.IsComplete));
        Assert.Contains("were not asked within 6 hours", ended.Certificate, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deviations_WhileSlackIsOut_AreToldLater()
    {
        await using var world = await AuditFlowWorld.StartAsync();
        world.Attach(Hour);
        world.Flow.Slack.Faults.Next("chat.postMessage", SlackFault.ServerError);

        await world.TickAsync();
        Assert.Null((await world.RunsAsync())[0].ToldAt);
        await world.Flow.Time.AdvanceAsync(Hour);

        Assert.NotNull((await world.RunsAsync())[0].ToldAt);
        Assert.Equal(2, world.Told.Count);
    }

    [Fact]
    public async Task Storm_OfManyDeviations_IsGrouped_AndTheWorstHaveTheirSteps()
    {
        await using var world = await AuditFlowWorld.StartAsync();
        for (var number = 0; number < 60; number++)
            world.Attach(Hour + TimeSpan.FromSeconds(number), $"Policy{number}");

        await world.TickAsync();

        Assert.Equal(60, (await world.RunsAsync())[0].NewDeviations);
        Assert.Contains("× 60 by", world.Told[0].ReadAloud(), StringComparison.Ordinal);
        Assert.Equal(11, world.Told.Count);
    }
}
