using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OAuthAttest.Campaigns;
using Xunit;

namespace OAuthAttest.Tests.Functions.Campaigns;

/// <summary>What the catch-up starts: what fell due while the timers were switched on, and nothing before.</summary>
public sealed class CampaignSwitchTests
{
    private const string Enabled = "Campaign:Enabled";

    [Fact]
    public async Task CatchUp_SwitchedOnInMidQuarter_WaitsForTheNextQuarter()
    {
        await using var world = await FlowWorld.StartAsync();
        await world.AddPersonAsync("jane");
        await world.AddGrantAsync("jane");
        await world.Time.AdvanceAsync(TimeSpan.FromDays(45));
        world.Settings[Enabled] = "true";
        await world.RestartAsync();
        await world.RefreshInventoryAsync();

        await world.Time.AdvanceAsync(TimeSpan.FromDays(3));
        await using (var db = world.Open())
            Assert.Equal(0, await db.Campaigns.CountAsync());
        await world.Time.AdvanceAsync(new DateTimeOffset(2027, 1, 1, 5, 0, 0, TimeSpan.Zero) - world.Clock.GetUtcNow());
        await world.RefreshInventoryAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromDays(4));

        Assert.Equal(["2027Q1"], await world.ReadAsync(db => db.Campaigns.Select(campaign => campaign.Key.ToString())));
    }

    [Fact]
    public async Task CatchUp_SwitchedOffAtTheQuartersStart_DoesNotCatchItUp()
    {
        await using var world = await FlowWorld.StartAsync(new() { [Enabled] = "true" });
        await world.AddPersonAsync("jane");
        await world.AddGrantAsync("jane");
        world.Settings[Enabled] = "false";
        await world.RestartAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromDays(2));
        world.Settings[Enabled] = "true";
        await world.RestartAsync();

        await world.Time.AdvanceAsync(TimeSpan.FromDays(2));

        await using var db = world.Open();
        Assert.Equal(0, await db.Campaigns.CountAsync());
    }

    [Fact]
    public async Task Start_ByHand_WorksWhateverTheSwitchSays()
    {
        await using var world = await FlowWorld.StartAsync();
        await world.AddPersonAsync("jane");
        await world.AddGrantAsync("jane");

        await world.OpenCampaignAsync();

        Assert.Equal(CampaignState.Open, (await world.CampaignAsync()).State);
    }

    [Fact]
    public async Task Start_FilterWithAnUnknownGroup_IsRefusedByName()
    {
        await using var world = await FlowWorld.StartAsync(new() { ["Campaign:Filter:Groups"] = "finanse" });
        await world.AddPersonAsync("jane");
        await world.AddGrantAsync("jane");

        using var refused = await world.PostAsync("campaigns", """{"acceptStale":true}""");

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        using var body = JsonDocument.Parse(await refused.Content.ReadAsStreamAsync());
        Assert.Contains("no group 'finanse'", body.RootElement.GetProperty("problems")[0].GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("acceptStale", body.RootElement.GetProperty("error").GetString(), StringComparison.Ordinal);
        await using var db = world.Open();
        Assert.Equal(0, await db.Campaigns.CountAsync());
    }

    [Fact]
    public async Task Sources_OverHttp_ShowEachSourcesLife()
    {
        await using var world = await FlowWorld.StartAsync();
        await world.AddPersonAsync("jane");
        await world.AddGrantAsync("jane");

        var sources = (await world.GetJsonAsync("sources")).GetProperty("sources");

        Assert.Equal(1, sources.GetArrayLength());
        Assert.Equal("entra", sources[0].GetProperty("name").GetString());
        Assert.Equal("Read", sources[0].GetProperty("standing").GetString());
    }

    /// <summary>January 1st 2027 is a Friday: the quarter's campaign starts on Monday, the 4th, whatever timers run before.</summary>
    [Fact]
    public async Task QuartersStart_NewYearAndWeekend_StartsOnTheFirstWorkingDay()
    {
        await using var world = await FlowWorld.StartAsync();
        await world.AddPersonAsync("jane");
        await world.AddGrantAsync("jane");
        await world.Time.AdvanceToAsync(new(2026, 12, 31, 12, 0, 0, TimeSpan.Zero));
        world.Settings[Enabled] = "true";
        await world.RestartAsync();
        await world.RefreshInventoryAsync();

        await world.Time.AdvanceToAsync(new(2027, 1, 4, 5, 59, 0, TimeSpan.Zero));
        await using (var db = world.Open())
            Assert.Equal(0, await db.Campaigns.CountAsync());
        await world.Time.AdvanceAsync(TimeSpan.FromDays(1));

        var opened = Assert.Single(await world.ReadAsync(db => db.Campaigns.Select(campaign => campaign.OpenedAt)));
        Assert.Equal(new DateTimeOffset(2027, 1, 4, 7, 0, 0, TimeSpan.Zero), opened.AddTicks(-(opened.Ticks % TimeSpan.TicksPerMinute)));
    }

    /// <summary>Switched on after the 1st and before the first working day: it falls due while it is on.</summary>
    [Fact]
    public async Task CatchUp_SwitchedOnBeforeTheFirstWorkingDay_StartsOnIt()
    {
        await using var world = await FlowWorld.StartAsync();
        await world.AddPersonAsync("jane");
        await world.AddGrantAsync("jane");
        await world.Time.AdvanceToAsync(new(2027, 1, 2, 12, 0, 0, TimeSpan.Zero));
        world.Settings[Enabled] = "true";
        await world.RestartAsync();
        await world.RefreshInventoryAsync();

        await world.Time.AdvanceAsync(TimeSpan.FromDays(2));

        Assert.Equal(["2027Q1"], await world.ReadAsync(db => db.Campaigns.Select(campaign => campaign.Key.ToString())));
    }

    [Fact]
    public async Task QuartersStart_OnAHoliday_StartsOnTheDayAfter()
    {
        await using var world = await FlowWorld.StartAsync(
            new() { [Enabled] = "true", ["Campaign:Holidays"] = "2026-10-01,2026-12-25" });
        await world.AddPersonAsync("jane");
        await world.AddGrantAsync("jane");

        await world.Time.AdvanceToAsync(new(2026, 10, 2, 5, 59, 0, TimeSpan.Zero));
        await using (var db = world.Open())
            Assert.Equal(0, await db.Campaigns.CountAsync());
        await world.Time.AdvanceAsync(TimeSpan.FromHours(2));

        Assert.Equal(CampaignState.Open, (await world.CampaignAsync()).State);
    }
}
