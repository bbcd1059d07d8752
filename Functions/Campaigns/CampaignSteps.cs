using Microsoft.DurableTask;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Closing;
using OAuthAttest.Campaigns.Monitoring;
using OAuthAttest.Campaigns.Opening;
using OAuthAttest.Campaigns.Reporting;
using OAuthAttest.Functions.Durable;
using OAuthAttest.Functions.Inventory;
using OAuthAttest.Slack.People;

namespace OAuthAttest.Functions.Campaigns;

/// <summary>The steps of <see cref="CampaignOrchestrator"/>, each one call or one wait. In an orchestrator: durable waits only.</summary>
internal sealed class CampaignSteps(TaskOrchestrationContext context, CampaignKey key)
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromDays(1);

    private WakeUps? wakeUps;
    private bool closedOnTime;

    public async Task<CampaignStatus?> FindAsync() => (await LookAsync()).Standing;

    public Task<FoundCampaign> LookAsync() =>
        CallAsync<FoundCampaign>(nameof(CampaignActivities.FindCampaign), new CampaignName(key));

    /// <summary>All at once. One that fails does not fail the campaign: its source is not fresh then, which the gate finds.</summary>
    public async Task SyncInventoryAsync(IReadOnlyList<string> sources)
    {
        List<Task<SyncEnd>> syncs = [.. sources.Select(source => context.CallSubOrchestratorAsync<SyncEnd>(
            nameof(InventorySyncOrchestrator),
            new SyncOrder(source, key.InstanceId, SyncBeforeOpening.JustRead),
            StepFailures.RetryUnder(SyncInstances.Of(key.InstanceId, source))))];
        foreach (var sync in syncs)
        {
            try
            {
                await sync;
            }
            catch (TaskFailedException)
            {
                continue;
            }
        }
    }

    public Task SyncDirectoryAsync() => context.CallSubOrchestratorAsync(
        nameof(DirectoryOrchestrator), SlackDirectoryProgress.Begin(context.Now()), StepFailures.RetryUnder($"{key.InstanceId}-directory"));

    public Task<GateVerdict> CheckGateAsync(CampaignOrder order) => CallAsync<GateVerdict>(nameof(CampaignActivities.CheckGate), order);

    public Task<OpenedCampaign> OpenAsync(CampaignOrder order) => CallAsync<OpenedCampaign>(nameof(CampaignActivities.OpenCampaign), order);

    public Task ReportBlockedAsync(IReadOnlyList<string> problems) =>
        DeliverAsync(nameof(CampaignActivities.TellStartBlocked), new TellStartBlocked(key, problems));

    public Task SendReportAsync(string occasion) => DeliverAsync(nameof(CampaignActivities.SendReport), new SendReport(key, occasion));

    /// <summary>
    /// Without a retry: the orchestrations of people that a failed shard started may still run, and a retry would start each of them a
    /// second time under the same id. The reconciler checks which of them run before it starts the missing ones.
    /// </summary>
    public IReadOnlyList<Task<ShardOutcome>> StartShards(CampaignStatus status) =>
        [
            .. Enumerable
                .Range(1, status.ShardCount)
                .Select(shard =>
                    context.CallSubOrchestratorAsync<ShardOutcome>(
                        nameof(ShardOrchestrator),
                        new ShardOrder(key, status.CampaignId, shard),
                        new SubOrchestrationOptions { InstanceId = key.ShardInstanceId(shard) }
                    )
                ),
        ];

    /// <summary>Waits until the cut-off, the last answer, or somebody's close or cancel; reads the tables at least daily.</summary>
    public async Task<CampaignStatus> AwaitEndOfAskingAsync(CampaignStatus status)
    {
        while (status.State == CampaignState.Open)
        {
            var review = await CallAsync<CampaignReview>(nameof(CampaignActivities.LookAtCampaign), new CampaignRef(status.CampaignId));
            context.SetCustomStatus(review.Counts);
            foreach (var person in review.Grown)
                context.SendWakeUp(key.ParticipantInstanceId(person));
            status = review.Standing;
            if (status.State != CampaignState.Open || review.IsComplete || status.ClosesAt <= context.Now())
                return status;
            await SleepAsync(status.ClosesAt);
        }
        return status;
    }

    /// <summary>After this no answer counts any more. A campaign that was cancelled in the meantime stays cancelled.</summary>
    public async Task<CampaignStatus> BeginClosingAsync(CampaignStatus status)
    {
        var closing = await CallAsync<ClosingCampaign>(nameof(CampaignActivities.BeginClosing), new CampaignName(key));
        closedOnTime = closing.IsOnTime;
        return status with { State = closing.State, ClosesAt = closing.ClosesAt };
    }

    /// <summary>
    /// Wakes the shards, so that people's messages lose their buttons now. Not when the campaign closed at its cut-off: then every person's
    /// orchestration already waits for a send slot at that time, and a wake-up would make it reserve another one.
    /// </summary>
    public void WakeShards(CampaignStatus status)
    {
        if (closedOnTime)
            return;
        for (var shard = 1; shard <= status.ShardCount; shard++)
            context.SendWakeUp(key.ShardInstanceId(shard));
    }

    public Task<ClassifiedCampaign> ClassifyAsync(CampaignStatus status) =>
        CallAsync<ClassifiedCampaign>(nameof(CampaignActivities.ClassifyCampaign), new CampaignRef(status.CampaignId));

    public Task<WrittenWorklist> WriteWorklistAsync(CampaignStatus status) =>
        CallAsync<WrittenWorklist>(nameof(CampaignActivities.WriteCampaignWorklist), new CampaignRef(status.CampaignId));

    /// <summary>Waits until a named person decides on the held list or the window ends. Half-way the lead is asked again.</summary>
    public async Task<CampaignStatus> AwaitDecisionAsync(CampaignStatus status)
    {
        var heldAt = context.Now();
        var remindedOnce = false;
        while (
            await CallAsync<WorklistStatus>(nameof(CampaignActivities.LookAtWorklist), new CampaignRef(status.CampaignId))
                is { IsHeld: true } worklist
        )
        {
            var halfway = heldAt + ((worklist.Until - heldAt) / 2);
            if (!remindedOnce && halfway <= context.Now())
            {
                remindedOnce = true;
                await SendReportAsync("held-reminder");
            }
            await SleepAsync(remindedOnce ? worklist.Until : halfway);
        }
        return await FindAsync() ?? throw new InvalidOperationException($"Campaign {key} is gone.");
    }

    public async Task<CampaignStatus> FinishAsync(CampaignStatus status)
    {
        var finished = await CallAsync<FinishedCampaign>(nameof(CampaignActivities.FinishCampaign), new CampaignRef(status.CampaignId));
        return status with { State = finished.State, Worklist = finished.Worklist };
    }

    /// <summary>A failed shard is recorded as failed in its own instance; it does not fail the campaign.</summary>
    public static async Task AwaitShardsAsync(IReadOnlyList<Task<ShardOutcome>> shards)
    {
        foreach (var shard in shards)
        {
            try
            {
                await shard;
            }
            catch (TaskFailedException)
            {
                continue;
            }
        }
    }

    private Task<bool> SleepAsync(DateTimeOffset until)
    {
        var latest = context.Now() + LongestSleep;
        return (wakeUps ??= new WakeUps(context)).WaitAsync(until < latest ? until : latest);
    }

    /// <summary>Sends a message to the lead, and repeats that until it is settled. No send slot is reserved: it is one message.</summary>
    private async Task DeliverAsync(string activity, object message)
    {
        while (await CallAsync<LeadDelivery>(activity, message) is { RetryAt: { } again })
            await context.WaitUntilAsync(again);
    }

    private Task<T> CallAsync<T>(string activity, object input) => context.StepAsync<T>(activity, input);
}
