using Microsoft.Extensions.Time.Testing;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Opening;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;
using Xunit;

namespace OAuthAttest.Tests.Grants.Import;

public sealed class SourceRetirementTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Retire_ASource_TakesItsGrantsOutOfThePopulationWithEvidence()
    {
        await using var inventory = await ImportedInventory.CreateAsync();
        await inventory.ImportAsync(new RecordedInventory().User("u1").App("c1").Grant("g1"));
        await inventory.ImportAsync(new RecordedInventory { Source = "entrra" }.User("u2").App("c1").Grant("g2").Grant("g3"));

        var retired = await RetireAsync(inventory, "entrra");

        Assert.Equal(("entrra", 2L), (retired.Source, retired.Grants));
        Assert.Equal(
            (GrantStatus.Active, GrantStatus.Retired),
            ((await inventory.GrantAsync("g1")).Status, (await inventory.GrantAsync("g2")).Status)
        );
        var source = await inventory.SourceAsync("entrra");
        Assert.Equal((Now, "mia", "mistyped", 0L), (source.RetiredAt, source.RetiredBy, source.RetiredReason, source.ActiveGrants));
        Assert.Equal("inventory.retired", (await inventory.AuditKindsAsync())[^1]);
        var gate = await GateAsync(inventory, Now);
        Assert.Equal(["entra"], gate.Sources.Select(stale => stale.Name));
    }

    [Fact]
    public async Task Retire_NameThatWasMistypedAndNeverRead_BlocksNoStartAnyMore()
    {
        await using var inventory = await ImportedInventory.CreateAsync();
        await inventory.ImportAsync(new RecordedInventory().User("u1").App("c1").Grant("g1"));
        var broken = new RecordedInventory { Source = "entrra", Failure = new IOException("no such folder") };
        await Assert.ThrowsAsync<IOException>(() => inventory.ImportAsync(broken));
        Assert.False((await GateAsync(inventory, inventory.Now)).IsOpen);

        await RetireAsync(inventory, "entrra");

        Assert.True((await GateAsync(inventory, inventory.Now)).IsOpen);
    }

    [Fact]
    public async Task Retire_ThenReadAgain_BringsTheSourceAndItsGrantsBack()
    {
        await using var inventory = await ImportedInventory.CreateAsync();
        await inventory.ImportAsync(new RecordedInventory().User("u1").App("c1").Grant("g1").Grant("g2"));
        await RetireAsync(inventory, "entra");

        var read = await inventory.ImportAsync(new RecordedInventory().User("u1").App("c1").Grant("g1"));

        Assert.True(read.WasRetired);
        Assert.Null((await inventory.SourceAsync()).RetiredAt);
        Assert.Equal(
            (GrantStatus.Active, GrantStatus.Retired),
            ((await inventory.GrantAsync("g1")).Status, (await inventory.GrantAsync("g2")).Status)
        );
    }

    [Theory]
    [InlineData("entar", "mia", "gone", "Did you mean 'entra'?")]
    [InlineData("entra", "mia", " ", "--reason")]
    [InlineData("entra", " ", "gone", "--by")]
    public async Task Retire_WithoutWhoWhyOrSuchASource_ChangesNothing(string source, string by, string reason, string told)
    {
        await using var inventory = await ImportedInventory.CreateAsync();
        await inventory.ImportAsync(new RecordedInventory().User("u1").App("c1").Grant("g1"));

        var refused = await Assert.ThrowsAsync<InventoryRejectedException>(() =>
            new SourceRetirement(inventory.Source, new FakeTimeProvider(Now)).RetireAsync(
                new RetireSource(source, by, reason, "test"), default));

        Assert.Contains(told, refused.Message, StringComparison.Ordinal);
        Assert.Equal(GrantStatus.Active, (await inventory.GrantAsync("g1")).Status);
        Assert.Null((await inventory.SourceAsync()).RetiredAt);
    }

    [Fact]
    public async Task Retire_Twice_IsRefusedTheSecondTime()
    {
        await using var inventory = await ImportedInventory.CreateAsync();
        await inventory.ImportAsync(new RecordedInventory().User("u1").App("c1").Grant("g1"));
        await RetireAsync(inventory, "entra");

        var refused = await Assert.ThrowsAsync<InventoryRejectedException>(() => RetireAsync(inventory, "entra"));

        Assert.Contains("was retired on 2026-11-01", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListAsync_EachSource_SaysWhereItStands()
    {
        await using var inventory = await ImportedInventory.CreateAsync();
        await inventory.ImportAsync(new RecordedInventory().User("u1").App("c1").Grant("g1"));
        var second = await inventory.ImportAsync(new RecordedInventory { Source = "entra:old" }.User("u2").App("c1").Grant("g2"));
        await RetireAsync(inventory, "entra:old");
        await Assert.ThrowsAsync<IOException>(() =>
            inventory.ImportAsync(new RecordedInventory { Source = "new", Failure = new IOException("no") }));
        await Assert.ThrowsAsync<IOException>(() => inventory.ImportAsync(new RecordedInventory { Failure = new IOException("away") }));

        var sources = await new InventorySources(inventory.Source).ListAsync(default);

        Assert.Equal(["entra"], second.OthersOfProvider);
        Assert.Equal(
            [("entra", SourceStanding.Failed), ("entra:old", SourceStanding.Retired), ("new", SourceStanding.NeverRead)],
            sources.Select(source => (source.Name, source.Standing))
        );
        var old = sources[1];
        Assert.Equal((0L, 1L, "mia", "mistyped"), (old.ActiveGrants, old.RetiredGrants, old.RetiredBy, old.RetiredReason));
        Assert.All(sources, source => Assert.NotNull(source.AddedAt));
        Assert.Equal("away", sources[0].LastFailure);
    }

    private static Task<RetiredSource> RetireAsync(ImportedInventory inventory, string source) =>
        new SourceRetirement(inventory.Source, new FakeTimeProvider(Now)).RetireAsync(
            new RetireSource(source, "mia", "mistyped", "test"), default);

    private static Task<GateResult> GateAsync(ImportedInventory inventory, DateTimeOffset now) =>
        new InventoryGate(inventory.Source).CheckAsync(
            new GateCheck(now, new CampaignOptions().MaxInventoryAge, Scheduled: true), CancellationToken.None);
}
