using Microsoft.EntityFrameworkCore;
using Npgsql;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;
using Xunit;

namespace OAuthAttest.Tests.Grants.Import;

public sealed class RefusedImportTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ImportAsync_ReadingFailsHalfWay_ChangesNothingAndMarksTheSource(bool firstTime)
    {
        await using var inventory = await ImportedInventory.CreateAsync();
        if (!firstTime)
            await inventory.ImportAsync(new RecordedInventory().User("u1").App("c1").Grant("g1").Grant("g2"));
        var before = await inventory.FingerprintAsync("users", "apps", "grants");
        var broken = new RecordedInventory { Failure = new IOException("the disk is gone") }
            .User("u1", name: "New name")
            .User("u9")
            .Grant("g1", scopes: "Mail.ReadWrite")
            .Grant("g9");

        await Assert.ThrowsAsync<IOException>(() => inventory.ImportAsync(broken));

        Assert.Equal(before, await inventory.FingerprintAsync("users", "apps", "grants"));
        var source = await inventory.SourceAsync();
        Assert.Equal((inventory.Now, "the disk is gone"), (source.LastFailedAt, source.LastFailure));
        Assert.Equal(firstTime ? null : inventory.Now - TimeSpan.FromHours(1), source.LastSucceededAt);
        await using var db = inventory.Open();
        Assert.Equal("inventory.failed", (await db.AuditEvents.OrderByDescending(entry => entry.Sequence).FirstAsync()).Kind);
    }

    [Fact]
    public async Task ImportAsync_Interrupted_ChangesNothingAndMarksTheSource()
    {
        await using var inventory = await ImportedInventory.CreateAsync();
        await inventory.ImportAsync(new RecordedInventory().User("u1").Grant("g1"));
        var before = await inventory.FingerprintAsync("users", "apps", "grants");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            inventory.ImportAsync(new RecordedInventory { Failure = new OperationCanceledException() }.User("u1"))
        );

        Assert.Equal(before, await inventory.FingerprintAsync("users", "apps", "grants"));
        Assert.Equal("The reading was interrupted.", (await inventory.SourceAsync()).LastFailure);
    }

    [Fact]
    public async Task ImportAsync_NoGrantsWhereThereWereSome_IsRefused()
    {
        await using var inventory = await ImportedInventory.CreateAsync();
        await inventory.ImportAsync(new RecordedInventory().User("u1").Grant("g1"));

        var refused = await Assert.ThrowsAsync<InventoryRejectedException>(() => inventory.ImportAsync(new RecordedInventory().User("u1")));

        Assert.Contains("--allow-empty", refused.Message, StringComparison.Ordinal);
        Assert.Equal(GrantStatus.Active, (await inventory.GrantAsync("g1")).Status);
    }

    [Fact]
    public async Task ImportAsync_NoUsersWhereThereWereSome_IsRefused()
    {
        await using var inventory = await ImportedInventory.CreateAsync();
        await inventory.ImportAsync(new RecordedInventory().User("u1").Grant("g1"));

        await Assert.ThrowsAsync<InventoryRejectedException>(() => inventory.ImportAsync(new RecordedInventory().Grant("g1")));

        Assert.Null((await inventory.UserAsync("u1")).VanishedAt);
    }

    [Fact]
    public async Task ImportAsync_NoGrantsAndAllowed_MarksAllVanished()
    {
        await using var inventory = await ImportedInventory.CreateAsync();
        await inventory.ImportAsync(new RecordedInventory().User("u1").Grant("g1"));

        await inventory.ImportAsync(new RecordedInventory().User("u1"), allowEmpty: true);

        Assert.Equal(GrantStatus.Vanished, (await inventory.GrantAsync("g1")).Status);
        Assert.Equal(0, (await inventory.SourceAsync()).ActiveGrants);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ImportAsync_GrantListedTwice_IsRefusedAndSaysWhere(bool firstTime)
    {
        await using var inventory = await ImportedInventory.CreateAsync();
        if (!firstTime)
            await inventory.ImportAsync(new RecordedInventory().User("u1").Grant("g0"));

        var refused = await Assert.ThrowsAsync<InventoryRejectedException>(() =>
            inventory.ImportAsync(new RecordedInventory().User("u1").Grant("g1").Grant("g2").Grant("g1"))
        );

        var error = Assert.Single(refused.Errors);
        Assert.Equal("test line 4: the grant 'g1' is there twice: first at test line 2", error.ToString());
        await using var db = inventory.Open();
        Assert.Equal(firstTime ? 0 : 1, await db.Grants.CountAsync());
    }

    [Fact]
    public async Task ImportAsync_AnotherImportOfTheProviderRuns_IsRefused()
    {
        await using var inventory = await ImportedInventory.CreateAsync();
        await using var other = await inventory.Database.Source.OpenConnectionAsync();
        await using (var take = new NpgsqlCommand("SELECT pg_advisory_lock(hashtextextended('oauthattest-import:entra', 0))", other))
            await take.ExecuteNonQueryAsync();

        var refused = await Assert.ThrowsAsync<InventoryRejectedException>(() =>
            inventory.ImportAsync(new RecordedInventory().User("u1").Grant("g1"))
        );

        Assert.Contains("is running", refused.Message, StringComparison.Ordinal);
        await inventory.ImportAsync(new RecordedInventory { Source = "okta", Provider = ProviderName.Okta }.User("u1").Grant("g1"));
    }

    [Fact]
    public async Task ImportAsync_NameOfAnotherProvidersSource_IsRefused()
    {
        await using var inventory = await ImportedInventory.CreateAsync();
        await inventory.ImportAsync(new RecordedInventory().User("u1").Grant("g1"));

        var refused = await Assert.ThrowsAsync<InventoryRejectedException>(() =>
            inventory.ImportAsync(
                new RecordedInventory { Provider = ProviderName.Okta }
                    .User("u1")
                    .Grant("g1")
            )
        );

        Assert.Contains("belongs to the provider entra", refused.Message, StringComparison.Ordinal);
    }
}
