using OAuthAttest.Campaigns.Opening;
using Xunit;

namespace OAuthAttest.Tests.Campaigns;

public sealed class InventoryGateTests
{
    private static readonly DateTimeOffset Now = CampaignWorld.Start;

    /// <summary>Last success and failure in hours before now (null: never), then what is wrong with the source.</summary>
    public static TheoryData<int?, int?, string> Sources => new()
    {
        { 1, null, "" },
        { 24 * 7, null, "" },
        { (24 * 7) + 1, null, "Stale" },
        { null, null, "NeverRead" },
        { null, 1, "NeverRead" },
        { 2, 1, "Failed" },
        { 1, 2, "" },
        { 24 * 30, 1, "Failed" },
    };

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task CheckAsync_OneSource_IsFreshOnlyWhenItsNewestReadingWorkedInTime(int? succeeded, int? failed, string problem)
    {
        await using var world = await CampaignWorld.CreateAsync();
        await world.SourceAsync("google", Before(succeeded), Before(failed), failed is null ? null : "503");

        var gate = await new InventoryGate(world.Source).CheckAsync(
            new GateCheck(Now, TimeSpan.FromDays(7), Scheduled: true),
            CancellationToken.None
        );

        Assert.Equal(problem, string.Join(',', gate.Sources.Select(source => source.Problem)));
        Assert.Equal(problem.Length == 0, gate.IsOpen);
    }

    [Theory]
    [InlineData(true, false, false)]
    [InlineData(true, true, false)]
    [InlineData(false, false, false)]
    [InlineData(false, true, true)]
    public async Task CheckAsync_AStaleSource_OpensOnlyForAPersonWhoAcceptsIt(bool scheduled, bool acceptStale, bool isOpen)
    {
        await using var world = await CampaignWorld.CreateAsync();
        await world.SourceAsync("google", Now.AddDays(-30));

        var gate = await new InventoryGate(world.Source).CheckAsync(
            new GateCheck(Now, TimeSpan.FromDays(7), scheduled, acceptStale),
            CancellationToken.None
        );

        Assert.Equal(isOpen, gate.IsOpen);
        Assert.True(gate.HasSources);
    }

    [Fact]
    public async Task CheckAsync_NoSourceAtAll_StaysShutForEverybody()
    {
        await using var world = await CampaignWorld.CreateAsync();
        await world.ExecuteAsync("DELETE FROM inventory_sources");

        var gate = await new InventoryGate(world.Source).CheckAsync(
            new GateCheck(Now, TimeSpan.FromDays(7), Scheduled: false, AcceptStale: true),
            CancellationToken.None
        );

        Assert.False(gate.IsOpen);
        Assert.False(gate.HasSources);
    }

    [Fact]
    public async Task CheckAsync_OnlyRetiredSources_StaysShutForEverybody()
    {
        await using var world = await CampaignWorld.CreateAsync();
        await world.SourceAsync("google", Now.AddHours(-1));
        await world.ExecuteAsync("UPDATE inventory_sources SET retired_at = now(), retired_by = 'ana', retired_reason = 'moved'");

        var gate = await new InventoryGate(world.Source).CheckAsync(
            new GateCheck(Now, TimeSpan.FromDays(7), Scheduled: false, AcceptStale: true), CancellationToken.None);

        Assert.Equal((false, false), (gate.IsOpen, gate.HasSources));
    }

    private static DateTimeOffset? Before(int? hours) => hours is { } h ? Now.AddHours(-h) : null;
}
