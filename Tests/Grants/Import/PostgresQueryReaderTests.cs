using Npgsql;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;
using OAuthAttest.Grants.Import.Mapped;
using Xunit;

namespace OAuthAttest.Tests.Grants.Import;

public sealed class PostgresQueryReaderTests
{
    private static readonly FieldMapping Mapping = new()
    {
        Fields = new Dictionary<MappedField, string>
        {
            [MappedField.GrantId] = "id",
            [MappedField.ClientId] = "client",
            [MappedField.Email] = "mail",
            [MappedField.PublisherVerified] = "verified",
            [MappedField.Scopes] = "scopes",
            [MappedField.GrantedAt] = "since",
        },
    };

    [Fact]
    public async Task ReadAsync_TypedColumns_GivesTheirMeaning()
    {
        await using var database = await SourceAsync();

        var read = await ReadRecords.OfAsync(Reader(database.ConnectionString, "SELECT * FROM team_grants ORDER BY id"));

        Assert.Empty(read.Errors);
        Assert.Equal(
            ("1", "app-1", "ana@larkspur.example"),
            (read.Grants[0].ExternalId, read.Grants[0].ClientId, read.Grants[0].PrincipalId)
        );
        Assert.Equal(["files read", "mail.read"], read.Grants[0].Scopes);
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 11, 0, 0, TimeSpan.Zero), read.Grants[0].GrantedAt);
        Assert.Null(read.Grants[1].GrantedAt);
        Assert.Equal([true, null], read.Apps.Select(app => app.PublisherVerified));
    }

    [Fact]
    public async Task ReadAsync_ByUrl_Connects()
    {
        await using var database = await SourceAsync();
        var parts = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        var url =
            $"postgresql://{parts.Username}:{parts.Password}@{parts.Host}:{parts.Port}/{parts.Database}"
                + "?sslmode=disable&application_name=attest";

        Assert.Equal(2, (await ReadRecords.OfAsync(Reader(url, "SELECT * FROM team_grants"))).Grants.Count);
    }

    [Theory]
    [InlineData("DELETE FROM team_grants RETURNING *", "read-only")]
    [InlineData("SELECT * FROM no_such_table", "does not exist")]
    [InlineData("SELECT id, client, mail, verified, scopes FROM team_grants", "lacks 'since'")]
    public async Task ReadAsync_WrongQuery_IsRefusedAndTheSourceUntouched(string query, string expected)
    {
        await using var database = await SourceAsync();

        var refused = await Assert.ThrowsAsync<InventoryRejectedException>(() =>
            ReadRecords.OfAsync(Reader(database.ConnectionString, query))
        );

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        await using var count = database.Source.CreateCommand("SELECT count(*) FROM team_grants");
        Assert.Equal(2L, await count.ExecuteScalarAsync());
    }

    [Fact]
    public async Task ReadAsync_BadRow_NamesItsNumberAndColumn()
    {
        await using var database = await SourceAsync();

        var read = await ReadRecords.OfAsync(
            Reader(
                database.ConnectionString,
                "SELECT id, client, CASE id WHEN 2 THEN 'nobody' ELSE mail END AS mail, verified, scopes, since "
                    + "FROM team_grants ORDER BY id"
            )
        );

        Assert.Equal("query line 2, mail: 'nobody' is no email address", Assert.Single(read.Errors));
    }

    [Fact]
    public async Task ImportAsync_QueryFailsHalfWay_ChangesNothing()
    {
        await using var source = await SourceAsync();
        await using var inventory = await ImportedInventory.CreateAsync();
        await inventory.ImportAsync(Reader(source.ConnectionString, "SELECT * FROM team_grants"));
        var before = await inventory.FingerprintAsync("users", "apps", "grants");

        var refused = await Assert.ThrowsAsync<InventoryRejectedException>(() =>
            inventory.ImportAsync(
                Reader(
                    source.ConnectionString,
                    "SELECT id, client, mail, verified, scopes, since + (1 / (id - 2)) * interval '1 s' AS since "
                        + "FROM team_grants ORDER BY id"
                )
            )
        );

        Assert.Contains("division by zero", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await inventory.FingerprintAsync("users", "apps", "grants"));
    }

    [Fact]
    public async Task ReadAsync_WrongAddress_IsRefusedWithoutRepeatingIt()
    {
        var refused = await Assert.ThrowsAsync<InventoryRejectedException>(() =>
            ReadRecords.OfAsync(Reader("secret-password without any form", "SELECT 1"))
        );

        Assert.DoesNotContain("secret-password", refused.Message, StringComparison.Ordinal);
    }

    private static PostgresQueryReader Reader(string address, string query) => new(address, query, Mapping, "team", ProviderName.GitHub);

    private static async Task<TestDatabase> SourceAsync()
    {
        var database = await TestDatabase.CreateEmptyAsync();
        await database.ExecuteAsync(
            """
            CREATE TABLE team_grants (id int, client text, mail varchar(100), verified boolean, scopes text[], since timestamptz);
            INSERT INTO team_grants VALUES
              (1, 'app-1', 'Ana@larkspur.example', true, ARRAY['mail.read', 'files read'], '2026-03-01 12:00:00+01'),
              (2, 'app-2', 'ben@larkspur.example', NULL, ARRAY[]::text[], NULL);
            """
        );
        return database;
    }
}
