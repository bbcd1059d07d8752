using OAuthAttest.Local.Simulators.Aws;
using OAuthAttest.ScopeAudits.Remediating;
using OAuthAttest.ScopeAudits.Running;
using OAuthAttest.Tests.Functions.Remediations;
using Xunit;

namespace OAuthAttest.Tests.Functions.ScopeAudits;

/// <summary>What the timer's audits of a bucket do about what comes late, never comes, or is another bucket by now.</summary>
public sealed class BucketAuditLaterTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>As when the policy of the bucket was broken for weeks.</summary>
    [Fact]
    public async Task Record_ThatIsDeliveredWeeksLate_IsToldOnce_ByTheTimersAuditAlone()
    {
        await using var world = await BucketFlowWorld.StartAsync();
        await world.TickAsync();
        var late = world.Redeliver(TimeSpan.FromDays(29));
        world.Redeliver(TimeSpan.FromDays(31));

        var requested = await BucketAuditFaultTests.AuditAsync(world, since: null);
        await world.LaterAsync();
        await world.LaterAsync();

        Assert.Equal((2, 0), (requested.Records, requested.Matched));
        var runs = await world.RunsAsync();
        Assert.All(runs, run => Assert.True(run.IsComplete, run.Certificate));
        Assert.Equal([0, 0, 1, 0], runs.Select(run => run.NewDeviations));
        var findings = (await world.Flow.GetJsonAsync($"scope-audits/{runs[2].Key}")).GetProperty("findings");
        Assert.Equal([late], findings.EnumerateArray().Select(each => each.GetProperty("change").GetProperty("eventId").GetString()));
    }

    /// <summary>It was approved as a remediation, however late its record comes.</summary>
    [Fact]
    public async Task OwnChange_WhoseRecordIsDeliveredDaysLate_IsNoDeviation()
    {
        await using var world = await BucketFlowWorld.StartAsync();
        var remediations = new RemediationWorld(world.Audit);
        remediations.Account.AddEntity("role", "Reader", "arn:aws:iam::aws:policy/ReadOnlyAccess", RemediationWorld.Policy);
        world.Attach(Hour);
        await world.TickAsync();
        await remediations.PlanAsync();
        var done = await remediations.ApproveAsync();
        Assert.Equal(RemediationState.Done, done.State);
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromDays(1));
        await world.TickAsync();
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromDays(4));
        await world.TickAsync();
        var session = $"arn:aws:sts::111122223333:assumed-role/OAuthAttestAct/{Remediation.SessionOf(done.Id)}";
        var ago = world.Flow.Clock.GetUtcNow() - done.AttemptedAt!.Value;
        world.Redeliver(ago, $$"""
            {"type":"AssumedRole","principalId":"AROAEXAMPLE:x","arn":"{{session}}","accountId":"111122223333",
            "sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROAEXAMPLE","arn":"{{AuditFlowWorld.ActRole}}",
            "accountId":"111122223333","userName":"OAuthAttestAct"} } }
            """);

        await world.LaterAsync();

        var run = (await world.RunsAsync())[^1];
        Assert.True(run.WindowFrom > done.AttemptedAt + Hour);
        Assert.Equal((AuditOutcome.Clean, 1, 0), (run.Outcome, run.Findings, run.Deviations));
    }

    /// <summary>A digest file that is gone for good.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Gap_ThatNothingHeals_IsAskedAboutForAWeek_AndIsThenToldAndPassedBy(bool isAccepted)
    {
        await using var world = await BucketFlowWorld.StartAsync();
        if (isAccepted)
            await world.TickAsync();
        await world.Flow.Time.AdvanceAsync(3 * Hour);
        world.Deliver();
        var gone = world.Digests[^4];
        world.Aws.Buckets.Remove(BucketFlowWorld.Bucket, gone);
        await world.TickAsync();
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromDays(5));
        await world.TickAsync();
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromDays(3));

        await world.TickAsync();
        await world.LaterAsync();

        var runs = await world.RunsAsync();
        var (asked, again, told, next) = (runs[^4], runs[^3], runs[^2], runs[^1]);
        Assert.Contains($"the digest file {gone} is missing", asked.Certificate, StringComparison.Ordinal);
        Assert.Equal((asked.WindowFrom, AuditOutcome.Inconclusive), (again.WindowFrom, again.Outcome));
        Assert.Equal((TimeSpan.FromDays(7), AuditOutcome.Inconclusive), (told.WindowUntil - told.WindowFrom, told.Outcome));
        var untold = Assert.Single(told.Untold);
        Assert.Equal(
            $"calls before {told.WindowFrom.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'} were not asked about again: "
                + "audits that run by themselves go back 7 days in log files, and an audit by request may ask for them",
            untold);
        Assert.Contains(
            untold[untold.IndexOf("were", StringComparison.Ordinal)..], world.Audit.Told[^1].ReadAloud(), StringComparison.Ordinal);
        Assert.True(next.IsComplete, next.Certificate);
        Assert.Equal((AuditOutcome.Clean, told.WindowUntil - Hour), (next.Outcome, next.WindowFrom));
    }

    /// <summary>As when the app was switched off: what none has asked about is asked about, however old it is.</summary>
    [Fact]
    public async Task Time_InWhichNoAuditRan_IsAskedAbout()
    {
        await using var world = await BucketFlowWorld.StartAsync();
        await world.TickAsync();
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromDays(9));
        world.Attach(TimeSpan.FromDays(8));

        await world.TickAsync();

        var runs = await world.RunsAsync();
        Assert.Empty(runs[1].Untold);
        Assert.Equal((runs[0].WindowUntil - Hour, 1), (runs[1].WindowFrom, runs[1].NewDeviations));
    }

    /// <summary>Another bucket may have what this one has not, and need not have what this one has.</summary>
    [Fact]
    public async Task Bucket_ThatIsAnotherOne_IsReadFromFarBack_AndNothingHasVanishedFromIt()
    {
        await using var world = await BucketFlowWorld.StartAsync();
        var other = world.TrailOf("us-east-1", "o-abcdefghij/999900001111");
        world.Attach(TimeSpan.FromHours(20), other, account: "999900001111");
        await world.TickAsync();
        Assert.Equal($"s3://{BucketFlowWorld.Bucket}/", (await world.RunsAsync())[0].Place);
        await world.Flow.ExecuteAsync("UPDATE scope_audits SET place = 's3://northwind-old/'");
        world.Remove(key => key.Contains("999900001111", StringComparison.Ordinal));

        for (var i = 0; i < 2; i++)
        {
            await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(15));
            await world.Audit.TickAsync();
        }

        var runs = await world.RunsAsync();
        Assert.All(runs, run => Assert.True(run.IsComplete, run.Certificate));
        Assert.Equal(TimeSpan.FromDays(2), runs[1].WindowUntil - runs[1].WindowFrom);
        Assert.Equal(runs[1].WindowUntil - Hour, runs[2].WindowFrom);
    }

    /// <summary>It is compared with the newest audits alone, however many there are.</summary>
    [Theory]
    [InlineData(19, true)]
    [InlineData(20, false)]
    public async Task Folder_ThatTheNewestAuditsDidNotHave_HasNotVanished(int audits, bool hasVanished)
    {
        await using var world = await BucketFlowWorld.StartAsync();
        var other = world.TrailOf("us-east-1", "o-abcdefghij/999900001111");
        world.Attach(TimeSpan.FromHours(20), other, account: "999900001111");
        await world.TickAsync();
        await world.Flow.ExecuteAsync($"""
            INSERT INTO scope_audits (key, trigger, source, place, window_from, window_until, untold, state, started_at, told_at,
                is_complete, findings, deviations, new_deviations)
            SELECT key || n, 'Request', source, place, window_from, window_until, untold, state, started_at, told_at, true, 0, 0, 0
            FROM scope_audits, generate_series(1, {audits}) AS n
            """);
        world.Remove(key => key.Contains("999900001111", StringComparison.Ordinal));

        await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(15));
        await world.Audit.TickAsync();

        var run = (await world.RunsAsync())[^1];
        Assert.Equal(hasVanished, run.Certificate!.Contains("us-east-1 is not there any more", StringComparison.Ordinal));
    }

    /// <summary>There may be log files in it.</summary>
    [Fact]
    public async Task Folder_ThatWasNotSearched_IsInconclusive_AndItIsSaidWhatToSet()
    {
        await using var world = await BucketFlowWorld.StartAsync();
        world.Aws.Buckets.Put(
            BucketFlowWorld.Bucket, new SimulatedObject("one/two/three/four/five", new byte[1], new Dictionary<string, string>()));

        await world.TickAsync();

        var run = Assert.Single(await world.RunsAsync());
        Assert.Equal(AuditOutcome.Inconclusive, run.Outcome);
        Assert.Contains(
            "has folders that were not searched for log files, such as one/two/three/four/: set Bucket:Prefix",
            Assert.Single(world.Audit.Told).ReadAloud(), StringComparison.Ordinal);
    }
}
