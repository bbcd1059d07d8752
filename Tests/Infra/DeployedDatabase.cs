using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OAuthAttest.Persistence;

namespace OAuthAttest.Tests.Infra;

/// <summary>
/// A database as a deployment makes it (docs/deploy.md): migrated by an administrator who is no superuser, and with the app's user that
/// infra/app-user.sql makes.
/// </summary>
internal sealed class DeployedDatabase : IAsyncDisposable
{
    private const string Password = "a-password-of-the-test";

    private static int created;

    // Roles belong to the server, which other test runs may share.
    private readonly string app;
    private readonly string administrator;

    private DeployedDatabase(TestDatabase database, string suffix)
    {
        (app, administrator) = ($"app_{suffix}", $"admin_{suffix}");
        Superuser = database;
        Administrator = database.SignedInAs(administrator, Password);
        App = database.SignedInAs(app, Password);
    }

    /// <summary>Owns nothing of it; drops it at the end.</summary>
    public TestDatabase Superuser { get; }

    /// <summary>Who migrates.</summary>
    public TestDatabase Administrator { get; }

    /// <summary>The app's user.</summary>
    public TestDatabase App { get; }

    public static async Task<DeployedDatabase> CreateAsync()
    {
        var deployed = new DeployedDatabase(
            await TestDatabase.CreateEmptyAsync(),
            $"{Environment.ProcessId}_{Interlocked.Increment(ref created)}"
        );
        var name = new NpgsqlConnectionStringBuilder(deployed.Superuser.ConnectionString).Database;
        await PostgresFixture.ExecuteAsync($"CREATE ROLE {deployed.administrator} LOGIN CREATEROLE PASSWORD '{Password}'");
        await PostgresFixture.ExecuteAsync($"ALTER DATABASE {name} OWNER TO {deployed.administrator}");
        await DatabaseMigration.MigrateAsync(deployed.Administrator.ConnectionString);
        await deployed.RunScriptAsync();
        await deployed.RunScriptAsync();
        await deployed.Administrator.ExecuteAsync($"ALTER ROLE {deployed.app} PASSWORD '{Password}'");
        return deployed;
    }

    /// <summary>Runs infra/app-user.sql, as after every migration.</summary>
    public async Task RunScriptAsync()
    {
        var script = await File.ReadAllTextAsync(RepositoryFiles.PathOf("infra/app-user.sql"));
        await Administrator.ExecuteAsync(script.Replace("oauthattest_app", app, StringComparison.Ordinal));
    }

    /// <summary>Gives the functions of a host the app's user; the host itself keeps its own tables, as Azure keeps its storage.</summary>
    public void UseIn(IServiceCollection services) => services.AddPersistence(App.ConnectionString);

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Administrator.DisposeAsync();
        await Superuser.DisposeAsync();
        await PostgresFixture.ExecuteAsync($"DROP ROLE IF EXISTS {app}");
        await PostgresFixture.ExecuteAsync($"DROP ROLE IF EXISTS {administrator}");
    }
}
