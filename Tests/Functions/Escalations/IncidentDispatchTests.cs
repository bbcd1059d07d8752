using Microsoft.DurableTask;
using OAuthAttest.Escalations.Dispatch;
using OAuthAttest.Escalations.Dispatch.Scheduling;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Functions.Escalations;
using OAuthAttest.Tests.Local.Durable;
using OAuthAttest.Tests.Local.Durable.Semantics;
using Xunit;

namespace OAuthAttest.Tests.Functions.Escalations;

/// <summary>The orchestrator's channels on the real engine, with activities whose results the test chooses.</summary>
public sealed class IncidentDispatchTests : EngineTest
{
    private const string Instance = "escalation-std-1";

    [Fact]
    public async Task LaneThatWasDueWhileItRan_RunsAgain()
    {
        var turns = 0;
        var looked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await StartEngineAsync(tasks =>
        {
            AddCourse(tasks);
            tasks.AddActivity<IncidentRef, DispatchResult>(nameof(EscalationActivities.AdvancePagerDuty), _ =>
                Task.FromResult(new DispatchResult(null, HasNews: true))
            );
            tasks.AddActivity<IncidentRef, DispatchResult>(nameof(EscalationActivities.AdvanceSlack), async _ =>
            {
                // The first turn has read its tables, and ends only after LookAtIncident found work that was added later.
                if (Interlocked.Increment(ref turns) == 1)
                    await looked.Task;
                return new DispatchResult(null);
            });
            tasks.AddActivity<IncidentRef, IncidentStatus>(nameof(EscalationActivities.LookAtIncident), _ =>
            {
                looked.TrySetResult();
                return Task.FromResult(new IncidentStatus(turns > 1, false, turns > 1 ? [] : [OutboxChannel.Slack], null));
            });
        });

        await StartAsync(nameof(EscalationOrchestrator), new EscalationOrder(1, "std_1"), Instance);
        await looked.Task.WaitAsync(Cancellation);
        await Host.PassAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(2, turns);
    }

    [Fact]
    public async Task LaneThatFails_IsNotCalledAgainBeforeItsPause_WhateverTheOthersSay()
    {
        var (slack, pager) = (0, 0);
        await StartEngineAsync(tasks =>
        {
            AddCourse(tasks);
            tasks.AddActivity<IncidentRef, DispatchResult>(nameof(EscalationActivities.AdvancePagerDuty), _ =>
                Task.FromResult(new DispatchResult(null, HasNews: Interlocked.Increment(ref pager) == 1))
            );
            tasks.AddActivity<IncidentRef, DispatchResult>(nameof(EscalationActivities.AdvanceSlack), _ =>
            {
                Interlocked.Increment(ref slack);
                throw new InvalidOperationException("it cannot be rendered");
            });
            tasks.AddActivity<IncidentRef, IncidentStatus>(nameof(EscalationActivities.LookAtIncident), _ =>
                Task.FromResult(new IncidentStatus(false, false, [OutboxChannel.Slack], null))
            );
        });

        await StartAsync(nameof(EscalationOrchestrator), new EscalationOrder(1, "std_1"), Instance);
        await Host.PassAsync(TimeSpan.FromSeconds(30));
        var soon = slack;
        await Host.PassAsync(TimeSpan.FromMinutes(5));

        Assert.Equal(1, pager);
        Assert.InRange(soon, 1, 10);
        Assert.InRange(slack, soon + 1, soon + 25);
    }

    /// <summary>The orchestrator, a decision that opened an incident, and a Datadog channel without work.</summary>
    private static void AddCourse(IDurableTaskSink tasks)
    {
        tasks.AddOrchestrator<EscalationOrder, bool>(nameof(EscalationOrchestrator), RunAsync);
        tasks.AddActivity<EscalationOrder, DecidedConsent>(nameof(EscalationActivities.DecideConsent), _ =>
            Task.FromResult(new DecidedConsent(7, true, Instance))
        );
        tasks.AddActivity<IncidentRef, DispatchResult>(nameof(EscalationActivities.AdvanceDatadog), _ =>
            Task.FromResult(new DispatchResult(null))
        );
    }

    private static async Task<bool> RunAsync(TaskOrchestrationContext context, EscalationOrder order)
    {
        await EscalationOrchestrator.RunAsync(context);
        return true;
    }
}
