using System.Net;
using System.Text.Json;
using OAuthAttest.Aws.Lookup;
using OAuthAttest.ScopeAudits.Buckets;
using OAuthAttest.ScopeAudits.Registry;
using OAuthAttest.ScopeAudits.Remediating;
using OAuthAttest.ScopeAudits.Running;
using OAuthAttest.ScopeAudits.Sources;
using OAuthAttest.Tests.Aws.CloudTrail;
using OAuthAttest.Tests.Functions.Remediations;
using Xunit;

namespace OAuthAttest.Tests.Functions.ScopeAudits;

/// <summary>Audits that run by themselves over the log files in a bucket.</summary>
public sealed class BucketAuditFlowTests
{
    private const string Home = $"AWSLogs/{LogText.Account}/";

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task Timer_FindsADeviationInTheBucket_TellsItOnce_AndIsCleanOnceItIsOver()
    {
        await using var world = await BucketFlowWorld.StartAsync();
        var id = world.Attach(TimeSpan.FromHours(30));

        await world.TickAsync();

        var run = Assert.Single(await world.RunsAsync());
        Assert.True(run.IsComplete, run.Certificate);
        Assert.Equal((AuditSource.Bucket, AuditOutcome.Deviations, 1), (run.Source, run.Outcome, run.NewDeviations));
        Assert.Equal(2, world.Audit.Told.Count);
        Assert.Contains("was read to its end", world.Audit.Told[0].ReadAloud(), StringComparison.Ordinal);
        var audit = await world.Flow.GetJsonAsync($"scope-audits/{run.Key}");
        Assert.Equal("Bucket", audit.GetProperty("audit").GetProperty("source").GetString());
        Assert.Equal(id, audit.GetProperty("findings")[0].GetProperty("change").GetProperty("eventId").GetString());
        var certificate = audit.GetProperty("certificate");
        Assert.Equal(
            [$"{Home}CloudTrail/eu-west-1/", $"{Home}CloudTrail/us-east-1/"],
            certificate.GetProperty("folders").EnumerateArray().Select(folder => folder.GetProperty("path").GetString()));
        Assert.Equal(1, certificate.GetProperty("digests").GetProperty("verified").GetInt64());

        await world.LaterAsync();

        var next = (await world.RunsAsync())[1];
        Assert.True(next.IsComplete, next.Certificate);
        Assert.Equal((AuditOutcome.Clean, run.WindowUntil - Hour), (next.Outcome, next.WindowFrom));
        Assert.Equal(2, world.Audit.Told.Count);
        // Nothing asks CloudTrail for events.
        Assert.DoesNotContain(world.Aws.Calls, call => call.Key.StartsWith("lookup", StringComparison.Ordinal));
    }

    /// <summary>Two days a step, and the chains of digest files go on from one to the next.</summary>
    [Fact]
    public async Task Steps_OfSeveralDays_ProveWhatOneReadingProves()
    {
        await using var world = await BucketFlowWorld.StartAsync(null, ("ScopeAudit:Window", "2.12:00:00"));
        foreach (var hours in (int[])[2, 6, 20, 29, 29, 30, 44, 54])
            world.Attach(TimeSpan.FromHours(hours));
        world.Attach(TimeSpan.FromHours(10), world.Regional, "eu-west-1");

        await world.TickAsync();

        var run = Assert.Single(await world.RunsAsync());
        Assert.True(run.IsComplete, run.Certificate);
        var span = new LookupSpan(new LookupWindow(run.WindowFrom, run.WindowUntil), []);
        var whole = await world.Flow.Service<BucketSources>().Of(span).ReadAsync(QueryRegistry.Embedded, _ => { }, default);
        var stepped = JsonSerializer.Deserialize(run.Certificate!, AuditDocumentsJson.Default.PartReading)!;
        Assert.Empty(whole.Errors);
        Assert.Equal((9, 9), (whole.Digests.Verified, stepped.Matched));
        Assert.Equal(whole.Digests with { Chains = [] }, stepped.Digests! with { Chains = [] });
        Assert.Equal(whole.Digests.Chains.OrderBy(chain => chain.Chain), stepped.Digests!.Chains.OrderBy(chain => chain.Chain));
        Assert.Equal(whole.Folders, stepped.Folders);
        Assert.Equal(whole.Records, stepped.Records);
        // More than one step, or it proves nothing.
        Assert.True((stepped.Folders[0].Last.DayNumber - stepped.Folders[0].First.DayNumber) >= 3);
    }

    /// <summary>Each of the digest files that the window needs, also those on both sides of a step.</summary>
    [Fact]
    public async Task DigestFile_TakenAwayAnywhere_IsInconclusive()
    {
        await using var world = await BucketFlowWorld.StartAsync();
        world.Attach(TimeSpan.FromHours(30));
        world.Deliver();
        var first = world.Flow.Clock.GetUtcNow().AddHours(-50).UtcDateTime.Date;
        var needed = world.Digests
            .Where(key => key.Contains("us-east-1", StringComparison.Ordinal)
                && string.CompareOrdinal(key, $"{Home}CloudTrail-Digest/us-east-1/{first:yyyy'/'MM'/'dd}/") > 0)
            .ToList();
        foreach (var key in needed.Where((_, index) => index % 5 == 0 || index is 23 or 24 or 47 or 48))
        {
            var kept = world.Aws.Buckets.Get(BucketFlowWorld.Bucket, key);
            world.Aws.Buckets.Remove(BucketFlowWorld.Bucket, key);

            var certificate = await AuditAsync(world);

            Assert.True(
                certificate.Errors.Contains($"the digest file {key} is missing", StringComparer.Ordinal),
                $"{key}: {string.Join('\n', certificate.Errors)}");
            world.Aws.Buckets.Put(BucketFlowWorld.Bucket, kept);
        }
        Assert.Empty((await AuditAsync(world)).Errors);
    }

    [Fact]
    public async Task LogFile_ChangedOrTakenAway_IsInconclusive_AndTheOthersAreRead()
    {
        await using var world = await BucketFlowWorld.StartAsync();
        foreach (var hours in (int[])[40, 30, 20])
            world.Attach(TimeSpan.FromHours(hours));
        world.Deliver();
        var log = world.Logs[1];
        world.Replace(log, LogText.Gzip(LogText.Wrapped(LogText.Record("planted"))));

        var changed = await AuditAsync(world);
        world.Aws.Buckets.Remove(BucketFlowWorld.Bucket, log);
        var gone = await AuditAsync(world);

        Assert.Equal([$"{log} is not what CloudTrail delivered: a digest file has another hash of it"], changed.Errors);
        Assert.Equal([$"{log} is missing: a digest file lists it"], gone.Errors);
        Assert.Equal((2, 2), (changed.Digests!.Verified, gone.Digests!.Verified));
        Assert.False(changed.IsComplete || gone.IsComplete);
    }

    [Fact]
    public async Task DigestFiles_OfOneRegionAllTakenAway_AreInconclusive()
    {
        await using var world = await BucketFlowWorld.StartAsync();
        world.Attach(TimeSpan.FromHours(30));
        world.Deliver();
        world.Remove(key => key.Contains("-Digest/us-east-1/", StringComparison.Ordinal));

        Assert.Contains(
            $"{Home}CloudTrail-Digest/us-east-1/ has no digest file of ", Assert.Single((await AuditAsync(world)).Errors),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Day_ThatCannotBeListed_LeavesTheOthers_IsTold_AndIsAskedForAgain()
    {
        await using var world = await BucketFlowWorld.StartAsync();
        world.Attach(TimeSpan.FromHours(30));
        world.Attach(TimeSpan.FromHours(20), world.Regional, "eu-west-1");
        world.Deliver();
        var folder = world.Logs[0][..(world.Logs[0].LastIndexOf('/') + 1)];
        world.Aws.Refusals.Next($"list:{BucketFlowWorld.Bucket}/{folder}", Enumerable.Repeat("AccessDenied", 60));
        world.Aws.Refusals.Next($"list:{folder}", Enumerable.Repeat("AccessDenied", 60));

        await world.TickAsync();
        world.Aws.Refusals.Stop();
        await world.LaterAsync();

        var runs = await world.RunsAsync();
        Assert.Equal((false, 1), (runs[0].IsComplete, runs[0].NewDeviations));
        Assert.Contains("Not everything could be read", world.Audit.Told[0].ReadAloud(), StringComparison.Ordinal);
        Assert.Contains($"{folder} could not be listed", world.Audit.Told[0].ReadAloud(), StringComparison.Ordinal);
        Assert.True(runs[1].IsComplete, runs[1].Certificate);
        Assert.Equal((runs[0].WindowFrom, 1), (runs[1].WindowFrom, runs[1].NewDeviations));
    }

    [Fact]
    public async Task Audit_WhoseWorkerDiesBetweenTwoSteps_ReadsNoDayAgain()
    {
        await using var world = await BucketFlowWorld.StartAsync();
        world.Attach(TimeSpan.FromHours(50));
        world.Attach(TimeSpan.FromHours(2));
        world.Deliver();
        var run = await world.Flow.Service<AuditStart>().BeginNextAsync(default);
        var parts = world.Flow.Service<AuditParts>();
        var finding = Assert.Single(await parts.WaitingAsync(run!.Id, 10, default));
        Assert.True((await parts.ReadAsync(finding, default)).IsDone);
        foreach (var part in await parts.WaitingAsync(run.Id, 10, default))
            Assert.False((await parts.ReadAsync(part, default)).IsDone);
        Assert.Equal((1, 0), (world.CallsOf(world.Logs[0]), world.CallsOf(world.Logs[1])));

        await world.TickAsync();

        Assert.Equal((1, 1), (world.CallsOf(world.Logs[0]), world.CallsOf(world.Logs[1])));
        var ended = Assert.Single(await world.RunsAsync());
        Assert.True(ended.IsComplete, ended.Certificate);
        // What is older than the window, and stands in a file that is read anyway, counts too.
        Assert.Equal((run.Key, 2), (ended.Key, ended.NewDeviations));
        Assert.All(await world.Flow.ReadAsync(db => db.ScopeAuditParts), part => Assert.Null(part.Kept));
    }

    [Fact]
    public async Task Steps_AtTwoWorkersAtOnce_CountOnce()
    {
        await using var world = await BucketFlowWorld.StartAsync();
        foreach (var hours in (int[])[40, 30, 3])
            world.Attach(TimeSpan.FromHours(hours));
        world.Deliver();
        var run = await world.Flow.Service<AuditStart>().BeginNextAsync(default);
        var parts = world.Flow.Service<AuditParts>();
        while (await parts.WaitingAsync(run!.Id, 10, default) is { Count: > 0 } waiting)
            await Task.WhenAll(waiting.Concat(waiting).Select(part => parts.ReadAsync(part, default)));

        await world.Flow.Service<AuditConclusion>().ConcludeAsync(run.Id, default);

        var ended = Assert.Single(await world.RunsAsync());
        var certificate = JsonSerializer.Deserialize(ended.Certificate!, AuditDocumentsJson.Default.PartReading)!;
        Assert.Empty(certificate.Errors);
        Assert.Equal((3, 3, 3), (certificate.Records, certificate.Digests!.Verified, ended.Findings));
        Assert.Equal(3, (await world.Flow.ReadAsync(db => db.ScopeAuditParts)).Count);
    }

    [Fact]
    public async Task Region_OfTheSettingsWithoutAFolder_IsInconclusiveAndTold()
    {
        await using var world = await BucketFlowWorld.StartAsync(null, ("ScopeAudit:Regions", "eu-west-1,eu-north-1"));

        await world.TickAsync();

        var run = Assert.Single(await world.RunsAsync());
        Assert.Equal(AuditOutcome.Inconclusive, run.Outcome);
        Assert.Contains(
            $"{BucketFlowWorld.Bucket}/ has no folder of CloudTrail's log files of account {LogText.Account}, eu-north-1",
            Assert.Single(world.Audit.Told).ReadAloud(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Folder_OfAnAccountThatNobodyWroteDown_IsAudited(bool hasAccounts)
    {
        (string, string?)[] none =
        [
            ("ScopeAudit:Accounts:0:Id", null), ("ScopeAudit:Accounts:0:RoleArn", null), ("ScopeAudit:Accounts:0:ActRoleArn", null),
            ("ScopeAudit:Regions", null),
        ];
        await using var world = await BucketFlowWorld.StartAsync(null, hasAccounts ? [] : none);
        var other = world.TrailOf("us-east-1", "o-abcdefghij/999900001111");
        world.Attach(TimeSpan.FromHours(20), other, account: "999900001111");

        await world.TickAsync();

        var run = Assert.Single(await world.RunsAsync());
        Assert.True(run.IsComplete, run.Certificate);
        Assert.Equal(1, run.NewDeviations);
        Assert.Contains("999900001111", world.Audit.Told[0].ReadAloud(), StringComparison.Ordinal);
        var parts = await world.Flow.ReadAsync(db => db.ScopeAuditParts.OrderBy(part => part.Account).ThenBy(part => part.Region));
        Assert.Equal(
            [("", ""), (LogText.Account, "eu-west-1"), (LogText.Account, "us-east-1"), ("999900001111", "us-east-1")],
            parts.Select(part => (part.Account, part.Region)));
    }

    [Fact]
    public async Task Folder_ThatWasAuditedAndIsGone_IsToldForSomeDays()
    {
        await using var world = await BucketFlowWorld.StartAsync();
        var other = world.TrailOf("us-east-1", "o-abcdefghij/999900001111");
        world.Attach(TimeSpan.FromHours(20), other, account: "999900001111");
        await world.TickAsync();
        world.Remove(key => key.Contains("999900001111", StringComparison.Ordinal));

        await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(15));
        await world.Audit.TickAsync();

        var runs = await world.RunsAsync();
        Assert.Equal((true, false), (runs[0].IsComplete, runs[1].IsComplete));
        const string Gone = "account 999900001111, us-east-1 is not there any more: a complete audit had it within 2 days";
        Assert.Contains(Gone, world.Audit.Told[^1].ReadAloud(), StringComparison.Ordinal);

        await world.Flow.ExecuteAsync("UPDATE scope_audits SET started_at = started_at - interval '49 hours'");
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(15));
        await world.Audit.TickAsync();

        Assert.DoesNotContain(Gone, (await world.RunsAsync())[^1].Certificate, StringComparison.Ordinal);
    }

    /// <summary>What is kept between two steps does not grow with what was read.</summary>
    [Fact]
    public async Task Kept_OfAFolderWithManyLogFiles_IsTheEndOfItsChainAndNoMore()
    {
        await using var world = await BucketFlowWorld.StartAsync();
        for (var number = 0; number < 300; number++)
            world.Attach(TimeSpan.FromHours(42) + TimeSpan.FromMinutes(number));
        world.Deliver();
        var run = await world.Flow.Service<AuditStart>().BeginNextAsync(default);
        var parts = world.Flow.Service<AuditParts>();
        await parts.ReadAsync((await parts.WaitingAsync(run!.Id, 10, default))[0], default);
        foreach (var part in await parts.WaitingAsync(run.Id, 10, default))
            await parts.ReadAsync(part, default);

        var read = (await world.Flow.ReadAsync(db => db.ScopeAuditParts.Where(part => part.Region == "us-east-1")))[0];
        Assert.Equal(300, JsonSerializer.Deserialize(read.Reading!, AuditDocumentsJson.Default.PartReading)!.Digests!.Verified);
        Assert.InRange(read.Kept!.Length, 500, 2500);
    }

    [Fact]
    public async Task Bucket_ThatCannotBeEntered_IsInconclusive_AndTheNextAuditAsksAgain()
    {
        await using var world = await BucketFlowWorld.StartAsync();
        world.Attach(TimeSpan.FromHours(20));
        world.Aws.Refusals.Next("list:", Enumerable.Repeat("AccessDenied", 60));

        await world.TickAsync();
        world.Aws.Refusals.Stop();
        await world.LaterAsync();

        var runs = await world.RunsAsync();
        Assert.Equal([AuditOutcome.Inconclusive, AuditOutcome.Deviations], runs.Select(run => run.Outcome));
        Assert.Equal(runs[0].WindowFrom, runs[1].WindowFrom);
        Assert.DoesNotContain("has no folder", runs[0].Certificate, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OnDemand_WithAFilter_ReadsOnlyThat()
    {
        await using var world = await BucketFlowWorld.StartAsync();
        world.Attach(TimeSpan.FromHours(20));
        world.Attach(TimeSpan.FromHours(20), world.Regional, "eu-west-1");
        world.Deliver();

        var body = $$"""{"accounts":["{{LogText.Account}}"],"regions":["eu-west-1"],"events":["AttachRolePolicy"]}""";
        using var one = await world.Flow.PostAsync("scope-audits", body);
        using var none = await world.Flow.PostAsync("scope-audits", """{"events":["CreateAccessKey"]}""");
        using var unknown = await world.Flow.PostAsync("scope-audits", """{"accounts":["222233334444"]}""");
        using var wrong = await world.Flow.PostAsync("scope-audits", """{"accounts":["nobody"]}""");
        await world.Flow.Host.WhenIdleAsync();

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.BadRequest), (one.StatusCode, wrong.StatusCode));
        var runs = await world.RunsAsync();
        Assert.Equal(
            [AuditOutcome.Deviations, AuditOutcome.NoneThatTheFilterLets, AuditOutcome.Inconclusive], runs.Select(run => run.Outcome));
        Assert.Equal((1, true), (runs[0].Findings, runs[0].IsComplete));
        var read = JsonSerializer.Deserialize(runs[0].Certificate!, AuditDocumentsJson.Default.PartReading)!;
        Assert.Equal($"{Home}CloudTrail/eu-west-1/", Assert.Single(read.Folders).Path);
        Assert.Contains("has no folder of CloudTrail's log files", runs[2].Certificate, StringComparison.Ordinal);
    }

    /// <summary>What a bucket has may be more than what was asked before: it is read from as far back as is set.</summary>
    [Fact]
    public async Task Source_ThatIsAnotherOneThanTheLastAudits_BeginsFromFarBack()
    {
        await using var world = await BucketFlowWorld.StartAsync();
        await world.TickAsync();
        await world.Flow.ExecuteAsync("UPDATE scope_audits SET source = 'Lookup'");

        await world.LaterAsync();
        await world.LaterAsync();

        var runs = await world.RunsAsync();
        Assert.Equal(TimeSpan.FromDays(2), runs[1].WindowUntil - runs[1].WindowFrom);
        Assert.Equal(runs[1].WindowUntil - Hour, runs[2].WindowFrom);
    }

    /// <summary>Confirmed by an audit of the bucket that was complete where the change is recorded, and by no other.</summary>
    [Fact]
    public async Task Remediation_IsConfirmedByACompleteAuditOfTheBucket()
    {
        await using var world = await BucketFlowWorld.StartAsync();
        var remediations = new RemediationWorld(world.Audit);
        remediations.Account.AddEntity("role", "Reader", "arn:aws:iam::aws:policy/ReadOnlyAccess", RemediationWorld.Policy);
        world.Attach(TimeSpan.FromHours(1));
        await world.TickAsync();
        await remediations.PlanAsync();
        Assert.Equal(RemediationState.Done, (await remediations.ApproveAsync()).State);
        var stopped = world.Aws.Buckets.Get(BucketFlowWorld.Bucket, world.Digests[^4]);
        world.Aws.Buckets.Remove(BucketFlowWorld.Bucket, stopped.Key);
        for (var i = 0; i < 3; i++)
            await world.LaterAsync();
        Assert.False((await world.RunsAsync())[^1].IsComplete);
        Assert.Equal(RemediationState.Done, (await remediations.LastAsync()).State);

        world.Aws.Buckets.Put(BucketFlowWorld.Bucket, stopped);
        await world.LaterAsync();
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(15));

        Assert.True((await world.RunsAsync())[^1].IsComplete, (await world.RunsAsync())[^1].Certificate);
        Assert.Equal(RemediationState.Clean, (await remediations.LastAsync()).State);
    }

    [Fact]
    public async Task Audit_ThatIsNotReadWithinHours_SaysWhatWasNot()
    {
        await using var world = await BucketFlowWorld.StartAsync();
        world.Deliver();
        var run = await world.Flow.Service<AuditStart>().BeginNextAsync(default);
        var parts = world.Flow.Service<AuditParts>();
        await parts.ReadAsync((await parts.WaitingAsync(run!.Id, 10, default))[0], default);
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromHours(7));

        await world.TickAsync();

        var ended = (await world.RunsAsync())[0];
        Assert.Equal(AuditOutcome.Inconclusive, ended.Outcome);
        const string Unread = $"account {LogText.Account}, us-east-1: 4 days were not read within 6 hours";
        Assert.Contains(Unread, ended.Certificate, StringComparison.Ordinal);
    }

    /// <summary>A whole audit of the usual window, without its orchestration.</summary>
    private static async Task<PartReading> AuditAsync(BucketFlowWorld world) =>
        await BucketAuditFaultTests.AuditAsync(world, since: null);
}
