using OAuthAttest.Evidence;
using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.ScopeAudits.Alerting;
using OAuthAttest.ScopeAudits.Paging;
using OAuthAttest.ScopeAudits.Running;
using OAuthAttest.Tests.Aws.CloudTrail;
using Xunit;

namespace OAuthAttest.Tests.Functions.ScopeAudits;

/// <summary>PagerDuty and Datadog are told of deviations, with each call going wrong once and for good.</summary>
public sealed class ScopePagingFlowTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task Deviation_IsPagedAndLogged_Once()
    {
        await using var world = await PagingWorld.StartAsync();
        world.Audits.Attach(Hour);
        world.Audits.Attach(Hour, "PowerUserAccess");

        await world.Audits.TickAsync();
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(15));
        await world.Audits.TickAsync();

        var run = (await world.Audits.RunsAsync())[0];
        var page = Assert.Single(world.Pager.Alerts);
        Assert.StartsWith($"{run.Key}:", page.DedupKey, StringComparison.Ordinal);
        Assert.Equal(
            ("AWS, high: AttachRolePolicy × 2 by arn:aws:iam::111122223333:role/Deploy in account 111122223333: not approved", "error"),
            (page.Summary, page.Severity));
        Assert.Contains("PowerUserAccess", page.Triggers[0].ToJsonString(), StringComparison.Ordinal);
        var logged = Assert.Single(world.Datadog.Events);
        Assert.Equal(
            ("AWS: 2 changes of scopes or policies that are not approved", "error", $"{run.Key}:event"),
            (logged.Title, logged.Status, logged.AggregationKey));
        Assert.All(await world.NoticesAsync(), notice => Assert.Equal((AuditNoticeState.Done, 1), (notice.State, notice.Attempts)));
        Assert.Single(await world.Flow.AuditKindsAsync(), kind => kind == AuditKinds.ScopeAuditPaged);
        Assert.NotNull(await world.ToldAtAsync());
    }

    [Fact]
    public async Task Storm_OfManyPrincipals_IsABoundedNumberOfPages()
    {
        await using var world = await PagingWorld.StartAsync();
        for (var number = 0; number < 30; number++)
        {
            var identity = LogText.RoleSession.Replace("role/Deploy", $"role/Deploy{number}", StringComparison.Ordinal);
            world.Audits.Attach(Hour, identity: identity);
            world.Audits.Attach(Hour, "Other", identity: identity);
        }

        await world.Audits.TickAsync();

        Assert.Equal(6, world.Pager.Alerts.Count);
        Assert.Equal(6, world.Pager.Alerts.Select(alert => alert.DedupKey).Distinct(StringComparer.Ordinal).Count());
        var others = Assert.Single(world.Pager.Alerts, alert => alert.DedupKey.EndsWith(":others", StringComparison.Ordinal));
        Assert.Contains("50 more changes in 25 groups", others.Summary, StringComparison.Ordinal);
        Assert.Contains("and 20 more groups", MessageOf(Assert.Single(world.Datadog.Events)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Critical", 0)]
    [InlineData("never", 0)]
    [InlineData("High", 1)]
    [InlineData("Low", 1)]
    public async Task Deviation_IsPagedFromTheSeverityThatIsSet(string pageFrom, int pages)
    {
        await using var world = await PagingWorld.StartAsync(pageFrom);
        world.Audits.Attach(Hour);

        await world.Audits.TickAsync();

        Assert.Equal(pages, world.Pager.Alerts.Count);
        Assert.Single(world.Datadog.Events);
        Assert.NotNull(await world.ToldAtAsync());
    }

    [Theory]
    [InlineData(HttpFault.ServerError)]
    [InlineData(HttpFault.Throttled)]
    [InlineData(HttpFault.HtmlPage)]
    [InlineData(HttpFault.BrokenBeforeAccepting)]
    [InlineData(HttpFault.BrokenAfterAccepting)]
    [InlineData(HttpFault.ServerErrorAfterAccepting)]
    public async Task Page_ThatFailsOnce_IsOneAlert(HttpFault fault)
    {
        await using var world = await PagingWorld.StartAsync();
        world.Audits.Attach(Hour);
        world.Pager.Faults.Next("enqueue", fault);

        await world.Audits.TickAsync();
        var early = await world.ToldAtAsync();
        await world.Flow.Time.AdvanceAsync(Hour);

        Assert.Null(early);
        Assert.NotNull(await world.ToldAtAsync());
        Assert.Single(world.Pager.Alerts);
        Assert.Single(world.Datadog.Events);
        Assert.Equal(2, world.Audits.Told.Count);
        Assert.Single(await world.Flow.AuditKindsAsync(), kind => kind == AuditKinds.ScopeAuditPaged);
    }

    [Theory]
    [InlineData(HttpFault.ServerError, 1)]
    [InlineData(HttpFault.Throttled, 1)]
    [InlineData(HttpFault.BrokenBeforeAccepting, 1)]
    // Datadog has no key by which it would know a repetition.
    [InlineData(HttpFault.ServerErrorAfterAccepting, 2)]
    public async Task Event_ThatFailsOnce_IsSentAgain_WithTheSameKey(HttpFault fault, int events)
    {
        await using var world = await PagingWorld.StartAsync();
        world.Audits.Attach(Hour);
        world.Datadog.Faults.Next("events", fault);

        await world.Audits.TickAsync();
        var early = await world.ToldAtAsync();
        await world.Flow.Time.AdvanceAsync(Hour);

        Assert.Null(early);
        Assert.NotNull(await world.ToldAtAsync());
        Assert.Equal(events, world.Datadog.Events.Count);
        Assert.Single(world.Datadog.Events.Select(each => each.AggregationKey).Distinct(StringComparer.Ordinal));
        Assert.Single(world.Pager.Alerts);
    }

    [Fact]
    public async Task Page_ThatTheFirstKeyRefuses_GoesToTheOther()
    {
        await using var world = await PagingWorld.StartAsync();
        world.Audits.Attach(Hour);
        world.Pager.Faults.Next("enqueue", HttpFault.Refused);

        await world.Audits.TickAsync();

        Assert.Equal(world.Pager.Options.FallbackRoutingKey, Assert.Single(world.Pager.Alerts).RoutingKey);
        Assert.NotNull(await world.ToldAtAsync());
        Assert.Equal(2, world.Audits.Told.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Page_ThatIsRefusedForGood_IsToldInTheChannel_AndTheRestGoesOn(bool hasFallback)
    {
        await using var world = await PagingWorld.StartAsync(hasFallback: hasFallback);
        world.Audits.Attach(Hour);
        world.Pager.Faults.Next("enqueue", HttpFault.Refused, HttpFault.Refused);

        await world.Audits.TickAsync();
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(15));
        await world.Audits.TickAsync();

        Assert.Empty(world.Pager.Alerts);
        var failed = Assert.Single(world.Audits.Told, message => message.Key!.EndsWith(":page-failed", StringComparison.Ordinal));
        Assert.Contains("nobody may have been called", failed.ReadAloud(), StringComparison.Ordinal);
        Assert.Single(world.Datadog.Events);
        Assert.Equal(3, world.Audits.Told.Count);
        Assert.All(await world.Audits.RunsAsync(), run => Assert.NotNull(run.ToldAt));
        Assert.Single(await world.Flow.AuditKindsAsync(), kind => kind == AuditKinds.ScopeAuditPageFailed);
    }

    [Fact]
    public async Task Event_ThatIsRefusedForGood_KeepsNothingElseBack()
    {
        await using var world = await PagingWorld.StartAsync();
        world.Audits.Attach(Hour);
        world.Datadog.Faults.Next("events", HttpFault.Refused);

        await world.Audits.TickAsync();

        Assert.Empty(world.Datadog.Events);
        Assert.Single(world.Pager.Alerts);
        Assert.Equal(2, world.Audits.Told.Count);
        Assert.NotNull(await world.ToldAtAsync());
        Assert.Equal(AuditNoticeState.Failed, (await world.NoticesAsync())[^1].State);
    }

    [Fact]
    public async Task PagerDuty_ThatIsOut_IsToldAfterAQuarterOfAnHour_AndTriedOn()
    {
        await using var world = await PagingWorld.StartAsync();
        world.Audits.Attach(Hour);
        world.Pager.Faults.AtRandom(seed: 1, shareOfCalls: 1, HttpFault.ServerError);

        await world.Audits.TickAsync();
        Assert.Equal(2, world.Audits.Told.Count);
        await world.Flow.Time.AdvanceAsync(Hour);
        Assert.Single(world.Audits.Told, message => message.Key!.EndsWith(":page-failed", StringComparison.Ordinal));
        Assert.Null(await world.ToldAtAsync());
        world.Pager.Faults.Stop();
        await world.Flow.Time.AdvanceAsync(Hour);

        Assert.Single(world.Pager.Alerts);
        Assert.Equal(3, world.Audits.Told.Count);
        Assert.NotNull(await world.ToldAtAsync());
    }

    [Fact]
    public async Task EverythingThatIsOutForADay_IsGivenUp_AndTheAuditEnds()
    {
        await using var world = await PagingWorld.StartAsync();
        world.Audits.Attach(Hour);
        world.Pager.Faults.AtRandom(seed: 1, shareOfCalls: 1, HttpFault.ServerError);
        world.Datadog.Faults.AtRandom(seed: 1, shareOfCalls: 1, HttpFault.ServerError);

        await world.Audits.TickAsync();
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromHours(25));

        Assert.All(await world.NoticesAsync(), notice => Assert.Equal(AuditNoticeState.Failed, notice.State));
        Assert.NotNull(await world.ToldAtAsync());
    }

    [Fact]
    public async Task Slack_ThatIsOut_KeepsNobodyFromBeingCalled()
    {
        await using var world = await PagingWorld.StartAsync();
        world.Audits.Attach(Hour);
        world.Flow.Slack.Faults.Next("chat.postMessage", SlackFault.ServerError);

        await world.Audits.TickAsync();

        Assert.Null(await world.ToldAtAsync());
        Assert.Single(world.Pager.Alerts);
        Assert.Single(world.Datadog.Events);
        await world.Flow.Time.AdvanceAsync(Hour);
        Assert.NotNull(await world.ToldAtAsync());
        Assert.Single(world.Pager.Alerts[0].Triggers);
        Assert.Single(world.Datadog.Events);
    }

    [Fact]
    public async Task Worker_ThatDiedWhileItSent_IsFollowedByAnother()
    {
        await using var world = await PagingWorld.StartAsync();
        world.Audits.Attach(Hour);
        world.Pager.Faults.Next("enqueue", HttpFault.ServerError);
        world.Datadog.Faults.Next("events", HttpFault.ServerError);
        await world.Audits.TickAsync();

        await world.Flow.ExecuteAsync("UPDATE scope_audit_notices SET state = 'Sending'");
        await world.Flow.Time.AdvanceAsync(Hour);

        Assert.Single(world.Pager.Alerts);
        Assert.Single(world.Datadog.Events);
        Assert.NotNull(await world.ToldAtAsync());
    }

    [Fact]
    public async Task Steps_ThatFailBeforeAndAfterTheirWork_TellOnce()
    {
        var failing = new FailingActivities();
        await using var world = await PagingWorld.StartAsync(interceptor: failing);
        world.Audits.Attach(Hour);

        await world.Audits.TickAsync();
        await world.Flow.Time.AdvanceAsync(Hour * 2);

        Assert.True(failing.After.ContainsKey("TellScopeAudit"));
        Assert.Single(Assert.Single(world.Pager.Alerts).Triggers);
        Assert.Single(world.Datadog.Events);
        Assert.Equal(2, world.Audits.Told.Count);
        Assert.NotNull(await world.ToldAtAsync());
    }

    [Fact]
    public async Task SeveralWorkersAtOnce_TellOnce()
    {
        await using var world = await PagingWorld.StartAsync();
        world.Audits.Attach(Hour);
        var run = await world.Flow.Service<AuditStart>().BeginNextAsync(default);
        while (await world.Flow.Service<AuditParts>().WaitingAsync(run!.Id, 10, default) is { Count: > 0 } parts)
            await world.Flow.Service<AuditParts>().ReadAsync(parts[0], default);
        await world.Flow.Service<AuditConclusion>().ConcludeAsync(run.Id, default);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => world.Flow.Service<AuditAlerting>().TellAsync(run.Id, default)));
        await world.Audits.TickAsync();
        await world.Flow.Time.AdvanceAsync(Hour);

        Assert.Single(world.Pager.Alerts);
        Assert.Single(world.Datadog.Events);
        Assert.Equal(2, (await world.NoticesAsync()).Count);
        Assert.NotNull((await world.Audits.RunsAsync())[0].ToldAt);
    }

    [Fact]
    public async Task Doubt_IsAnEventOnceADay_AndNoPage()
    {
        await using var world = await PagingWorld.StartAsync();
        world.Audits.Aws.Faults.AtRandom(seed: 1, shareOfCalls: 1, HttpFault.ServerError);

        await world.Audits.TickAsync();
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(15));
        await world.Audits.TickAsync();

        var doubt = Assert.Single(world.Datadog.Events);
        Assert.Equal(("AWS: the audit of scopes could not read everything", "warn"), (doubt.Title, doubt.Status));
        Assert.Contains("account 111122223333", MessageOf(doubt), StringComparison.Ordinal);
        Assert.Empty(world.Pager.Alerts);
        Assert.All(await world.Audits.RunsAsync(), run => Assert.NotNull(run.ToldAt));
    }

    [Fact]
    public async Task HostileRecord_IsPagedAndLogged_InsideTheServicesLimits()
    {
        await using var world = await PagingWorld.StartAsync();
        var name = string.Concat(Enumerable.Repeat("é\\u202E<!channel>'; --", 60));
        world.Audits.Attach(Hour, identity: LogText.RoleSession.Replace("role/Deploy", $"role/{name}", StringComparison.Ordinal));

        await world.Audits.TickAsync();

        Assert.Single(world.Pager.Alerts);
        Assert.Single(world.Datadog.Events);
        Assert.NotNull(await world.ToldAtAsync());
    }

    private static string MessageOf(OAuthAttest.Local.Simulators.Datadog.SimulatedDatadogEvent logged) =>
        logged.Attributes.GetProperty("message").GetString()!;
}
