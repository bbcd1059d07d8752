using System.Net;
using System.Runtime.CompilerServices;
using Npgsql;
using OAuthAttest.Grants;
using OAuthAttest.Local.Durable.Storage;
using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.Aws;
using OAuthAttest.Local.Simulators.Identity.Graph;
using OAuthAttest.Local.Simulators.PagerDuty;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Revocations;
using OAuthAttest.Revocations.Providers;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Tests.Functions.Escalations;
using OAuthAttest.Tests.Functions.Inventory;
using OAuthAttest.Tests.Functions.Remediations;
using OAuthAttest.Tests.Functions.Revocations;
using OAuthAttest.Tests.Functions.ScopeAudits;
using Xunit;

namespace OAuthAttest.Tests.Functions.Golden;

/// <summary>Records the histories on the real engine again: <c>dotnet run --project Tests -- record-histories</c>.</summary>
internal static class HistoryRecorder
{
    public const string Verb = "record-histories";

    /// <summary>Records only the incidents that run by plans, beside those that began before there were plans.</summary>
    public const string CourseVerb = "record-courses";

    /// <summary>Records only syncs of the inventory, and a campaign that began with one.</summary>
    public const string SyncVerb = "record-syncs";
    public const string AuditVerb = "record-scope-audits";

    public const string RemediationVerb = "record-remediations";

    /// <summary>Records only what carries worklists out.</summary>
    public const string RemovalVerb = "record-removals";

    private const string RemovalPrefix = "removal-";
    private const string SyncPrefix = "sync-";
    private const string AuditPrefix = "scope-audit-";
    private const string RemediationPrefix = "scope-remediation-";
    private const string CoursePrefix = "course-";
    private const string PlanlessPrefix = "escalation-";

    public static string Folder { get; } = FolderBeside();

    public static async Task<int> RunAsync()
    {
        // Escalations that began before their steps returned plans cannot be recorded any more: those files stay.
        foreach (
            var old in Directory
                .GetFiles(Folder, "*.json")
                .Where(path => !Path.GetFileName(path).StartsWith(PlanlessPrefix, StringComparison.Ordinal))
        )
        {
            File.Delete(old);
        }
        await RecordCampaignAsync();
        await RecordSyncsAsync();
        await RecordRemovalsAsync();
        await RecordScopeAuditsAsync();
        await RecordRemediationsAsync();
        return await RecordCoursesAsync();
    }

    /// <summary>A campaign that syncs first, at a provider that throttles; the nightly sync that fails.</summary>
    public static async Task<int> RecordSyncsAsync()
    {
        foreach (var old in Directory.GetFiles(Folder, $"{SyncPrefix}*.json"))
            File.Delete(old);
        await using var graph = await SyncFlowTests.TenantAsync();
        await using var world = await FlowWorld.StartAsync(SyncFlowTests.SetupOf(graph));
        world.AddMember("ann");
        await world.AddPersonAsync("stale");
        await world.AddGrantAsync("stale");
        await world.ExecuteAsync("UPDATE inventory_sources SET last_succeeded_at = last_succeeded_at - interval '7 hours'");
        graph.Faults.RetryAfterSeconds = 60;
        graph.Faults.Next("users", HttpFault.Throttled);
        await world.OpenCampaignAsync();
        await world.ExecuteAsync("DELETE FROM provider_pace");
        graph.PageFaults.Set("users", 1, PageFault.Lost);
        await world.Time.AdvanceAsync(TimeSpan.FromDays(1));
        await WriteAsync(world.ConnectionString, SyncPrefix, "campaign-2026Q4", "campaign-2026Q4-sync-entra", "inventory-sync-entra");
        return 0;
    }

    /// <summary>An audit that finds something, while Slack is out at first.</summary>
    public static async Task<int> RecordScopeAuditsAsync()
    {
        foreach (var old in Directory.GetFiles(Folder, $"{AuditPrefix}*.json"))
            File.Delete(old);
        await using var world = await AuditFlowWorld.StartAsync();
        world.Attach(TimeSpan.FromHours(1));
        world.Flow.Slack.Faults.Next("chat.postMessage", SlackFault.ServerError);
        await world.TickAsync();
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromHours(1));
        await WriteAsync(world.Flow.ConnectionString, AuditPrefix, (await world.RunsAsync())[0].Key);
        await RecordAthenaAuditAsync();
        return 0;
    }

    /// <summary>An audit whose queries are waited for, and of which one is asked anew.</summary>
    private static async Task RecordAthenaAuditAsync()
    {
        await using var world = await AthenaFlowWorld.StartAsync();
        await world.AddAsync(TimeSpan.FromHours(1));
        world.Athena.Next(QueryEnding.FailsForNow);
        var run = await world.AuditAsync();
        await WriteAsync(world.Flow.ConnectionString, $"{AuditPrefix}athena-", run.Key);
    }

    /// <summary>A plan that is approved late, while AWS fails at first; its confirmation comes late too.</summary>
    public static async Task<int> RecordRemediationsAsync()
    {
        foreach (var old in Directory.GetFiles(Folder, $"{RemediationPrefix}*.json"))
            File.Delete(old);
        await using var world = await RemediationWorld.StartAsync();
        await world.PlanAsync();
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromHours(2));
        world.Aws.Faults.Next("iam:DetachRolePolicy", HttpFault.ServerError);
        await world.ApproveAsync();
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromHours(3));
        await world.Audits.TickAsync();
        await world.Flow.Time.AdvanceAsync(TimeSpan.FromHours(2));
        await WriteAsync(world.Flow.ConnectionString, RemediationPrefix, "scope-remediation-1");
        return 0;
    }

    /// <summary>A worklist whose provider throttles, then fails and then refuses one item; a pause, and a person who steps in.</summary>
    public static async Task<int> RecordRemovalsAsync()
    {
        foreach (var old in Directory.GetFiles(Folder, $"{RemovalPrefix}*.json"))
            File.Delete(old);
        await using var world = await RevocationWorld.StartAsync();
        var (first, _) = (await world.AddGrantAsync(), await world.AddGrantAsync("Files.Read"));
        world.Graph.Faults.Next("deleteGrant", HttpFault.Throttled, HttpFault.ServerError, HttpFault.Refused);
        await world.CloseWithAllRemovedAsync(first);
        await world.PassAsync(TimeSpan.FromHours(3));
        using (await world.Flow.PostAsync("revocations/pause", "{}"))
            await world.PassAsync(TimeSpan.FromHours(1));
        using (await world.Flow.PostAsync("revocations/resume", "{}"))
            await world.PassAsync(TimeSpan.FromMinutes(5));
        var failed = await world.Flow.ReadAsync(db => db.Worklist.Where(item => item.State == RevocationState.Failed));
        await world.ActAsync(Assert.Single(failed).GrantId, "again");
        await world.PassAsync(TimeSpan.FromDays(33));
        await WriteAsync(world.Flow.ConnectionString, RemovalPrefix, FlowWorld.Key.RevocationInstanceId("entra"));
        return 0;
    }

    /// <summary>
    /// A page refused at first, a second consent that joins, an acknowledgement, a revocation; an incident that ends in PagerDuty; a
    /// consent
    /// that exits.
    /// </summary>
    public static async Task<int> RecordCoursesAsync()
    {
        foreach (var old in Directory.GetFiles(Folder, $"{CoursePrefix}*.json"))
            File.Delete(old);
        await using var world = await CourseWorld.StartAsync(revoker: new LaterGone());
        world.Pager.Faults.Next(PagerDutyEndpoints.Enqueue, HttpFault.ServerError, HttpFault.Throttled);
        await world.LetInAsync();
        await world.PassAsync(TimeSpan.FromSeconds(30));
        await world.LetInAsync("chief-1");
        await world.LetInAsync("somebody-else", "client-2");
        await world.PassAsync(TimeSpan.FromMinutes(2));
        await world.PressAsync(SlackActions.AcknowledgeIncident);
        await world.PassAsync(TimeSpan.FromMinutes(5));
        await world.PressAsync(SlackActions.RevokeIncident);
        await world.PassAsync(TimeSpan.FromMinutes(2));
        await world.LetInAsync(client: "client-3");
        await world.PassAsync(TimeSpan.FromSeconds(30));
        await world.Pager.AcknowledgeAsync(world.Pager.Alerts[^1]);
        await world.PassAsync(TimeSpan.FromSeconds(30));
        await world.Pager.ResolveAsync(world.Pager.Alerts[^1]);
        await world.PassAsync(TimeSpan.FromMinutes(2));
        await WriteAsync(world.ConnectionString, CoursePrefix);
        return 0;
    }

    private static async Task RecordCampaignAsync()
    {
        await using var world = await FlowWorld.StartAsync(new()
        {
            ["Campaign:ResponseWindow"] = "4.00:00:00",
            ["Campaign:ReminderOffsets"] = "1.00:00:00,3.00:00:00",
            ["Campaign:AskManagerAfter"] = "2.00:00:00",
            ["Campaign:Breaker:MaxShareOfGrants"] = "0.1",
        });
        await PlayAsync(world);
        await WriteAsync(world.ConnectionString);
    }

    /// <param name="only">Only these instances; without any, all.</param>
    private static async Task WriteAsync(string connectionString, string prefix = "", params string[] only)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        var instances = new InstanceQueries(source);
        foreach (
            var state in await instances.ListAsync(
                new InstanceFilter(null, null, null, null),
                after: null,
                count: 100,
                payloads: true,
                CancellationToken.None
            )
        )
        {
            if (only.Length > 0 && !only.Contains(state.Id))
                continue;
            var history = await instances.HistoryAsync(state.Id, CancellationToken.None);
            new GoldenHistory(history!).Write(Path.Combine(Folder, $"{prefix}{state.Id}.json"));
            Console.WriteLine($"{state.Id}: {state.Status}, {history!.Count} events");
        }
    }

    /// <summary>Answers, a reason, no answer, an outage, a manager, somebody unreachable, a held worklist that is approved.</summary>
    private static async Task PlayAsync(FlowWorld world)
    {
        var keeper = await world.AddPersonAsync("keeper");
        await world.AddPersonAsync("silent");
        await world.AddPersonAsync("managed", manager: "boss");
        world.AddMember("boss");
        await world.AddPersonAsync("offline", inSlack: false);
        var kept = await world.AddGrantAsync("keeper");
        foreach (var owner in (string?[])["silent", "managed", "offline", null])
            await world.AddGrantAsync(owner);
        // The first read of the directory fails: its retry is part of the history.
        world.Slack.Faults.RetryAfterSeconds = 3600;
        world.Slack.Faults.Next("users.list", SlackFault.Throttled);

        await world.OpenCampaignAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromMinutes(10));
        using var rehearsal = await world.PostAsync("rehearsals", """{"key":"2027Q1"}""");
        Assert.Equal(HttpStatusCode.Accepted, rehearsal.StatusCode);
        await world.KeepAsync(keeper, kept);
        await world.Time.AdvanceAsync(TimeSpan.FromDays(5));
        await world
            .Person("lead")
            .PressAsync(world.LeadMessages[^1].Buttons().Single(button => button.ActionId == SlackActions.ApproveWorklist));
        await world.Host.WhenIdleAsync();
    }

    private static string FolderBeside([CallerFilePath] string path = "") => Path.Combine(Path.GetDirectoryName(path)!, "Histories");

    /// <summary>Lists the grant once more after it was revoked.</summary>
    private sealed class LaterGone : IGrantRevoker
    {
        private int looks;

        public ProviderName Provider => ProviderName.Entra;

        public bool IsConfigured => true;

        public Task<RevocationAnswer> RevokeAsync(RevocationTarget target, CancellationToken cancellation) =>
            Task.FromResult(new RevocationAnswer(1, CourseWorld.Start.AddHours(1)));

        public Task<bool> IsGoneAsync(RevocationTarget target, CancellationToken cancellation) => Task.FromResult(++looks > 1);
    }
}
