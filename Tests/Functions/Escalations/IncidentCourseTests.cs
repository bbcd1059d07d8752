using Microsoft.DurableTask;
using OAuthAttest.Escalations.Dispatch;
using OAuthAttest.Escalations.Dispatch.Scheduling;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Functions.Escalations;
using OAuthAttest.Local.Durable.History;
using OAuthAttest.Tests.Local.Durable;
using OAuthAttest.Tests.Local.Durable.Semantics;
using Xunit;
using HistoryEventType = Microsoft.DurableTask.Protobuf.HistoryEvent.EventTypeOneofCase;

namespace OAuthAttest.Tests.Functions.Escalations;

/// <summary>The course of an incident on the real engine, with activities whose results the test chooses.</summary>
public sealed class IncidentCourseTests : EngineTest
{
    private const string Instance = "escalation-std-1";
    private static readonly DateTimeOffset ReadAt = new(2026, 10, 1, 6, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 2)]
    [InlineData(0, 1)]
    public async Task LaneThatWasGivenWorkWhileItRan_RunsAgainIfItDidNotKnowOfIt(long more, int expected)
    {
        var turns = 0;
        var paged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await StartEngineAsync(tasks =>
        {
            AddCourse(tasks);
            tasks.AddActivity<IncidentRef, DispatchResult>(nameof(EscalationActivities.AdvancePagerDuty), _ =>
                Task.FromResult(Step(Plan(10 + more, new ChannelPlan(OutboxChannel.Slack, null))))
            );
            tasks.AddActivity<IncidentRef, DispatchResult>(nameof(EscalationActivities.AdvanceSlack), async _ =>
            {
                if (Interlocked.Increment(ref turns) == 1)
                    await paged.Task;
                return Step(turns == 1 ? Plan(10) : Plan(20) with { IsOver = true });
            });
        });

        await StartAsync(nameof(EscalationOrchestrator), new EscalationOrder(1, "std_1"), Instance);
        await Until.TrueAsync(async () => turns == 1 && await EndedAsync(nameof(EscalationActivities.AdvancePagerDuty)), "the page is out");
        paged.SetResult();
        await Host.PassAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(expected, turns);
    }

    [Fact]
    public async Task LaneThatFails_IsNotCalledAgainBeforeItsPause_WhateverTheOthersSay()
    {
        var slack = 0;
        await StartEngineAsync(tasks =>
        {
            AddCourse(tasks);
            tasks.AddActivity<IncidentRef, DispatchResult>(nameof(EscalationActivities.AdvancePagerDuty), _ =>
                Task.FromResult(
                    Step(
                        new IncidentPlan(
                            false,
                            false,
                            [
                                new ChannelPlan(OutboxChannel.Slack, null),
                                new ChannelPlan(OutboxChannel.PagerDuty, Host.Clock.GetUtcNow().AddSeconds(10)),
                            ],
                            Host.Clock.GetUtcNow(),
                            1
                        )
                    )
                )
            );
            tasks.AddActivity<IncidentRef, DispatchResult>(nameof(EscalationActivities.AdvanceSlack), _ =>
            {
                Interlocked.Increment(ref slack);
                throw new InvalidOperationException("it cannot be rendered");
            });
        });

        await StartAsync(nameof(EscalationOrchestrator), new EscalationOrder(1, "std_1"), Instance);
        await Host.PassAsync(TimeSpan.FromSeconds(55));
        var soon = slack;
        await Host.PassAsync(TimeSpan.FromMinutes(5));

        Assert.InRange(soon, 1, 10);
        Assert.InRange(slack, soon + 1, soon + 25);
    }

    private static DispatchResult Step(IncidentPlan plan) => new(null, Plan: plan);

    private static IncidentPlan Plan(long mark, params IReadOnlyList<ChannelPlan> channels) => new(false, false, channels, ReadAt, mark);

    private async Task<bool> EndedAsync(string activity)
    {
        var history = await Engine.GetHistoryAsync(Instance) ?? [];
        var step = history.FirstOrDefault(one => one.Name == activity)?.TaskId;
        return step is not null
            && history.Any(one => one.Type == HistoryEventType.TaskCompleted && one.TaskId == step);
    }

    /// <summary>The orchestrator, a decision that opened an incident, and a Datadog channel without work.</summary>
    private static void AddCourse(IDurableTaskSink tasks)
    {
        tasks.AddOrchestrator<EscalationOrder, bool>(nameof(EscalationOrchestrator), RunAsync);
        tasks.AddActivity<EscalationOrder, DecidedConsent>(nameof(EscalationActivities.DecideConsent), _ =>
            Task.FromResult(new DecidedConsent(7, true, Instance, HasPlans: true))
        );
        tasks.AddActivity<IncidentRef, DispatchResult>(nameof(EscalationActivities.AdvanceDatadog), _ => Task.FromResult(Step(Plan(1))));
    }

    private static async Task<bool> RunAsync(TaskOrchestrationContext context, EscalationOrder order)
    {
        await EscalationOrchestrator.RunAsync(context);
        return true;
    }
}
