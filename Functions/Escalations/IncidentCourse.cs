using Microsoft.DurableTask;
using OAuthAttest.Escalations.Dispatch;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Functions.Durable;

namespace OAuthAttest.Functions.Escalations;

/// <summary>
/// The course of one incident: its channels run side by side, each when it has something to do. A channel that fails, or whose service is
/// down, holds up nobody: it comes again later. Every channel ends its turn with a plan for the whole incident, and one timer is kept while
/// they come and go, so that the history stays short. Runs inside the orchestrator: durable waits only.
/// </summary>
internal sealed class IncidentCourse(TaskOrchestrationContext context, EscalationSteps steps, long incidentId) : IDisposable
{
    /// <summary>Calls and waits; then the history starts anew, so that it stays short however long the incident grows.</summary>
    private const int LongHistory = 120;

    private static readonly OutboxChannel[] AllChannels = Enum.GetValues<OutboxChannel>();
    private static readonly TimeSpan LongestSleep = TimeSpan.FromDays(1);

    /// <summary>In a storm hundreds wake it: those that come within this time are one look.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly WakeUps wakeUps = new(context, keepsTimers: true);
    private readonly Dictionary<OutboxChannel, Task<DispatchResult>> running = [];

    /// <summary>When each channel has something to do; null: now.</summary>
    private readonly Dictionary<OutboxChannel, DateTimeOffset?> due = [];

    /// <summary>What each channel knew at the end of its last turn.</summary>
    private readonly Dictionary<OutboxChannel, IncidentPlan> known = [];

    /// <summary>Plans that gave work to a channel while it ran: it may have read the tables before what is due was there.</summary>
    private readonly Dictionary<OutboxChannel, IncidentPlan> wanted = [];
    private readonly Dictionary<OutboxChannel, DateTimeOffset> pausedUntil = [];
    private DateTimeOffset sleepUntil;
    private DateTimeOffset? lookedAt;
    private bool isOver;
    private bool mustJudge;
    private int length;

    /// <returns>True when the incident is over; false when the history is long.</returns>
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
            if (mustJudge)
                await JudgeAsync();
        }
    }

    public void Dispose() => wakeUps.Dispose();

    private void StartDue()
    {
        foreach (var channel in AllChannels.Where(channel => !running.ContainsKey(channel) && due.TryGetValue(channel, out var at) && !(at > context.Now())))
        {
            due.Remove(channel);
            running[channel] = TakeTurnAsync(channel);
        }
    }

    private DateTimeOffset NextAt()
    {
        // The same time as long as it lasts: its timer is kept.
        if (sleepUntil <= context.Now())
            sleepUntil = context.Now() + LongestSleep;
        return due.Where(each => !running.ContainsKey(each.Key)).Select(each => each.Value ?? context.Now()).Append(sleepUntil).Min();
    }

    private async Task ReviewAsync()
    {
        while (lookedAt is { } last && last + BetweenLooks > context.Now())
        {
            length++;
            await wakeUps.WaitAsync(last + BetweenLooks);
        }
        length++;
        var status = await steps.ReviewAsync(incidentId);
        lookedAt = context.Now();
        Follow(status.Plan ?? throw new InvalidOperationException($"Incident {incidentId} was looked at without a plan."), by: null);
    }

    private async Task JudgeAsync()
    {
        mustJudge = false;
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

    /// <param name="by">The channel that read it at its end; null: it was read for all.</param>
    private void Follow(IncidentPlan plan, OutboxChannel? by)
    {
        isOver |= plan.IsOver;
        mustJudge |= plan.MustJudge;
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
