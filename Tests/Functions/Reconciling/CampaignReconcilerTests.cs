using Microsoft.DurableTask.Client;
using Microsoft.EntityFrameworkCore;
using Moq;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Closing;
using OAuthAttest.Campaigns.Monitoring;
using OAuthAttest.Functions.Campaigns;
using OAuthAttest.Functions.Reconciling;
using OAuthAttest.Local.Durable.Tasks;
using OAuthAttest.Orchestrations;
using Xunit;

namespace OAuthAttest.Tests.Functions.Reconciling;

/// <summary>Orchestrations that failed, were terminated or are missing, although the tables say that they should run.</summary>
public sealed class CampaignReconcilerTests
{
    private const int Revived = 3352;
    private const int LastTime = 3353;

    // Hourly: every five minutes would be four thousand runs in two weeks.
    private static readonly Dictionary<string, string?> Reconciling = new()
    {
        ["AzureWebJobs.ReconcileOrchestrations.Disabled"] = "false",
        ["ReconcileSchedule"] = "20 0 * * * *",
    };
    private static readonly TimeSpan UntilAReconcile = TimeSpan.FromMinutes(70);

    [Fact]
    public async Task Reconcile_PersonFailedBeforeTheQuestion_AsksOnceAndTells()
    {
        var functions = new InterruptedFunctions();
        await using var world = await FlowWorld.StartAsync(new() { Settings = Reconciling, Interceptor = functions });
        var (jane, joe) = (await world.AddPersonAsync("jane"), await world.AddPersonAsync("joe"));
        await world.AddGrantAsync("jane");
        await world.AddGrantAsync("joe");
        FailPeople(functions, "jane", times: 1);

        await world.OpenCampaignAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Failed, await StatusAsync(world, await PersonIdAsync(world, "jane")));
        Assert.Empty(jane.Messages);
        await world.Time.AdvanceAsync(UntilAReconcile);

        Assert.All([jane, joe], person => Assert.Equal(["request"], FlowWorld.Sent(person)));
        Assert.Contains(
            "Participant orchestrations of campaign 2026Q4: 1 had failed",
            Assert.Single(world.Log.Of(Revived)),
            StringComparison.Ordinal
        );
        var own = (await world.GetJsonAsync("campaigns/2026Q4")).GetProperty("orchestrations");
        Assert.Equal((1, 1), (own.GetProperty("failed").GetInt32(), own.GetProperty("revived").GetInt32()));
        await world.Time.AdvanceAsync(TimeSpan.FromDays(1));
        var campaign = await world.Host.Client.GetInstanceAsync(FlowWorld.Key.InstanceId, getInputsAndOutputs: true);
        Assert.Equal(
            (1, 1),
            (campaign!.ReadCustomStatusAs<CampaignCounts>()!.Failed, campaign.ReadCustomStatusAs<CampaignCounts>()!.Revived)
        );
        await world.Time.AdvanceAsync(TimeSpan.FromDays(15));
        await AssertAllEndedAsync(world);
        Assert.Contains("failed or went missing 1 times", world.LeadMessages[^1].ReadAloud(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reconcile_PersonFailsEachTime_GivesUpAndTheReportSaysWhoWasNeverAsked()
    {
        var functions = new InterruptedFunctions();
        await using var world = await FlowWorld.StartAsync(new() { Settings = Reconciling, Interceptor = functions });
        await world.AddPersonAsync("jane");
        await world.AddPersonAsync("joe");
        var grant = await world.AddGrantAsync("jane");
        await world.AddGrantAsync("joe");
        FailPeople(functions, "jane", times: int.MaxValue);

        await world.OpenCampaignAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromDays(16));

        await using var db = world.Open();
        var failure = await db.OrchestrationFailures.AsNoTracking().SingleAsync();
        Assert.Equal((OrchestrationKind.Participant, OrchestrationFailures.MostFailures), (failure.Kind, failure.Failures));
        Assert.Single(world.Log.Of(LastTime));
        Assert.Equal(
            (CampaignState.Closed, GrantClass.Unreachable),
            ((await world.CampaignAsync()).State, (await world.ItemAsync(grant)).Class)
        );
        var report = await world.GetJsonAsync("campaigns/2026Q4");
        Assert.Equal(1, report.GetProperty("users").GetProperty("neverAsked").GetInt32());
        var person = report.GetProperty("unreachablePeople")[0];
        Assert.Equal("never_asked", person.GetProperty("reason").GetString());
        Assert.Contains("did not go out", person.GetProperty("whatToDo").GetString(), StringComparison.Ordinal);
        Assert.Contains("were never asked", world.LeadMessages[^1].ReadAloud(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_NothingFailed_SaysNothingOfIt()
    {
        await using var world = await FlowWorld.StartAsync(Reconciling);
        await world.AddPersonAsync("jane");
        await world.AddGrantAsync("jane");
        await world.OpenCampaignAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromDays(15));

        var text = world.LeadMessages[^1].ReadAloud();
        Assert.DoesNotContain("Interrupted", text, StringComparison.Ordinal);
        Assert.DoesNotContain("never asked", text, StringComparison.Ordinal);
        Assert.Empty(world.Log.Of(Revived));
    }

    [Fact]
    public async Task Reconcile_ShardFailedBeforeItAskedAnybody_StartsIt()
    {
        var functions = new InterruptedFunctions();
        await using var world = await FlowWorld.StartAsync(new() { Settings = Reconciling, Interceptor = functions });
        var jane = await world.AddPersonAsync("jane");
        await world.AddGrantAsync("jane");
        var left = 1;
        functions.Before = (function, _) =>
        {
            if (function == nameof(CampaignActivities.PrepareShard) && Interlocked.Decrement(ref left) >= 0)
                throw InterruptedFunctions.Refusal();
        };

        await world.OpenCampaignAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Failed, await StatusAsync(world, FlowWorld.Key.ShardInstanceId(1)));
        await world.Time.AdvanceAsync(UntilAReconcile);

        Assert.Equal(["request"], FlowWorld.Sent(jane));
        await using var db = world.Open();
        Assert.Equal(OrchestrationKind.Shard, (await db.OrchestrationFailures.AsNoTracking().SingleAsync()).Kind);
        await world.Time.AdvanceAsync(TimeSpan.FromDays(15));
        await AssertAllEndedAsync(world);
    }

    [Fact]
    public async Task Reconcile_ShardTerminatedWhileItsPeopleLive_LeavesThemAndRevivesWhoDoesNot()
    {
        await using var world = await FlowWorld.StartAsync(Reconciling);
        var (jane, joe) = (await world.AddPersonAsync("jane"), await world.AddPersonAsync("joe"));
        await world.AddGrantAsync("jane");
        await world.AddGrantAsync("joe");
        await world.OpenCampaignAsync();
        await world.Host.Client.TerminateInstanceAsync(FlowWorld.Key.ShardInstanceId(1));
        await TerminateAndPurgeAsync(world, await PersonIdAsync(world, "jane"));
        await world.Time.AdvanceAsync(UntilAReconcile);

        Assert.Equal(OrchestrationRuntimeStatus.Running, await StatusAsync(world, await PersonIdAsync(world, "jane")));
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, await StatusAsync(world, FlowWorld.Key.ShardInstanceId(1)));
        await using var db = world.Open();
        Assert.Equal(await PersonIdAsync(world, "jane"), (await db.OrchestrationFailures.AsNoTracking().SingleAsync()).InstanceId);
        await world.Time.AdvanceAsync(TimeSpan.FromDays(15));
        Assert.All([jane, joe], person => Assert.Equal(["request", "reminder-1", "reminder-2", "reminder-3"], FlowWorld.Sent(person)));
    }

    [Fact]
    public async Task Reconcile_EverythingTerminated_GoesOnAndAsksNobodyTwice()
    {
        await using var world = await FlowWorld.StartAsync(Reconciling);
        var jane = await world.AddPersonAsync("jane");
        await world.AddGrantAsync("jane");
        await world.OpenCampaignAsync();
        await world.Host.Client.TerminateInstanceAsync(FlowWorld.Key.InstanceId, new TerminateInstanceOptions(Recursive: true));
        await world.Time.AdvanceAsync(TimeSpan.FromDays(15));

        Assert.Equal(["request", "reminder-1", "reminder-2", "reminder-3"], FlowWorld.Sent(jane));
        Assert.Equal(CampaignState.Closed, (await world.CampaignAsync()).State);
        await AssertAllEndedAsync(world);
    }

    [Fact]
    public async Task Reconcile_CampaignFailedWhileClosing_FinishesIt()
    {
        var functions = new InterruptedFunctions();
        await using var world = await FlowWorld.StartAsync(new() { Settings = Reconciling, Interceptor = functions });
        await world.AddPersonAsync("jane");
        await world.AddGrantAsync("jane");
        await world.OpenCampaignAsync();
        var left = 1;
        functions.Before = (function, _) =>
        {
            if (function == nameof(CampaignActivities.WriteCampaignWorklist) && Interlocked.Decrement(ref left) >= 0)
                throw InterruptedFunctions.Refusal();
        };
        using var close = await world.PostAsync("campaigns/2026Q4/close", "{}");
        await world.Host.WhenIdleAsync();
        Assert.Equal(CampaignState.Closing, (await world.CampaignAsync()).State);
        await world.Time.AdvanceAsync(UntilAReconcile);

        Assert.Equal(CampaignState.Closed, (await world.CampaignAsync()).State);
    }

    [Fact]
    public async Task Reconcile_CloseWhoseWakeUpWasLost_FinishesIt()
    {
        await using var world = await FlowWorld.StartAsync(Reconciling);
        await world.AddPersonAsync("jane");
        await world.AddGrantAsync("jane");
        await world.OpenCampaignAsync();
        // As if the process had died between the row and the wake-up.
        await world.Service<CampaignClosing>().BeginAsync(
            new BeginClosing(FlowWorld.Key, "lead@example.com", world.Clock.GetUtcNow()), CancellationToken.None);

        await world.Time.AdvanceAsync(UntilAReconcile);

        Assert.Equal(CampaignState.Closed, (await world.CampaignAsync()).State);
    }

    [Fact]
    public async Task Reconcile_NothingUnfinished_DoesNotAskTheEngine()
    {
        await using var world = await FlowWorld.StartAsync();
        var engine = new Mock<DurableTaskClient>(MockBehavior.Strict, "none");

        await world.Service<OrchestrationReconciler>().RunAsync(engine.Object, CancellationToken.None);

        Assert.Empty(engine.Invocations);
        Assert.Empty(world.Log.Of(3356));
    }

    internal static async Task AssertAllEndedAsync(FlowWorld world)
    {
        await foreach (var instance in world.Host.Client.GetAllInstancesAsync())
            Assert.True(instance.IsCompleted, $"{instance.InstanceId} is {instance.RuntimeStatus}.");
    }

    private static async Task<OrchestrationRuntimeStatus?> StatusAsync(FlowWorld world, string id) =>
        (await world.Host.Client.GetInstanceAsync(id))?.RuntimeStatus;

    private static async Task<string> PersonIdAsync(FlowWorld world, string name) =>
        FlowWorld.RespondentOf(await world.ParticipantAsync(name)).OrchestrationId();

    private static async Task TerminateAndPurgeAsync(FlowWorld world, string id)
    {
        await world.Host.Client.TerminateInstanceAsync(id);
        await world.Host.WhenIdleAsync();
        await world.Host.Client.PurgeInstanceAsync(id);
    }

    private static void FailPeople(InterruptedFunctions functions, string name, int times) =>
        functions.Before = (_, trigger) =>
        {
            if (
                trigger is ActivityCall call
                && call.InstanceId.Contains($"-u-{name}", StringComparison.Ordinal)
                && Interlocked.Decrement(ref times) >= 0
            )
            {
                throw InterruptedFunctions.Refusal();
            }
        };
}
