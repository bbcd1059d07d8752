using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.Aws;
using OAuthAttest.Local.Simulators.Identity;
using OAuthAttest.ScopeAudits;
using OAuthAttest.Tests.Aws.Access;
using OAuthAttest.Tests.Aws.CloudTrail;
using Xunit;

namespace OAuthAttest.Tests.ScopeAudits.Sources;

/// <summary>The audit over CloudTrail's history, with everything in order, and with accounts and Regions that are not.</summary>
public sealed class LookupSourceTests
{
    private static readonly AwsSimulatorOptions TwoRoles = new()
    {
        Roles =
        [
            new SimulatedRole(LookupWorld.RoleOf(LookupWorld.Account)), new SimulatedRole(LookupWorld.RoleOf(LookupWorld.Other), "x-1"),
        ],
    };

    [Fact]
    public async Task Audit_EverythingAnswered_IsCleanAndHasEveryRecordOnce()
    {
        await using var world = await LookupWorld.StartAsync();

        var report = await world.AuditAsync();

        Assert.True(report.IsClean);
        Assert.Equal(7, report.Count(Verdict.Approved));
        var certificate = report.Certificate;
        Assert.Equal((7, 7, 0), (certificate.Records, certificate.Matched, certificate.Repeated));
        Assert.Equal(
            [
                (LookupWorld.Region, "CreateToken", 0), (LookupWorld.Region, "CreateUserPoolClient", 1),
                (LookupWorld.Home, "AttachRolePolicy", 5), (LookupWorld.Home, "CreateToken", 0),
                (LookupWorld.Home, "CreateUserPoolClient", 1),
            ],
            certificate.Asked.Select(query => (query.Region, query.EventName, (int)query.Records)));
        Assert.All(certificate.Asked, query => Assert.Equal((LookupWorld.Account, null), (query.Account, query.Problem)));
        Assert.Equal(["us-east-1 6", "eu-west-1 1"], certificate.Spans.Select(span => $"{span.Region} {span.Events}").OrderDescending());
    }

    [Fact]
    public async Task Audit_NothingHappened_IsCleanAllTheSame_ForEveryQuestionWasAnswered()
    {
        await using var world = await LookupWorld.StartAsync();

        var report = await world.AuditAsync(world.Settings(
            ("ScopeAudit:Accounts:0:RoleArn", null), ("ScopeAudit:Regions", "eu-north-1"), ("ScopeAudit:Window", "01:00:00")));

        Assert.True(report.IsClean);
        Assert.Equal(5, report.Certificate.Asked.Count);
    }

    [Fact]
    public async Task Audit_SeveralAccounts_EntersEachByItsRole_AndKeepsTheRateOfEachApart()
    {
        await using var world = await LookupWorld.StartAsync(TwoRoles);
        world.Log("CreateToken", "sso.amazonaws.com", LookupWorld.Region, LookupWorld.Other);

        var report = await world.AuditAsync(Two(world, "x-1"));

        Assert.True(report.IsClean);
        Assert.Equal(
            [LookupWorld.Account, LookupWorld.Other], report.Findings.Select(each => each.Change.Account).Distinct().Order());
        Assert.Equal(
            4, world.Paces.All.Where(each => each.HeldBack is null).Select(each => (each.Account, each.Region)).Distinct().Count());
        Assert.Equal(world.Paces.All.Count, world.Aws.Calls["lookup:us-east-1"] + world.Aws.Calls["lookup:eu-west-1"]);
    }

    [Theory]
    [InlineData("wrong-external-id", "AccessDenied")]
    [InlineData(null, "AccessDenied")]
    public async Task Audit_AnAccountThatCannotBeEntered_IsToldAndTheOthersAreRead(string? externalId, string told)
    {
        await using var world = await LookupWorld.StartAsync(TwoRoles);

        var report = await world.AuditAsync(Two(world, externalId));

        LookupWorld.AssertNeverClean(report, $"account {LookupWorld.Other}, us-east-1, 3 questions: STS refused the call ({told})");
        Assert.Equal(7, report.Findings.Count);
        Assert.All(report.Certificate.Asked, query => Assert.Equal(query.Account == LookupWorld.Account, query.IsComplete));
        Assert.Equal(1, world.Aws.Calls[$"{AwsSimulator.AssumeRole}:{LookupWorld.Other}"]);
    }

    [Fact]
    public async Task Audit_OwnCredentialsOfAnotherAccount_AreNotTakenForTheAccounts()
    {
        await using var world = await LookupWorld.StartAsync();

        var report = await world.AuditAsync(world.Settings(
            ("ScopeAudit:Accounts:0:RoleArn", null), ("ScopeAudit:Accounts:0:Id", LookupWorld.Other)));

        LookupWorld.AssertNeverClean(report, "the credentials of this process are of another account");
        Assert.DoesNotContain(world.Aws.Calls.Keys, method => method.StartsWith(AwsSimulator.Lookup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Audit_NoCredentials_IsTold()
    {
        await using var world = await LookupWorld.StartAsync();

        var report = await world.AuditAsync(own: new FixedCredentials(null));

        LookupWorld.AssertNeverClean(report, "there are no credentials of AWS for this process");
    }

    [Fact]
    public async Task Audit_RoleThatMayNotLookUp_GivesTheRegionUpAfterOneCall()
    {
        await using var world = await LookupWorld.StartAsync(new AwsSimulatorOptions
        {
            Roles = [new SimulatedRole(LookupWorld.RoleOf(LookupWorld.Account), MayLookUp: false)],
        });

        var report = await world.AuditAsync();

        LookupWorld.AssertNeverClean(report, "us-east-1, 3 questions: AWS refused the call (HTTP 400, AccessDeniedException)");
        Assert.Equal(1, world.Aws.Calls["lookup:us-east-1"]);
    }

    [Fact]
    public async Task Audit_ClockOfThisMachineIsWrong_IsToldAndNotMadeUpFor()
    {
        await using var world = await LookupWorld.StartAsync();

        var report = await world.AuditAsync(clock: new ShiftedClock(TimeSpan.FromMinutes(9)));

        LookupWorld.AssertNeverClean(report, "InvalidSignatureException); is this machine's clock right?");
    }

    [Fact]
    public async Task Audit_ClockOfAwsIsAnother_StsRefuses_AndTheAccountIsTold()
    {
        await using var world = await LookupWorld.StartAsync(clock: new ShiftedClock(TimeSpan.FromMinutes(-9)));

        var report = await world.AuditAsync();

        LookupWorld.AssertNeverClean(report, "STS refused the call (SignatureDoesNotMatch); is this machine's clock right?");
    }

    [Fact]
    public async Task Audit_SessionOfARoleThatEndsSoon_IsTakenAnew()
    {
        await using var world = await LookupWorld.StartAsync(new AwsSimulatorOptions
        {
            Roles = [new SimulatedRole(LookupWorld.RoleOf(LookupWorld.Account))],
            SessionLife = TimeSpan.FromMinutes(4),
        });

        Assert.True((await world.AuditAsync()).IsClean);
        Assert.True(world.Aws.Calls[$"{AwsSimulator.AssumeRole}:{LookupWorld.Account}"] > 5);
    }

    [Fact]
    public async Task Audit_TokenThatIsNotGoodAnyMore_LeavesThatQuestionAloneUnanswered()
    {
        await using var world = await LookupWorld.StartAsync();
        world.Aws.Refusals.Next("lookup:us-east-1", "", "InvalidNextTokenException");

        var report = await world.AuditAsync();

        LookupWorld.AssertNeverClean(report, "us-east-1, AttachRolePolicy: AWS refused the call (HTTP 400, InvalidNextTokenException)");
        Assert.Equal(["AttachRolePolicy"], report.Certificate.Asked.Where(query => !query.IsComplete).Select(query => query.EventName));
        // What the first page had is found all the same.
        Assert.Equal(4, report.Findings.Count);
    }

    [Fact]
    public async Task Audit_Throttled_HoldsEverybodyBackAndGoesOn()
    {
        await using var world = await LookupWorld.StartAsync();
        world.Aws.Refusals.Next("lookup:eu-west-1", "ThrottlingException", "ThrottlingException");
        world.Aws.Faults.Next("lookup:us-east-1", HttpFault.None, HttpFault.ThrottledWithoutDelay);

        Assert.True((await world.AuditAsync()).IsClean);
        Assert.Equal(
            [("eu-west-1", 1.0), ("eu-west-1", 1.0), ("us-east-1", 1.0)],
            world.Paces.All.Where(each => each.HeldBack is not null)
                .Select(each => (each.Region, each.HeldBack!.Value.TotalSeconds)).Order());
    }

    [Fact]
    public async Task Audit_OverTheRateOfAws_IsToldWhereNobodyKeepsIt()
    {
        await using var world = await LookupWorld.StartAsync(new AwsSimulatorOptions
        {
            Roles = [new SimulatedRole(LookupWorld.RoleOf(LookupWorld.Account))],
            Rate = new CallRate(2, 0.001),
        });

        var report = await world.AuditAsync();

        LookupWorld.AssertNeverClean(report, "AWS throttled the call (HTTP 400, ThrottlingException)");
        Assert.True(world.Aws.Throttled > 0);
    }

    [Fact]
    public async Task Audit_RegionThatAnswersLate_IsWaitedFor()
    {
        await using var world = await LookupWorld.StartAsync();
        var home = new TaskCompletionSource();
        var asked = 0;
        world.Aws.OnCall = async (method, moment) =>
        {
            if (method == "lookup:us-east-1" && moment == CallMoment.Accepted && Interlocked.Increment(ref asked) == 3)
                home.SetResult();
            if (method == "lookup:eu-west-1")
                await home.Task;
        };

        Assert.True((await world.AuditAsync(world.Settings(("ScopeAudit:Concurrency", "2")))).IsClean);
    }

    [Fact]
    public async Task Audit_RegionThatNeverAnswers_IsGivenUpAndTheOthersAreRead()
    {
        await using var world = await LookupWorld.StartAsync();
        world.Aws.Faults.Next("lookup:us-east-1", [.. Enumerable.Repeat(HttpFault.SilentBeforeAccepting, 50)]);

        var report = await world.AuditAsync(world.Settings(("ScopeAudit:RequestTimeout", "00:00:00.1")));

        LookupWorld.AssertNeverClean(report, "us-east-1, 3 questions: AWS: no answer within 0.1 s");
        Assert.Single(report.Findings);
    }

    [Fact]
    public async Task Audit_RecordThatComesLate_IsMissedByNoRunThatSaysClean()
    {
        await using var world = await LookupWorld.StartAsync();
        var young = world.Log("CreateToken", "sso.amazonaws.com", LookupWorld.Region, at: world.Now.AddMinutes(-5));
        var read = 0;
        world.Aws.OnCall = (method, moment) =>
        {
            // Between the last page and the second look.
            if (method == "lookup:us-east-1" && moment == CallMoment.Accepted && ++read == 3)
                world.Log("AttachRolePolicy", "iam.amazonaws.com", LookupWorld.Home, at: world.Now.AddMinutes(-17));
            return Task.CompletedTask;
        };

        var during = await world.AuditAsync();
        var after = await world.AuditAsync();

        LookupWorld.AssertNeverClean(during, "AttachRolePolicy: a page was left out, or an event came late");
        Assert.True(after.IsClean);
        Assert.Equal((8, 8), (during.Findings.Count, after.Findings.Count));
        // Younger than what CloudTrail is sure to have: nothing is said of it yet.
        Assert.DoesNotContain(after.Findings, each => each.Change.EventId == young);
        Assert.All(after.Certificate.Asked, query => Assert.True(query.Until <= world.Now.AddMinutes(-15)));
    }

    [Fact]
    public async Task Audit_RecordOfAnotherAccount_IsNoAnswerToTheQuestion()
    {
        await using var world = await LookupWorld.StartAsync();
        world.Aws.Log(LookupWorld.Account, LookupWorld.Region, LogText.Record(
            "foreign", "CreateToken", "sso.amazonaws.com",
            world.Now.AddMinutes(-30).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"), LookupWorld.Other, LookupWorld.Region));

        LookupWorld.AssertNeverClean(await world.AuditAsync(), "CreateToken: a page has records of another account");
    }

    private static Dictionary<string, string?> Two(LookupWorld world, string? externalId) => world.Settings(
        ("ScopeAudit:Accounts:1:Id", LookupWorld.Other),
        ("ScopeAudit:Accounts:1:RoleArn", LookupWorld.RoleOf(LookupWorld.Other)),
        ("ScopeAudit:Accounts:1:ExternalId", externalId));

    private sealed class ShiftedClock(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }
}
