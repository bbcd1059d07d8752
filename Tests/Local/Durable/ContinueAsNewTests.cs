using Microsoft.DurableTask;
using OAuthAttest.Local.Durable.History;
using Xunit;
using HistoryEventType = Microsoft.DurableTask.Protobuf.HistoryEvent.EventTypeOneofCase;

namespace OAuthAttest.Tests.Local.Durable;

/// <summary>What becomes of events and history when an instance continues as new.</summary>
public sealed class ContinueAsNewTests : EngineTest
{
    [Fact]
    public async Task ContinueAsNew_EventsNotKept_ThoseOfTheSameTurnAreCarriedOverAllTheSame()
    {
        await StartEngineAsync(tasks => tasks.AddOrchestrator<bool, string>("Main", async (context, again) =>
        {
            var answer = await context.WaitForExternalEvent<string>("Go");
            if (again)
            {
                context.ContinueAsNew(false, preserveUnprocessedEvents: false);
            }

            return answer;
        }));
        var id = await Client.ScheduleNewOrchestrationInstanceAsync(
            "Main", true, new StartOrchestrationOptions("cut", Host.Clock.GetUtcNow().AddHours(1)), Cancellation);
        foreach (var letter in (string[])["a", "b", "c"])
        {
            await Client.RaiseEventAsync(id, "Go", letter, Cancellation);
        }

        await Host.PassAsync(TimeSpan.FromHours(1));

        Assert.Equal("b", (await CompletionAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task ContinueAsNew_EventsNotTakenYet_StayInOrderWhateverArrivesMeanwhile()
    {
        await StartEngineAsync(tasks => tasks.AddOrchestrator<string, string>("Main", async (context, taken) =>
        {
            var all = taken + await context.WaitForExternalEvent<string>("Letter");
            if (all.Length < 26)
            {
                context.ContinueAsNew(all);
            }

            return all;
        }));
        var id = await StartAsync("Main", "");

        for (var letter = 'a'; letter <= 'z'; letter++)
        {
            await Client.RaiseEventAsync(id, "Letter", letter.ToString(), Cancellation);
        }

        Assert.Equal("abcdefghijklmnopqrstuvwxyz", (await CompletionAsync(id)).ReadOutputAs<string>());
    }

    /// <summary>A stored event may also be older than the stored continuation: whatever comes first begins the next execution.</summary>
    [Fact]
    public async Task ContinueAsNew_ItsNextTurnCouldNotBeStored_IsBegunByTheNextEvent()
    {
        await StartEngineAsync(tasks => tasks.AddOrchestrator<string, string>("Main", async (context, taken) =>
        {
            var all = taken + await context.WaitForExternalEvent<string>("Letter");
            if (all.Length < 3)
            {
                context.ContinueAsNew(all);
            }

            return all;
        }));
        var id = await StartAsync("Main", "");
        await Host.Database.ExecuteAsync("alter table durable.history add constraint no_first check (chunk > 0) not valid");
        await Client.RaiseEventAsync(id, "Letter", "a", Cancellation);
        await Engine.WhenIdleAsync(Cancellation);
        await Host.Database.ExecuteAsync("alter table durable.history drop constraint no_first");

        await Client.RaiseEventAsync(id, "Letter", "b", Cancellation);
        await Client.RaiseEventAsync(id, "Letter", "c", Cancellation);

        Assert.Equal("abc", (await CompletionAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task ContinueAsNew_Again_ForgetsTheHistoryBefore()
    {
        await StartEngineAsync(tasks =>
        {
            tasks.AddActivity<int, int>("Next", number => Task.FromResult(number + 1));
            tasks.AddOrchestrator<int, int>("Main", async (context, number) =>
            {
                var next = await context.CallActivityAsync<int>("Next", number);
                if (next < 50)
                {
                    context.ContinueAsNew(next);
                }

                return next;
            });
        });

        var id = await StartAsync("Main", 0);

        Assert.Equal(50, (await CompletionAsync(id)).ReadOutputAs<int>());
        var history = await Engine.GetHistoryAsync(id, Cancellation);
        Assert.Single(history!, e => e.Type == HistoryEventType.ExecutionStarted);
        Assert.Single(history!, e => e.Type == HistoryEventType.TaskCompleted);
    }
}
