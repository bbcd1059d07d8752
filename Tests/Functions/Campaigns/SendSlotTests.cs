using OAuthAttest.Functions.Durable;
using Microsoft.DurableTask.Protobuf;
using OAuthAttest.Local.Durable.History;
using Xunit;
using HistoryEventType = Microsoft.DurableTask.Protobuf.HistoryEvent.EventTypeOneofCase;

namespace OAuthAttest.Tests.Functions.Campaigns;

/// <summary>A participant keeps its reserved send slot when its orchestration is woken by something else.</summary>
public sealed class SendSlotTests
{
    private static readonly string[] People = ["ann", "bob", "jane", "kim", "liz", "max"];

    [Fact]
    public async Task WokenWhileWaitingToBePainted_AfterTheClose_KeepsTheSlot()
    {
        await using var world = await OpenAsync("12");
        await world.Time.AdvanceAsync(TimeSpan.FromHours(1));
        using (await world.PostAsync("campaigns/2026Q4/close", "{}"))
            await world.Host.WhenIdleAsync();
        var given = await NextSlotAsync(world, "chat.update");
        var waits = await WaitsAsync(world);
        Assert.InRange(waits.Count, 3, 5);

        await WakeAllAsync(world);

        Assert.Equal(given, await NextSlotAsync(world, "chat.update"));
        Assert.Equal(waits, await WaitsAsync(world));
        await world.Time.AdvanceAsync(TimeSpan.FromMinutes(2));
        Assert.All(People, name => Assert.Empty(FlowWorld.Question(world.Person(name)).Buttons()));
    }

    [Fact]
    public async Task WokenWhileWaitingToBeAsked_KeepsTheSlotOfTheShard()
    {
        await using var world = await OpenAsync("12");
        var given = await NextSlotAsync(world, "chat.postMessage");
        var waits = await WaitsAsync(world);
        Assert.InRange(waits.Count, 3, 5);

        await WakeAllAsync(world);

        Assert.Equal(given, await NextSlotAsync(world, "chat.postMessage"));
        Assert.Equal(waits, await WaitsAsync(world));
        await world.Time.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.All(People, name => Assert.Equal(["request"], FlowWorld.Sent(world.Person(name))));
    }

    [Fact]
    public async Task CutOff_ReachedByTheClock_WakesNobodyTwiceAndPaintsAtThePace()
    {
        await using var world = await OpenAsync(
            "12",
            new() { ["Campaign:ResponseWindow"] = "2.00:00:00", ["Campaign:ReminderOffsets"] = "1.00:00:00" }
        );
        await world.Time.AdvanceAsync(TimeSpan.FromDays(3));

        foreach (var name in People)
        {
            var history = await HistoryAsync(world, name);
            Assert.DoesNotContain(history, one => one.Type == HistoryEventType.EventRaised);
            Assert.Single(history, one => one.Type == HistoryEventType.TimerFired && one.FireAt >= FlowWorld.Start.AddDays(2).UtcDateTime);
        }
        Assert.All(People, name => Assert.Empty(FlowWorld.Question(world.Person(name)).Buttons()));
    }

    private static async Task<FlowWorld> OpenAsync(string pace, Dictionary<string, string?>? settings = null)
    {
        var world = await FlowWorld.StartAsync(new() { Settings = settings ?? [], ["Slack:PacePerMinute"] = pace });
        foreach (var name in People)
        {
            await world.AddPersonAsync(name);
            await world.AddGrantAsync(name);
        }
        await world.OpenCampaignAsync();
        return world;
    }

    private static async Task WakeAllAsync(FlowWorld world)
    {
        foreach (var name in People)
            await world.Host.Client.RaiseWakeUpAsync(await InstanceAsync(world, name), CancellationToken.None);
        await world.Host.WhenIdleAsync();
    }

    /// <summary>The people whose latest timer is due within an hour, with its due time.</summary>
    private static async Task<IReadOnlyList<(string Name, DateTime Until)>> WaitsAsync(FlowWorld world)
    {
        var waits = new List<(string, DateTime)>();
        var now = world.Clock.GetUtcNow().UtcDateTime;
        foreach (var name in People)
        {
            var history = await HistoryAsync(world, name);
            if (
                history.LastOrDefault(one => one.Type == HistoryEventType.TimerCreated)?.FireAt is { } at
                && at > now
                && at < now.AddHours(1)
            )
            {
                waits.Add((name, at));
            }
        }
        return waits;
    }

    private static async Task<IReadOnlyList<HistoryEvent>> HistoryAsync(FlowWorld world, string name) =>
        (await world.Host.Engine.GetHistoryAsync(await InstanceAsync(world, name)))!;

    private static async Task<string> InstanceAsync(FlowWorld world, string name) =>
        FlowWorld.RespondentOf(await world.ParticipantAsync(name)).OrchestrationId();

    private static Task<DateTime> NextSlotAsync(FlowWorld world, string family) =>
        world.ScalarAsync<DateTime>($"SELECT next_slot_at FROM slack_pace WHERE family = '{family}'");
}
