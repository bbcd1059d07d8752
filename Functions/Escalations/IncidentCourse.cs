using Microsoft.DurableTask;
using OAuthAttest.Escalations.Dispatch;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Functions.Durable;

namespace OAuthAttest.Functions.Escalations;

/// <summary>
/// The course of one incident: its channels run in parallel, each when it has something to do. A channel that fails, or whose service is
/// down, does not delay the others: it is tried again later. Each channel's turn ends with a plan for the whole incident, and one timer is
/// kept across the turns, so that the history stays short. Runs inside the orchestrator: durable waits only.
/// </summary>
internal sealed class IncidentCourse(TaskOrchestrationContext context, EscalationSteps steps, long incidentId) : IDisposable
{
    /// <summary>After so many calls and waits it continues as new, so that the history stays short in large incidents.</summary>
    private const int LongHistory = 120;

    private static readonly OutboxChannel[] AllChannels = Enum.GetValues<OutboxChannel>();
    private static readonly TimeSpan LongestSleep = TimeSpan.FromDays(1);

    /// <summary>In a storm hundreds of consents wake it: wake-ups within this time cause one read of the tables.</summary>
    private static readonly TimeSpan BetweenReads = TimeSpan.FromSeconds(1);

    private readonly WakeUps wakeUps = new(context, keepsTimers: true);
    private readonly Dictionary<OutboxChannel, Task<DispatchResult>> running = [];

    /// <summary>When each channel has something to do; null: now.</summary>
    private readonly Dictionary<OutboxChannel, DateTimeOffset?> due = [];

    /// <summary>The plan that each channel returned at the end of its last turn.</summary>
    private readonly Dictionary<OutboxChannel, IncidentPlan> known = [];

    /// <summary>Plans that had work for a channel while its turn ran: the turn may have read the tables before that.</summary>
    private readonly Dictionary<OutboxChannel, IncidentPlan> wanted = [];
    private readonly Dictionary<OutboxChannel, DateTimeOffset> pausedUntil = [];
    private DateTimeOffset sleepUntil;
    private DateTimeOffset? lookedAt;
    private bool isOver;
    private bool mustEvaluate;
    private int length;

    /// <returns>True when the incident is over; false when the history is long and the orchestration must continue as new.</returns>
    public async Task<bool> RunAsync()
    {
        foreach (var channel in (OutboxChannel[])[OutboxChannel.PagerDuty, OutboxChannel.Slack, OutboxChannel.Datadog])
            due[channel] = null;
        while (true)
        {
            StartDue();
            if (isOver && running.Count == 0)
                return true;
            if (length >= LongHistory)
            {
                await Task.WhenAll(running.Values);
                return false;
            }
            length++;
            if (await wakeUps.WaitAsync(NextAt(), [.. running.Values]))
                await ReviewAsync();
            await CollectAsync();
            if (mustEvaluate)
                await EvaluateAsync();
        }
    }

    public void Dispose() => wakeUps.Dispose();

    private void StartDue()
    {
        foreach (
            var channel in AllChannels.Where(channel =>
                !running.ContainsKey(channel) && due.TryGetValue(channel, out var at) && !(at > context.Now())
            )
        )
        {
            due.Remove(channel);
            running[channel] = TakeTurnAsync(channel);
        }
    }

    private DateTimeOffset NextAt()
    {
        // The same time until it is reached, so that its timer can be used again.
        if (sleepUntil <= context.Now())
            sleepUntil = context.Now() + LongestSleep;
        return due.Where(each => !running.ContainsKey(each.Key)).Select(each => each.Value ?? context.Now()).Append(sleepUntil).Min();
    }

    private async Task ReviewAsync()
    {
        while (lookedAt is { } last && last + BetweenReads > context.Now())
        {
            length++;
            await wakeUps.WaitAsync(last + BetweenReads);
        }
        length++;
        var status = await steps.ReviewAsync(incidentId);
        lookedAt = context.Now();
        Follow(status.Plan ?? throw new InvalidOperationException($"Incident {incidentId} was looked at without a plan."), by: null);
    }

    private async Task EvaluateAsync()
    {
        mustEvaluate = false;
        length++;
        await steps.DecideAsync();
        await ReviewAsync();
    }

    private async Task CollectAsync()
    {
        foreach (var channel in AllChannels.Where(channel => running.TryGetValue(channel, out var task) && task.IsCompleted))
        {
            running.Remove(channel, out var turn);
            var step = await turn!;
            if (step.Plan is { } plan)
                Follow(plan, channel);
            else
                due[channel] = pausedUntil[channel] = context.Now() + DispatchTurn.AfterFailure;
        }
    }

    /// <param name="by">The channel whose turn returned the plan; null when it was read for all channels.</param>
    private void Follow(IncidentPlan plan, OutboxChannel? by)
    {
        isOver |= plan.IsOver;
        mustEvaluate |= plan.MustJudge;
        foreach (var channel in AllChannels)
        {
            var next = plan.Channels.FirstOrDefault(each => each.Channel == channel);
            if (running.ContainsKey(channel))
            {
                if (next is { At: null })
                    wanted[channel] = plan;
            }
            else if (channel == by || ((by is null || IsNews(plan, channel)) && !(pausedUntil.GetValueOrDefault(channel) > context.Now())))
            {
                Plan(channel, next);
            }
        }
        if (by is not { } own)
            return;
        known[own] = plan;
        if (wanted.Remove(own, out var other) && other.IsNewerThan(plan))
            due[own] = null;
    }

    private void Plan(OutboxChannel channel, ChannelPlan? next)
    {
        if (next is null)
            due.Remove(channel);
        else
            due[channel] = next.At;
    }

    private bool IsNews(IncidentPlan plan, OutboxChannel channel) => !known.TryGetValue(channel, out var own) || plan.IsNewerThan(own);

    private Task<DispatchResult> TakeTurnAsync(OutboxChannel channel)
    {
        length++;
        return DispatchTurn.TakeAsync(context, incidentId, channel);
    }
}
