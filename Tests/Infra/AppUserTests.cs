using Microsoft.EntityFrameworkCore;
using Npgsql;
using OAuthAttest.Campaigns;
using OAuthAttest.Persistence;
using OAuthAttest.Tests.Campaigns;
using OAuthAttest.Tests.Grants.Scopes;
using Xunit;

namespace OAuthAttest.Tests.Infra;

/// <summary>The app's database user as a deployment creates it: with infra/app-user.sql, by an administrator who is no superuser.</summary>
public sealed class AppUserTests : IAsyncLifetime
{
    private const string Password = "a-password-of-the-test";

    // Roles belong to the server, which other test runs may share.
    private readonly string app = $"app_{Environment.ProcessId}";
    private readonly string administrator = $"admin_{Environment.ProcessId}";
    private TestDatabase database = null!;

    public async Task InitializeAsync()
    {
        database = await TestDatabase.CreateEmptyAsync();
        var name = new NpgsqlConnectionStringBuilder(database.ConnectionString).Database;
        await PostgresFixture.ExecuteAsync($"CREATE ROLE {administrator} LOGIN CREATEROLE PASSWORD '{Password}'");
        await PostgresFixture.ExecuteAsync($"ALTER DATABASE {name} OWNER TO {administrator}");
        await using var deploying = database.SignedInAs(administrator, Password);
        await DatabaseMigration.MigrateAsync(deploying.ConnectionString);
        var script = (await File.ReadAllTextAsync(Path.Combine(Repository.Root, "infra/app-user.sql"))).Replace(
            "oauthattest_app",
            app,
            StringComparison.Ordinal
        );
        await ExecuteAsync(deploying, script);
        await ExecuteAsync(deploying, script);
        await ExecuteAsync(deploying, $"ALTER ROLE {app} PASSWORD '{Password}'");
    }

    public async Task DisposeAsync()
    {
        await database.DisposeAsync();
        await PostgresFixture.ExecuteAsync($"DROP ROLE IF EXISTS {app}");
        await PostgresFixture.ExecuteAsync($"DROP ROLE IF EXISTS {administrator}");
    }

    [Fact]
    public async Task AppUser_FromTheScript_RunsACampaignToItsWorklist()
    {
        await using var world = await CampaignWorld.OnAsync(database.SignedInAs(app, Password));
        var grant = await world.GrantAsync(await world.AppAsync(), await world.UserAsync("jane@example.com"));

        var opened = await world.OpenAsync();
        await world.AskEverybodyAsync(opened.CampaignId);
        await world.AnswerAsync(opened.CampaignId, grant, Answer.Remove);
        await world.CloseAsync(opened);

        Assert.Equal(GrantClass.Remove, (await world.ItemAsync(opened.CampaignId, grant)).Class);
        Assert.Equal([grant], await world.ReadAsync(db => db.Worklist.Select(item => item.GrantId)));
        await using var health = world.Db();
        Assert.Empty(await health.Database.GetPendingMigrationsAsync());
    }

    [Theory]
    [InlineData("UPDATE audit_events SET actor = 'nobody'")]
    [InlineData("DELETE FROM campaign_decisions")]
    [InlineData("TRUNCATE audit_events")]
    [InlineData("ALTER TABLE audit_events DISABLE TRIGGER append_only")]
    [InlineData("DROP FUNCTION refuse_change_of_evidence CASCADE")]
    [InlineData("DELETE FROM \"__EFMigrationsHistory\"")]
    public async Task AppUser_ChangingEvidenceOrSchema_IsRefused(string sql)
    {
        await using var signedIn = database.SignedInAs(app, Password);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(signedIn, sql));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    private static async Task ExecuteAsync(TestDatabase on, string sql)
    {
        await using var command = on.Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
