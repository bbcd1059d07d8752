using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.EntityFrameworkCore;
using OAuthAttest.Campaigns;
using OAuthAttest.Functions;
using OAuthAttest.Grants;
using OAuthAttest.Local.Hosting.Catalog;
using OAuthAttest.Revocations.Providers;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Tests.Functions.Escalations;
using OAuthAttest.Tests.Functions.Inventory;
using OAuthAttest.Tests.Functions.Remediations;
using OAuthAttest.Tests.Functions.Revocations;
using OAuthAttest.Tests.Functions.ScopeAudits;
using Xunit;

namespace OAuthAttest.Tests.Functions;

/// <summary>
/// Every call of every activity of every orchestration fails once before its work and once after it, as when a worker dies. The
/// result must be the same as without failures, and nothing is sent twice. The activities come from the host's own catalogue:
/// one that no scenario calls fails the last test.
/// </summary>
public sealed class ActivityFailureTests(ActivityFailureTests.Played played) : IClassFixture<ActivityFailureTests.Played>
{
    private const string Post = "chat.postMessage";

    [Fact]
    public async Task Campaign_EveryActivityFailsBeforeAndAfterItsWork_EndsTheSame() =>
        Assert.Equal(await PlayCampaignAsync(null), await played.Campaign.Value);

    [Fact]
    public async Task Escalations_EveryActivityFailsBeforeAndAfterItsWork_EndTheSame() =>
        Assert.Equal(await PlayEscalationsAsync(null), await played.Escalations.Value);

    [Fact]
    public async Task Removals_EveryActivityFailsBeforeAndAfterItsWork_EndTheSame() =>
        Assert.Equal(await PlayRemovalsAsync(null), await played.Removals.Value);

    [Fact]
    public async Task Syncs_EveryActivityFailsBeforeAndAfterItsWork_EndTheSame() =>
        Assert.Equal(await PlaySyncsAsync(null), await played.Syncs.Value);

    [Fact]
    public async Task ScopeAudits_EveryActivityFailsBeforeAndAfterItsWork_EndTheSame() =>
        Assert.Equal(await PlayScopeAuditsAsync(null), await played.ScopeAudits.Value);

    [Fact]
    public async Task Remediations_EveryActivityFailsBeforeAndAfterItsWork_EndTheSame() =>
        Assert.Equal(await PlayRemediationsAsync(null), await played.Remediations.Value);

    [Fact]
    public async Task EveryActivity_OfTheCatalogue_FailedBothWays()
    {
        await Task.WhenAll(played.Campaign.Value, played.Escalations.Value, played.Removals.Value, played.Syncs.Value,
            played.ScopeAudits.Value, played.Remediations.Value);
        var activities = FunctionCatalog
            .Read(typeof(FunctionsRegistration).Assembly.GetTypes())
            .With<ActivityTriggerAttribute>()
            .Select(pair => pair.Function.Name);

        Assert.All(activities, name =>
        {
            Assert.True(played.Failures.Before.ContainsKey(name), $"No scenario calls {name}: add one, here.");
            Assert.True(played.Failures.After.ContainsKey(name), $"{name} never failed after its work.");
        });
    }

    [Fact]
    public async Task Campaign_EverybodyIsDoneAndTheAnswerIsLost_StillClosesThen()
    {
        await using var world = await FlowWorld.StartAsync(new() { Interceptor = new FailingActivities() });
        var jane = await world.AddPersonAsync("jane");
        var grant = await world.AddGrantAsync("jane");
        await world.OpenCampaignAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromHours(1));
        await world.KeepAsync(jane, grant);
        // Jane is done after a day; the campaign's own check comes a day later.
        await world.Time.AdvanceAsync(TimeSpan.FromHours(27));

        Assert.Equal(CampaignState.Closed, (await world.CampaignAsync()).State);
    }

    [Fact]
    public async Task Campaign_ScopesGrewAndTheAnswerIsLost_StillTellsThePersonThen()
    {
        await using var world = await FlowWorld.StartAsync(new() { Interceptor = new FailingActivities() });
        var (jane, joe) = (await world.AddPersonAsync("jane"), await world.AddPersonAsync("joe"));
        var grant = await world.AddGrantAsync("jane");
        await world.AddGrantAsync("joe");
        await world.OpenCampaignAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromHours(1));
        await world.KeepAsync(jane, grant);
        await world.Time.AdvanceAsync(TimeSpan.FromHours(1));
        await world.GrowAsync(grant, "Mail.ReadWrite", "User.Read");
        // The campaign checks a day after it opened, half an hour before the person's own next check.
        await world.Time.AdvanceAsync(TimeSpan.FromHours(22.5));

        Assert.Equal(["request", "grown-1"], FlowWorld.Sent(jane));
        Assert.Equal(["request"], FlowWorld.Sent(joe));
    }

    /// <summary>A blocked start, answers, no answer, a manager, somebody unreachable, grown scopes, a held worklist; a rehearsal.</summary>
    private static async Task<string> PlayCampaignAsync(IFunctionInterceptor? interceptor)
    {
        await using var world = await FlowWorld.StartAsync(
            new()
            {
                ["Campaign:Enabled"] = "true",
                ["Campaign:ResponseWindow"] = "6.00:00:00",
                ["Campaign:ReminderOffsets"] = "2.00:00:00,5.00:00:00",
                ["Campaign:AskManagerAfter"] = "3.00:00:00",
                ["Campaign:Breaker:MaxShareOfGrants"] = "0.1",
                Interceptor = interceptor,
            });
        var keeper = await world.AddPersonAsync("keeper");
        foreach (var (name, manager) in new[] { ("silent", null), ("managed", "boss"), ("grown", (string?)null) })
            await world.AddPersonAsync(name, manager);
        world.AddMember("boss");
        await world.AddPersonAsync("offline", inSlack: false);
        var (kept, grown) = (await world.AddGrantAsync("keeper"), await world.AddGrantAsync("grown"));
        foreach (var owner in (string?[])["silent", "managed", "offline", null])
            await world.AddGrantAsync(owner);
        await using (var db = world.Open())
            await db.Sources.ExecuteUpdateAsync(set => set.SetProperty(source => source.LastSucceededAt, FlowWorld.Start.AddDays(-30)));
        await world.Time.AdvanceAsync(TimeSpan.FromHours(3));
        await world.RefreshInventoryAsync();

        await world.OpenCampaignAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromHours(1));
        using var rehearsal = await world.PostAsync("rehearsals", """{"key":"2027Q1"}""");
        Assert.Equal(HttpStatusCode.Accepted, rehearsal.StatusCode);
        await world.KeepAsync(keeper, kept);
        await world.KeepAsync(world.Person("grown"), grown);
        await world.Time.AdvanceAsync(TimeSpan.FromHours(6));
        await world.GrowAsync(grown, "Mail.ReadWrite", "User.Read");
        await world.Time.AdvanceAsync(TimeSpan.FromDays(7));
        await world
            .Person("lead")
            .PressAsync(world.LeadMessages[^1].Buttons().Single(button => button.ActionId == SlackActions.ApproveWorklist));
        await world.Time.AdvanceAsync(TimeSpan.FromHours(2));
        return await DescribeAsync(world);
    }

    private static async Task<string> DescribeAsync(FlowWorld world)
    {
        await using var db = world.Open();
        var campaign = await world.CampaignAsync();
        var people = await db.Participants.AsNoTracking().OrderBy(p => p.Key).ToListAsync();
        var items = await db.Items.AsNoTracking().OrderBy(i => i.GrantId).ToListAsync();
        var kinds = await db.AuditEvents.AsNoTracking().Select(e => e.Kind).ToListAsync();
        return Lines(
        [
            $"campaign {campaign.State}, worklist {campaign.WorklistState}: {campaign.HoldReasons?.Split('\n').Length}",
            $"worklist {string.Join(' ', await world.WorklistAsync())}",
            $"rehearsals {await db.Rehearsals.CountAsync()}, failures {await db.OrchestrationFailures.CountAsync()}, "
                + $"posts {world.Slack.Calls[Post]}",
            .. people.Select(p =>
                $"{p.Key}: {p.State} {p.UnreachableReason} asked {p.AskedAt is not null} "
                    + $"reminded {p.RemindersSent}/{p.DelegateRemindersSent} "
                    + $"told {p.ScopeChangesTold} open {p.OpenCount} painted {p.PaintedRevision - p.Revision}"
            ),
            .. items.Select(i => $"grant {i.GrantId}: {i.Class} {i.Answer}"),
            .. world.Slack.AllMessages.Select(m => $"message {m.Key} with {m.Buttons().Count} buttons").Order(StringComparer.Ordinal),
            .. kinds
                .CountBy(kind => kind)
                .OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => $"audit {pair.Key}: {pair.Value}"),
            .. (await InstancesAsync(world.Host)).Order(StringComparer.Ordinal),
        ]);
    }

    /// <summary>A false positive that was acknowledged, another consent of the same app, one that is revoked, one that exits.</summary>
    private static async Task<string> PlayEscalationsAsync(IFunctionInterceptor? interceptor)
    {
        await using var world = await CourseWorld.StartAsync(new() { Interceptor = interceptor }, new PromptProvider());
        var first = await world.LetInAsync();
        await world.PassAsync(TimeSpan.FromMinutes(5));
        await world.LetInAsync();
        await world.LetInAsync("somebody-else", "client-2");
        await world.PassAsync(TimeSpan.FromMinutes(5));
        await world.PressAsync(SlackActions.AcknowledgeIncident);
        await world.PassAsync(TimeSpan.FromMinutes(5));
        await world.PressAsync(SlackActions.FalsePositive);
        await world
            .Slack.Person(CourseWorld.Responder)
            .SubmitAsync(world.Slack.Person(CourseWorld.Responder).OpenViews[^1], "Ordered by the board, ticket 4711.");
        await world.PassAsync(TimeSpan.FromMinutes(5));
        var second = await world.LetInAsync("boss", "client-3");
        Assert.NotEqual(first.Key, second.Key);
        await world.PassAsync(TimeSpan.FromMinutes(5));
        var revoke = world
            .Messages.SelectMany(message => message.Buttons())
            .Single(button => button.ActionId == SlackActions.RevokeIncident);
        await world.Slack.Person(CourseWorld.Responder).PressAsync(revoke);
        await world.PassAsync(TimeSpan.FromMinutes(10));
        return await DescribeAsync(world);
    }

    private static async Task<string> DescribeAsync(CourseWorld world)
    {
        await using var db = world.Open();
        var incidents = await db.Incidents.AsNoTracking().OrderBy(i => i.DedupKey).ToListAsync();
        return Lines([
            .. incidents.Select(i =>
                $"incident {i.DedupKey}: {i.State} {i.End} of {i.Consents}, paged by {i.PageRoute}, "
                    + $"painted {i.PaintedRevision - i.Revision}"
            ),
            .. (await world.EffectsAsync()).Select(e => $"effect {e.Key}: {e.State}").Order(StringComparer.Ordinal),
            .. world.Pager.Alerts.Select(a => $"alert {a.DedupKey}: {a.Status}, {a.Triggers.Count} triggers").Order(StringComparer.Ordinal),
            .. world.Slack.AllMessages.Select(m => $"message {m.Key} with {m.Buttons().Count} buttons").Order(StringComparer.Ordinal),
            $"posts {world.Slack.Calls[Post]}",
            .. world
                .Datadog.Events.CountBy(e => e.AggregationKey ?? "")
                .Select(pair => $"event {pair.Key}: {pair.Value}")
                .Order(StringComparer.Ordinal),
            .. world.Datadog.Points.CountBy(p => p.Metric).Select(pair => $"points {pair.Key}: {pair.Value}").Order(StringComparer.Ordinal),
            .. (await world.AuditKindsAsync())
                .CountBy(kind => kind)
                .OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => $"audit {pair.Key}: {pair.Value}"),
            .. (await InstancesAsync(world.Host)).Order(StringComparer.Ordinal),
        ]);
    }

    /// <summary>One that is removed and put back, and one that nobody answered for.</summary>
    private static async Task<string> PlayRemovalsAsync(IFunctionInterceptor? interceptor)
    {
        await using var world = await RevocationWorld.StartAsync(setup: new() { Interceptor = interceptor });
        var first = await world.AddGrantAsync();
        await world.AddGrantAsync("Files.Read");
        await world.Flow.OpenCampaignAsync();
        await world.PassAsync(TimeSpan.FromHours(1));
        await world.Flow.PressAsync(world.Owner, SlackActions.Remove, first);
        await world.CloseAsync();
        await world.PassAsync(TimeSpan.FromHours(1));
        await world.KickAsync();
        await world.PassAsync(TimeSpan.FromHours(6));
        await world.ActAsync(first, "restore");
        await world.PassAsync(TimeSpan.FromHours(2));
        var items = await world.Flow.ReadAsync(db => db.Worklist.OrderBy(item => item.GrantId));
        var kinds = await world.Flow.ReadAsync(db => db.AuditEvents.Where(e => e.Kind.StartsWith("re")).Select(e => e.Kind));
        return Lines([
            .. items.Select(item => $"item {item.GrantId}: {item.State}, attempts {item.Attempts}, told {item.ToldAt is not null}"),
            .. world.Graph.Grants.Select(grant => $"there {grant.ClientId}: {grant.Scope}"),
            $"deleted {world.Graph.Calls["deleteGrant"]}",
            .. kinds.CountBy(kind => kind).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}: {pair.Value}"),
            .. world.Flow.Slack.AllMessages.Select(m => $"message {m.Key![..m.Key!.LastIndexOf(':')]}").Order(StringComparer.Ordinal),
        ]);
    }

    /// <summary>A sync by the timer, and one before a campaign.</summary>
    private static async Task<string> PlaySyncsAsync(IFunctionInterceptor? interceptor)
    {
        await using var graph = await SyncFlowTests.TenantAsync();
        await using var world = await FlowWorld.StartAsync(SyncFlowTests.SetupOf(graph) with { Interceptor = interceptor });
        world.AddMember("ann");
        await world.Time.AdvanceAsync(TimeSpan.FromDays(1));
        await world.ExecuteAsync("UPDATE inventory_sources SET last_succeeded_at = last_succeeded_at - interval '7 hours'");
        await world.OpenCampaignAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromHours(1));
        await using var db = world.Open();
        return Lines([
            .. (await db.InventoryRuns.OrderBy(run => run.Id).ToListAsync()).Select(run => $"run {run.Trigger}: {run.State} {run.Error}"),
            $"users {await db.Users.CountAsync()}, grants {await db.Grants.CountAsync(grant => grant.Status == GrantStatus.Active)}, "
                + $"asked {await db.Items.CountAsync()}",
        ]);
    }

    /// <summary>An audit that finds something, and tells it.</summary>
    private static async Task<string> PlayScopeAuditsAsync(IFunctionInterceptor? interceptor)
    {
        await using var world = await AuditFlowWorld.StartAsync(interceptor);
        world.Attach(TimeSpan.FromHours(1));
        await world.TickAsync();
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromHours(2));
        var kinds = await world.Flow.AuditKindsAsync();
        return Lines([
            .. (await world.RunsAsync()).Select(run => $"audit {run.Outcome}, {run.NewDeviations} new, told {run.ToldAt is not null}"),
            .. kinds.Where(kind => kind.StartsWith("scope_", StringComparison.Ordinal)),
            .. world.Told.Select(message => $"message {message.Key}"),
        ]);
    }

    /// <summary>Something is planned, approved, carried out and undone.</summary>
    private static async Task<string> PlayRemediationsAsync(IFunctionInterceptor? interceptor)
    {
        // Enough for all repetitions, and not for the confirmation.
        var pause = TimeSpan.FromMinutes(8);
        await using var world = await RemediationWorld.StartAsync(interceptor);
        await world.Flow.Time.AdvanceAsync(pause);
        await world.PlanAsync();
        await world.Flow.Time.AdvanceAsync(pause);
        await world.ApproveAsync();
        await world.Flow.Time.AdvanceAsync(pause);
        await world.PressAsync("bob", SlackActions.UndoRemediation);
        await world.Flow.Time.AdvanceAsync(pause);
        return Lines([
            $"remediation {(await world.LastAsync()).State}",
            .. world.Changed.Select(method => $"called {method}"),
            .. await world.KindsAsync(),
            .. world.Audits.Told.Select(message => $"message {message.Key}"),
        ]);
    }

    private static async Task<List<string>> InstancesAsync(OAuthAttest.Local.Hosting.LocalHost host)
    {
        var instances = new List<string>();
        await foreach (var instance in host.Client.GetAllInstancesAsync())
        {
            var id = instance.Name == "RehearsalOrchestrator" ? "of a rehearsal" : instance.InstanceId;
            instances.Add($"orchestration {id}: {instance.RuntimeStatus}");
        }

        return instances;
    }

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines);

    /// <summary>The scenarios with failing activities, each run once.</summary>
    public sealed class Played
    {
        public Played()
        {
            Campaign = new(() => PlayCampaignAsync(Failures));
            Escalations = new(() => PlayEscalationsAsync(Failures));
            Removals = new(() => PlayRemovalsAsync(Failures));
            Syncs = new(() => PlaySyncsAsync(Failures));
            ScopeAudits = new(() => PlayScopeAuditsAsync(Failures));
            Remediations = new(() => PlayRemediationsAsync(Failures));
        }

        internal FailingActivities Failures { get; } = new();

        public Lazy<Task<string>> Campaign { get; }

        public Lazy<Task<string>> Escalations { get; }

        public Lazy<Task<string>> Remediations { get; }

        public Lazy<Task<string>> Removals { get; }

        public Lazy<Task<string>> Syncs { get; }

        public Lazy<Task<string>> ScopeAudits { get; }
    }

    private sealed class PromptProvider : IGrantRevoker
    {
        public ProviderName Provider => ProviderName.Entra;

        public bool IsConfigured => true;

        public Task<RevocationAnswer> RevokeAsync(RevocationTarget target, CancellationToken cancellation) =>
            Task.FromResult(new RevocationAnswer(1, CourseWorld.Start.AddHours(1)));

        public Task<bool> IsGoneAsync(RevocationTarget target, CancellationToken cancellation) => Task.FromResult(true);
    }
}
