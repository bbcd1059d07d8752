using Microsoft.EntityFrameworkCore;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;
using Xunit;

namespace OAuthAttest.Tests.Grants.Import;

public sealed class InventoryImportTests
{
    private static readonly DateTimeOffset Spring = new(2026, 4, 1, 10, 30, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Summer = new(2026, 7, 1, 10, 30, 0, TimeSpan.Zero);

    [Fact]
    public async Task ImportAsync_FirstTime_StoresAccountsAppsAndGrants()
    {
        await using var inventory = await ImportedInventory.CreateAsync();

        var result = await inventory.ImportAsync(new RecordedInventory()
            .User("u1", manager: "boss@larkspur.example").App("c1", "Notes", verified: true)
            .Grant("g1", scopes: "User.Read Files.ReadWrite", grantedAt: Spring, lastUsedAt: Summer)
            .Grant("g2", user: null, consent: ConsentType.Tenant));

        Assert.Equal(new ImportCounts(2, 2, 0, 0), result.Grants);
        var user = await inventory.UserAsync("u1");
        var app = await inventory.AppAsync("c1");
        var grant = await inventory.GrantAsync("g1");
        Assert.Equal((user.Id, app.Id), (grant.UserId, grant.AppId));
        Assert.Equal(["Files.ReadWrite", "User.Read"], grant.Scopes);
        Assert.Equal(ScopeDigest.Of(ProviderName.Entra, "c1", "Microsoft Graph", ConsentType.Principal, grant.Scopes), grant.ScopeDigest);
        Assert.Equal((Risk.High, GrantStatus.Active, Spring, Summer), (grant.Risk, grant.Status, grant.GrantedAt, grant.LastUsedAt));
        Assert.Equal((inventory.Now, inventory.Now), (grant.FirstSeenAt, grant.LastSeenAt));
        Assert.Equal(("Notes", true), (app.Name, app.PublisherVerified));
        Assert.Equal(("boss@larkspur.example", "entra", AccountStatus.Active), (user.ManagerEmail, user.Source, user.Status));
        var tenantWide = await inventory.GrantAsync("g2");
        Assert.Equal((null, null, Risk.Critical), (tenantWide.UserId, tenantWide.PrincipalExternalId, tenantWide.Risk));
        var source = await inventory.SourceAsync();
        Assert.Equal((inventory.Now, 2L, null), (source.LastSucceededAt, source.ActiveGrants, source.LastFailure));
    }

    [Fact]
    public async Task ImportAsync_SameAgain_WritesNoRow()
    {
        await using var inventory = await ImportedInventory.CreateAsync();
        var reader = new RecordedInventory().User("u1").User("u2", status: AccountStatus.Deactivated).App("c1", "Notes")
            .Grant("g1", grantedAt: Spring).Grant("g2", user: "u2").Grant("g3", user: "nobody");
        await inventory.ImportAsync(reader);
        var before = await inventory.FingerprintAsync("users", "apps", "grants");

        var result = await inventory.ImportAsync(reader);

        Assert.Equal(before, await inventory.FingerprintAsync("users", "apps", "grants"));
        Assert.Equal((new ImportCounts(3, 0, 0, 0), 3L), (result.Grants, result.Grants.Unchanged));
        Assert.Equal(inventory.Now, (await inventory.SourceAsync()).LastSucceededAt);
    }

    [Fact]
    public async Task ImportAsync_GrantNotListedAnyMore_VanishesAndComesBack()
    {
        await using var inventory = await ImportedInventory.CreateAsync();
        await inventory.ImportAsync(new RecordedInventory().User("u1").Grant("g1").Grant("g2"));
        await inventory.ImportAsync(new RecordedInventory().User("u1").Grant("g1").Grant("g2"));
        var lastSeen = inventory.Now;

        var without = await inventory.ImportAsync(new RecordedInventory().User("u1").Grant("g1"));
        var gone = await inventory.GrantAsync("g2");
        var again = await inventory.ImportAsync(new RecordedInventory().User("u1").Grant("g1").Grant("g2"));
        var back = await inventory.GrantAsync("g2");

        Assert.Equal((1L, GrantStatus.Vanished, lastSeen), (without.Grants.Vanished, gone.Status, gone.LastSeenAt));
        Assert.Equal(inventory.Now - TimeSpan.FromHours(1), gone.VanishedAt);
        Assert.Equal((gone.Id, 1L, GrantStatus.Active, null), (back.Id, again.Grants.Changed, back.Status, back.VanishedAt));
        Assert.Equal(2, (await inventory.SourceAsync()).ActiveGrants);
    }

    [Fact]
    public async Task ImportAsync_ScopesGrew_ChangesDigestAndRisk()
    {
        await using var inventory = await ImportedInventory.CreateAsync();
        await inventory.ImportAsync(new RecordedInventory().User("u1").Grant("g1", scopes: "User.Read"));
        var before = await inventory.GrantAsync("g1");

        var result = await inventory.ImportAsync(new RecordedInventory().User("u1").Grant("g1", scopes: "User.Read User.ReadWrite"));

        var after = await inventory.GrantAsync("g1");
        Assert.Equal((before.Id, 1L), (after.Id, result.Grants.Changed));
        Assert.Equal((Risk.Low, Risk.High), (before.Risk, after.Risk));
        Assert.NotEqual(before.ScopeDigest, after.ScopeDigest);
    }

    [Fact]
    public async Task ImportAsync_FactsNotTold_StayUnknownAndTakeNothingAway()
    {
        await using var inventory = await ImportedInventory.CreateAsync();
        await inventory.ImportAsync(
            new RecordedInventory()
                .User("u1")
                .App("c1", "Notes", verified: false)
                .App("c2")
                .Grant("g1", grantedAt: Spring, lastUsedAt: Summer)
                .Grant("g2", client: "c2")
        );

        await inventory.ImportAsync(new RecordedInventory().User("u1").App("c1").App("c2").Grant("g1").Grant("g2", client: "c2"));

        var known = await inventory.GrantAsync("g1");
        var unknown = await inventory.GrantAsync("g2");
        Assert.Equal((Spring, Summer), (known.GrantedAt, known.LastUsedAt));
        Assert.Equal((null, null), (unknown.GrantedAt, unknown.LastUsedAt));
        Assert.Equal(("Notes", false), ((await inventory.AppAsync("c1")).Name, (await inventory.AppAsync("c1")).PublisherVerified));
        Assert.Equal(("c2", null), ((await inventory.AppAsync("c2")).Name, (await inventory.AppAsync("c2")).PublisherVerified));
    }

    [Fact]
    public async Task ImportAsync_AccountInNoRoster_IsAnOrphanUntilItAppears()
    {
        await using var inventory = await ImportedInventory.CreateAsync();
        var result = await inventory.ImportAsync(new RecordedInventory().User("u1").Grant("g1", user: "ghost").Grant("g2"));
        var orphan = await inventory.GrantAsync("g1");

        await inventory.ImportAsync(new RecordedInventory().User("u1").User("ghost").Grant("g1", user: "ghost").Grant("g2"));

        Assert.Equal((1L, null, "ghost"), (result.OrphanGrants, orphan.UserId, orphan.PrincipalExternalId));
        Assert.Equal((await inventory.UserAsync("ghost")).Id, (await inventory.GrantAsync("g1")).UserId);
    }

    [Fact]
    public async Task ImportAsync_AccountLeftTheRoster_VanishesButKeepsItsGrant()
    {
        await using var inventory = await ImportedInventory.CreateAsync();
        await inventory.ImportAsync(new RecordedInventory().User("u1").User("u2").Grant("g1"));

        var result = await inventory.ImportAsync(new RecordedInventory().User("u2").Grant("g1"));

        var user = await inventory.UserAsync("u1");
        Assert.Equal((1L, inventory.Now), (result.Users.Vanished, user.VanishedAt));
        Assert.Equal(user.Id, (await inventory.GrantAsync("g1")).UserId);
    }

    [Fact]
    public async Task ImportAsync_TwoAccountsWithOneEmail_KeepsBoth()
    {
        await using var inventory = await ImportedInventory.CreateAsync();

        await inventory.ImportAsync(
            new RecordedInventory()
                .User("u1", "ana@larkspur.example")
                .User("u2", "ana@larkspur.example")
                .Grant("g1")
                .Grant("g2", user: "u2")
        );

        await using var db = inventory.Open();
        Assert.Equal(2, await db.Users.CountAsync(user => user.Email == "ana@larkspur.example"));
        Assert.NotEqual((await inventory.GrantAsync("g1")).UserId, (await inventory.GrantAsync("g2")).UserId);
    }

    [Fact]
    public async Task ImportAsync_SecondSourceOfOneProvider_LeavesTheFirstAlone()
    {
        await using var inventory = await ImportedInventory.CreateAsync();
        await inventory.ImportAsync(
            new RecordedInventory().User("u1", status: AccountStatus.Deactivated).User("u2").Grant("g1").Grant("g2")
        );

        // The second source does not list all users: it can neither reactivate an account nor mark one as vanished.
        await inventory.ImportAsync(
            new RecordedInventory { Source = "entra-list", ListsAllUsers = false }
                .User("u1", "other@larkspur.example", status: AccountStatus.Unknown)
                .Grant("g1", scopes: "Mail.Read")
        );

        await using var db = inventory.Open();
        Assert.Equal(3, await db.Grants.CountAsync(grant => grant.Status == GrantStatus.Active));
        var user = await inventory.UserAsync("u1");
        Assert.Equal((AccountStatus.Deactivated, "u1@larkspur.example", "entra"), (user.Status, user.Email, user.Source));
        Assert.Null((await inventory.UserAsync("u2")).VanishedAt);
    }

    [Fact]
    public async Task ImportAsync_NameLongerThanItsColumn_IsCut()
    {
        await using var inventory = await ImportedInventory.CreateAsync();

        await inventory.ImportAsync(
            new RecordedInventory().User("u1", name: new string('n', 255) + "😀😀").App("c1", new string('a', 600)).Grant("g1")
        );

        Assert.Equal(new string('n', 255) + "…", (await inventory.UserAsync("u1")).DisplayName);
        Assert.Equal(512, (await inventory.AppAsync("c1")).Name.Length);
    }

    [Fact]
    public async Task ImportAsync_ProviderSuggestsAnOwner_DoesNotReplaceTheStatedOne()
    {
        await using var inventory = await ImportedInventory.CreateAsync();
        await inventory.ImportAsync(
            new RecordedInventory()
                .User("u1")
                .App("c1", owner: "stated@larkspur.example")
                .App("c2", suggestedOwner: "suggested@larkspur.example")
                .Grant("g1")
                .Grant("g2", client: "c2")
        );

        await inventory.ImportAsync(
            new RecordedInventory()
                .User("u1")
                .App("c1", suggestedOwner: "other@larkspur.example")
                .App("c2")
                .Grant("g1")
                .Grant("g2", client: "c2")
        );

        Assert.Equal("stated@larkspur.example", (await inventory.AppAsync("c1")).OwnerEmail);
        Assert.Equal("suggested@larkspur.example", (await inventory.AppAsync("c2")).OwnerEmail);
    }

    [Fact]
    public async Task ImportAsync_IntoTheEmptyTable_LeavesIndexesAndIdsAsTheyWere()
    {
        await using var inventory = await ImportedInventory.CreateAsync();
        var before = await IndexesAsync(inventory);

        await inventory.ImportAsync(new RecordedInventory().User("u1").Grant("g1").Grant("g2"));
        await inventory.ImportAsync(new RecordedInventory { Source = "entra-2" }.User("u1").Grant("g1"));

        Assert.Equal(before, await IndexesAsync(inventory));
        Assert.Contains("pk_grants", before, StringComparison.Ordinal);
        await using var db = inventory.Open();
        Assert.Equal(3, await db.Grants.Select(grant => grant.Id).Distinct().CountAsync());
    }

    [Fact]
    public async Task ImportAsync_ByAUserWhoDoesNotOwnTheTable_Works()
    {
        await using var inventory = await ImportedInventory.CreateAsync();
        await inventory.ExecuteAsync(
            """
            DO $$ BEGIN CREATE ROLE oauthattest_app LOGIN PASSWORD 'app'; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO oauthattest_app;
            GRANT USAGE, UPDATE ON ALL SEQUENCES IN SCHEMA public TO oauthattest_app;
            GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO oauthattest_app;
            """
        );

        await using var app = inventory.Database.SignedInAs("oauthattest_app", "app");
        var import = new InventoryImport(app.Source, (_, _, _) => Risk.Low, TimeProvider.System);
        var reader = new RecordedInventory().User("u1").Grant("g1");

        await import.ImportAsync(reader);
        var again = await import.ImportAsync(reader);

        Assert.Equal(new ImportCounts(1, 0, 0, 0), again.Grants);
    }

    private static Task<string> IndexesAsync(ImportedInventory inventory) =>
        inventory.ScalarAsync<string>(
            """
            SELECT string_agg(d, E'\n' ORDER BY d) FROM (
                SELECT pg_get_indexdef(indexrelid) AS d FROM pg_index WHERE indrelid IN ('grants'::regclass, 'users'::regclass)
                UNION ALL SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
                    WHERE conrelid IN ('grants'::regclass, 'users'::regclass)) s
            """
        );
}
