using System.Text.Json;
using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.Aws;
using OAuthAttest.ScopeAudits;
using OAuthAttest.ScopeAudits.Approvals;
using OAuthAttest.ScopeAudits.Detecting;
using OAuthAttest.ScopeAudits.Registry;
using OAuthAttest.ScopeAudits.Sources;
using OAuthAttest.Tests.Aws.CloudTrail;
using Xunit;

namespace OAuthAttest.Tests.ScopeAudits.Athena;

/// <summary>What Athena is asked, what comes back, and what is said of it.</summary>
public sealed class AthenaSourceTests
{
    [Fact]
    public async Task Table_Asked_IsCleanWithTwoQueriesForAllAccountsAndRegions()
    {
        await using var world = await AthenaWorld.StartAsync();

        var report = await world.AuditAsync();

        AthenaWorld.AssertAllRead(report);
        Assert.Equal(["e-3", "e-9", "e-23"], report.Findings.Select(each => each.Change.EventId));
        // Also the records of calls that nobody looks for, which say that the table has this account and Region.
        Assert.Equal(5, report.Certificate.Records);
        Assert.Equal(
            [("111122223333", "eu-west-1", 1), ("111122223333", "us-east-1", 4)],
            report.Certificate.Spans.Select(span => (span.Account, span.Region, (int)span.Events)));
        Assert.Equal(
            (world.Day.AddHours(1), world.Day.AddHours(23).AddMinutes(50)),
            (report.Certificate.Spans[1].First, report.Certificate.Spans[1].Last));
        Assert.Equal(
            world.Aws.Queries.Select(query => (query.Id, world.Athena.Size)),
            report.Certificate.Athena.Select(answer => (answer.ExecutionId!, answer.ScannedBytes)));
        Assert.Equal(["changes", "coverage"], report.Certificate.Athena.Select(answer => answer.Question));
        Assert.Equal((2, 3), (report.Certificate.Athena[0].Pages, report.Certificate.Athena[0].Rows));
    }

    [Fact]
    public async Task Record_OfTheTable_HasWhoWhenWhereAndWhatAsItsLogFileHas()
    {
        await using var world = await AthenaWorld.StartAsync(isDelivered: false);
        await world.AddAsync("e-1", world.Day.AddHours(1));

        var change = Assert.Single((await world.AuditAsync(world.SettingsOfAll())).Findings).Change;

        Assert.Equal(LogText.Role, change.Actor.Principal);
        Assert.Equal(("nadia", Mfa.Yes, "203.0.113.7"), (change.Actor.Session, change.Mfa.Value, change.SourceAddress));
        Assert.Equal("aws-cli/2.15.0 \"q\" \\", change.UserAgent);
        Assert.Equal(("Reader", "arn:aws:iam::aws:policy/AdministratorAccess"), (change.Target, Assert.Single(change.Access)));
        Assert.Equal((AthenaWorld.Account, AthenaWorld.Home), (change.Account, change.Region));
        Assert.Contains("with the key ASIAEXAMPLE", change.Actor.Through);
        Assert.Null(change.ErrorCode);
    }

    /// <summary>The same records, once as log files and once in the table.</summary>
    [Fact]
    public async Task SampleLogs_InTheTable_GiveTheDeviationsOfTheFolder()
    {
        await using var world = await AthenaWorld.StartAsync(isDelivered: false, pageSize: 1000);
        var logs = LogFolder.Open(RepositoryFiles.PathOf("samples/scope-audit/logs"));
        var approved = ApprovedScopes.Load(RepositoryFiles.PathOf("samples/scope-audit/approved.json"));
        foreach (var file in logs.Logs)
        {
            using var document = JsonDocument.Parse(await File.ReadAllTextAsync(file));
            foreach (var record in document.RootElement.GetProperty("Records").EnumerateArray())
                await world.Athena.AddAsync(record.GetRawText(), record.GetProperty("eventTime").GetDateTimeOffset());
        }
        var folder = await new RecordAudit(QueryRegistry.Embedded, approved, new AuditFilter()).RunAsync(
            [new LogFileSource(logs, 2)], default);
        var (first, last) = (folder.Certificate.Spans.Min(span => span.First), folder.Certificate.Spans.Max(span => span.Last));

        var athena = await world.AuditAsync(world.SettingsOfAll(), (first, last.AddSeconds(1)), approved: approved);

        Assert.True(athena.Certificate.IsComplete);
        Assert.Equal(folder.Findings.Select(Shown), athena.Findings.Select(Shown));
        Assert.Equal((folder.Certificate.Records, folder.Certificate.Matched), (athena.Certificate.Records, athena.Certificate.Matched));
        Assert.Equal(
            folder.Certificate.Spans.Select(span => (span.Account, span.Region, span.Events, span.First, span.Last)),
            athena.Certificate.Spans.Select(span => (span.Account, span.Region, span.Events, span.First, span.Last)));
        static string Shown(AuditFinding finding) =>
            $"{finding.Change.EventId} {finding.Judgement.Verdict} {finding.Change.Actor.Principal} {finding.Change.Mfa.Value} "
            + $"{finding.Change.Target} {string.Join(',', finding.Change.Access)} {finding.Change.ErrorCode}";
    }

    [Fact]
    public async Task Record_ThatIsDeliveredTheNextDay_IsFound_AndOneOfTwoDaysLaterIsOutOfReach()
    {
        await using var world = await AthenaWorld.StartAsync();
        var record = LogText.Record("late", time: AthenaWorld.Text(world.Day.AddHours(23)));
        await world.Athena.AddAsync(record, world.Day.AddDays(1).AddHours(20));
        await world.Athena.AddAsync(record.Replace("late", "too late", StringComparison.Ordinal), world.Day.AddDays(2));

        var report = await world.AuditAsync();

        AthenaWorld.AssertAllRead(report, found: 4);
        Assert.Contains(report.Findings, each => each.Change.EventId == "late");
    }

    [Fact]
    public async Task Record_OfAnAccountOrRegionThatNobodyNamed_IsFoundToo()
    {
        await using var world = await AthenaWorld.StartAsync();
        await world.AddAsync("other-account", world.Day.AddHours(5), account: "999988887777");
        await world.AddAsync("other-region", world.Day.AddHours(5), region: "ap-south-1");

        AthenaWorld.AssertAllRead(await world.AuditAsync(), found: 5);
        AthenaWorld.AssertAllRead(await world.AuditAsync(world.SettingsOfAll()), found: 5);
    }

    /// <summary>Whether anybody looks for what was called on it, or in whose account it was, is the same.</summary>
    [Fact]
    public async Task Day_WithoutARecord_IsToldAndInconclusive_UnlessLittleOfItIsAskedAbout()
    {
        await using var world = await AthenaWorld.StartAsync();
        var (day, until) = (world.Day.AddDays(2), world.Day.AddDays(3));

        // The delivery lag and an hour: there may be no record yet.
        AthenaWorld.AssertAllRead(await world.AuditAsync(time: (world.Day, day.AddMinutes(75))), found: 4);
        foreach (var end in (DateTimeOffset[])[day.AddMinutes(76), until])
        {
            Assert.Equal(
                [$"the table has no record of {day:yyyy-MM-dd}: does it have that day's partition?"],
                (await world.AuditAsync(time: (world.Day, end))).Certificate.Errors);
        }

        await world.AddAsync("other", day.AddHours(5), account: "999988887777", name: "ListRoles");
        AthenaWorld.AssertAllRead(await world.AuditAsync(time: (world.Day, until)), found: 4);
    }

    [Fact]
    public async Task AccountAndRegion_WithoutARecord_AreToldAndInconclusive()
    {
        await using var world = await AthenaWorld.StartAsync();
        var settings = world.Settings(("ScopeAudit:Accounts:1:Id", "999988887777"), ("ScopeAudit:Regions", "eu-west-1,eu-north-1"));

        var report = await world.AuditAsync(settings);

        Assert.Equal(
            [
                "the table has no record of account 111122223333, eu-north-1 in the time that was asked about",
                "the table has no record of account 999988887777, eu-north-1 in the time that was asked about",
                "the table has no record of account 999988887777, eu-west-1 in the time that was asked about",
                "the table has no record of account 999988887777, us-east-1 in the time that was asked about",
            ],
            report.Certificate.Errors);
        Assert.False(report.IsClean);
    }

    [Fact]
    public async Task Table_WithoutRecords_IsInconclusive()
    {
        await using var world = await AthenaWorld.StartAsync(isDelivered: false);

        AthenaWorld.AssertNeverClean(
            await world.AuditAsync(world.SettingsOfAll()), "the table has no record of the time that was asked about");
    }

    /// <summary>What a query cannot compare it leaves out in silence: it is counted apart.</summary>
    [Theory]
    [InlineData("\"eventTime\":\"", "\"eventTime\":\"+")]
    [InlineData("\"recipientAccountId\"", "\"other\"")]
    [InlineData("\"awsRegion\"", "\"other\"")]
    [InlineData("\"eventName\"", "\"other\"")]
    [InlineData("\"eventSource\"", "\"other\"")]
    public async Task Record_ThatCannotBeCompared_IsCountedAndInconclusive(string from, string to)
    {
        await using var world = await AthenaWorld.StartAsync();
        var record = LogText.Record("odd", time: AthenaWorld.Text(world.Day.AddHours(5))).Replace(from, to, StringComparison.Ordinal);
        await world.Athena.AddAsync(record, world.Day.AddHours(5));

        var report = await world.AuditAsync();

        AthenaWorld.AssertNeverClean(report, "1 records of account ");
        Assert.True(report.Certificate.Malformed >= 1);
    }

    [Fact]
    public async Task Record_OfInsights_IsNoCall()
    {
        await using var world = await AthenaWorld.StartAsync();
        await world.Athena.AddAsync(
            $$"""{"eventVersion":"1.07","eventTime":"{{AthenaWorld.Text(world.Day)}}","eventType":"AwsCloudTrailInsight"}""", world.Day);

        AthenaWorld.AssertAllRead(await world.AuditAsync());
    }

    /// <summary>Whoever makes a call chooses these texts.</summary>
    [Fact]
    public async Task Record_WithHostileTexts_IsFoundAndHarmsNothing()
    {
        await using var world = await AthenaWorld.StartAsync();
        const string hostile = "x'; DROP TABLE \"security\".\"cloudtrail_logs\"; -- ? ?? $1 \\u0022 '' %_";
        var parameters = JsonSerializer.Serialize(new { roleName = hostile, policyArn = hostile });
        await world.Athena.AddAsync(
            LogText.Record("hostile", time: AthenaWorld.Text(world.Day.AddHours(5)), parameters: parameters), world.Day.AddHours(5));

        var report = await world.AuditAsync();

        AthenaWorld.AssertAllRead(report, found: 4);
        Assert.Equal(hostile, report.Findings.Single(each => each.Change.EventId == "hostile").Change.Target);
        AthenaWorld.AssertAllRead(await world.AuditAsync(), found: 4);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{\"a\":")]
    public async Task Parameters_ThatAreNoJson_AreToldAndNeverApproved(string text)
    {
        await using var world = await AthenaWorld.StartAsync();
        await world.Athena.AddAsync(
            LogText.Record(
                "odd", time: AthenaWorld.Text(world.Day.AddHours(5)), parameters: JsonSerializer.Serialize(text)), world.Day.AddHours(5));

        var report = await world.AuditAsync();

        AthenaWorld.AssertNeverClean(report, "has requestParameters that is not valid JSON");
        Assert.Equal(Verdict.Unknown, report.Findings.Single(each => each.Change.EventId == "odd").Judgement.Verdict);
    }

    [Fact]
    public async Task Audit_Cancelled_StopsTheQuery()
    {
        await using var world = await AthenaWorld.StartAsync();
        world.Athena.Next(QueryEnding.NeverEnds);
        using var cancel = new CancellationTokenSource();
        world.Aws.OnCall = (method, moment) =>
        {
            if (method == "athena:GetQueryExecution" && moment == CallMoment.Accepted && world.Aws.Calls[method] == 3)
                cancel.Cancel();
            return Task.CompletedTask;
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.AuditAsync(cancellation: cancel.Token));

        Assert.Equal("CANCELLED", Assert.Single(world.Aws.Queries).State);
    }

    [Fact]
    public async Task Record_ThatComesBetweenTheQueries_IsToldAndNotMissed()
    {
        await using var world = await AthenaWorld.StartAsync();
        var isAdded = false;
        world.Aws.OnCall = async (method, moment) =>
        {
            if (method != "athena:GetQueryResults" || moment != CallMoment.Received || isAdded)
                return;
            isAdded = true;
            await world.AddAsync("late", world.Day.AddHours(12));
        };

        AthenaWorld.AssertNeverClean(
            await world.AuditAsync(), "Athena counted 4 records of what was asked for and gave 3: a page was lost or came twice");
        AthenaWorld.AssertAllRead(await world.AuditAsync(), found: 4);
    }
}
