using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.EntityFrameworkCore;
using OAuthAttest.Functions;
using OAuthAttest.Functions.Timers;
using OAuthAttest.Local.Hosting;
using OAuthAttest.Local.Hosting.Catalog;
using OAuthAttest.Rosters;
using Xunit;

namespace OAuthAttest.Tests.Functions.Timers;

/// <summary>Whether timers run, as the health endpoint reports it.</summary>
public sealed class TimerRunTests
{
    private static readonly IReadOnlyList<string> Timers =
    [
        .. FunctionCatalog
            .Read(new LocalHostOptions().FunctionClasses)
            .With<TimerTriggerAttribute>()
            .Select(pair => pair.Function.Name)
            .Order(StringComparer.Ordinal),
    ];

    private const string Quarterly = "0 0 6 1 1,4,7,10 *";

    [Fact]
    public void Functions_OfTheCatalog_AreAllKnownWithTheirSettings()
    {
        Assert.Equal(Timers, TimerFunctions.All.Select(timer => timer.Name));
        Assert.All(TimerFunctions.All, timer => Assert.Contains(timer.Setting, FunctionsRegistration.TimerDefaults.Keys));
    }

    [Fact]
    public async Task Health_EveryTimerRan_TellsWhen()
    {
        await using var world = await StartAsync("0 30 5 * * *");
        await world.Time.AdvanceAsync(TimeSpan.FromHours(1));

        var health = await world.GetJsonAsync("health");

        Assert.Equal("healthy", health.GetProperty("status").GetString());
        Assert.Equal(Timers, Names(health, _ => true));
        Assert.Equal(Timers, Names(health, timer => timer.GetProperty("lastRanAt").GetDateTimeOffset() == FlowWorld.Start.AddMinutes(30)));
    }

    [Fact]
    public async Task Health_EveryTimer_TellsWhenItIsNextDue()
    {
        await using var world = await StartAsync("0 30 5 * * *");
        await world.Time.AdvanceAsync(TimeSpan.FromHours(1));

        var health = await world.GetJsonAsync("health");

        var next = FlowWorld.Start.AddDays(1).AddMinutes(30);
        Assert.Equal(Timers, Names(health, timer => timer.GetProperty("nextDueAt").GetDateTimeOffset() == next));
    }

    [Fact]
    public async Task Health_TimersThatStoppedOrNeverBegan_AreOverdueAndItIsDegraded()
    {
        await using var world = await StartAsync("0 30 5 * * *");
        await world.Time.AdvanceAsync(TimeSpan.FromHours(1));
        await world.GetJsonAsync("health");
        await using (var db = world.Open())
        {
            await db
                .TimerRuns.Where(run => run.Function == Timers[0])
                .ExecuteUpdateAsync(set => set.SetProperty(run => run.LastRanAt, FlowWorld.Start.AddDays(-1)));
            await db
                .TimerRuns.Where(run => run.Function == Timers[1])
                .ExecuteUpdateAsync(set =>
                    set.SetProperty(run => run.LastRanAt, (DateTimeOffset?)null)
                        .SetProperty(run => run.KnownSince, FlowWorld.Start.AddDays(-3))
                );
        }
        // A good answer stands for some seconds.
        world.Clock.Advance(TimeSpan.FromSeconds(10));

        var health = await world.GetJsonAsync("health");

        Assert.Equal("degraded", health.GetProperty("status").GetString());
        Assert.Equal(Timers.Take(2), Names(health, timer => timer.GetProperty("isOverdue").GetBoolean()));
    }

    [Fact]
    public async Task Health_TimerNotDueYetOrSwitchedOff_IsNotOverdue()
    {
        await using var world = await StartAsync(Quarterly, new() { ["AzureWebJobs.PollEntra.Disabled"] = "true" });

        var health = await world.GetJsonAsync("health");

        Assert.Equal("healthy", health.GetProperty("status").GetString());
        Assert.Equal(Timers.Where(name => name != "PollEntra"), Names(health, timer => !timer.GetProperty("isOverdue").GetBoolean()));
    }

    private static Task<FlowWorld> StartAsync(string schedule, Dictionary<string, string?>? settings = null)
    {
        var all = settings ?? [];
        all["Roster:MaxAge"] = "31.00:00:00";
        foreach (var timer in TimerFunctions.All)
        {
            // A roster may not be read once in a quarter only.
            if (timer.Setting != RosterOptions.ScheduleSetting || schedule != Quarterly)
                all[timer.Setting] = schedule;
            all.TryAdd($"AzureWebJobs.{timer.Name}.Disabled", "false");
        }
        return FlowWorld.StartAsync(all);
    }

    private static IEnumerable<string> Names(JsonElement health, Func<JsonElement, bool> which) =>
        health
            .GetProperty("timers")
            .EnumerateArray()
            .Where(which)
            .Select(timer => timer.GetProperty("name").GetString()!)
            .Order(StringComparer.Ordinal);
}
