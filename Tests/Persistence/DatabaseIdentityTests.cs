using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OAuthAttest.Persistence;
using OAuthAttest.Tests.Identity.Access;
using Xunit;

namespace OAuthAttest.Tests.Persistence;

/// <summary>The app signs in to PostgreSQL with a token of its identity.</summary>
public sealed class DatabaseIdentityTests : IAsyncLifetime
{
    private const string Identity = "0f0e0d0c-0000-4000-8000-000000000001";

    private readonly string role = $"identity_{Environment.ProcessId}";
    private TestDatabase database = null!;

    public async Task InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        await PostgresFixture.ExecuteAsync($"CREATE ROLE {role} LOGIN PASSWORD 'the-token'");
    }

    public async Task DisposeAsync()
    {
        await database.DisposeAsync();
        await PostgresFixture.ExecuteAsync($"DROP ROLE IF EXISTS {role}");
    }

    [Fact]
    public async Task DataSource_WithAnIdentity_SignsInWithItsToken()
    {
        var credential = new FixedToken("the-token");
        await using var services = Services(credential);

        await using var connection = await services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        await using var command = new NpgsqlCommand("SELECT current_user", connection);

        Assert.Equal(role, await command.ExecuteScalarAsync());
        Assert.Equal(["https://ossrdbms-aad.database.windows.net/.default"], credential.Scopes);
    }

    [Fact]
    public async Task DataSource_IdentityGivesNoToken_IsAnOutageAndTellsNothingOfEntra()
    {
        await using var services = Services(new FixedToken("") { Failure = new AuthenticationFailedException("tenant-secret") });

        var failure = await Assert.ThrowsAnyAsync<Exception>(async () =>
            await services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync()
        );

        Assert.True(DatabaseOutage.IsCauseOf(failure), failure.ToString());
        Assert.DoesNotContain("tenant-secret", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Identity_Configured_IsAManagedIdentity()
    {
        await using var with = new ServiceCollection().AddDatabaseIdentity(Settings(("Database:IdentityClientId", Identity)))
            .BuildServiceProvider();
        await using var without = new ServiceCollection().AddDatabaseIdentity(Settings()).BuildServiceProvider();

        Assert.IsType<ManagedIdentityCredential>(with.GetKeyedService<TokenCredential>(DatabaseIdentityOptions.Section));
        Assert.Null(without.GetKeyedService<TokenCredential>(DatabaseIdentityOptions.Section));
    }

    [Theory]
    [InlineData("", 30, true)]
    [InlineData(";Keepalive=0;TCP Keepalive=false", 0, false)]
    [InlineData(";Keepalive=7", 7, true)]
    public async Task DataSource_OfAConnectionString_KeepsItsConnectionsAlive(string given, int keepAlive, bool tcpKeepAlive)
    {
        await using var services = new ServiceCollection().AddPersistence(database.ConnectionString + given).BuildServiceProvider();

        var used = new NpgsqlConnectionStringBuilder(services.GetRequiredService<NpgsqlDataSource>().ConnectionString);

        Assert.Equal((keepAlive, tcpKeepAlive), (used.KeepAlive, used.TcpKeepAlive));
    }

    private ServiceProvider Services(TokenCredential credential)
    {
        var target = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = role };
        target.Remove("Password");
        return new ServiceCollection()
            .AddDatabaseIdentity(Settings(("Database:IdentityClientId", Identity)))
            .AddKeyedSingleton(DatabaseIdentityOptions.Section, credential)
            .AddPersistence(target.ConnectionString)
            .BuildServiceProvider();
    }

    private static IConfiguration Settings(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value)))
            .Build();
}
