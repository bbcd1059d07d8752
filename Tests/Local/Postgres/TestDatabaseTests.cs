using Xunit;

namespace OAuthAttest.Tests.Local.Postgres;

public sealed class TestDatabaseTests
{
    [Fact]
    public async Task CreateAsync_Twice_GivesDatabasesThatDoNotSeeEachOther()
    {
        await using var first = await TestDatabase.CreateAsync();
        await using var second = await TestDatabase.CreateAsync();
        await first.ExecuteAsync("CREATE TABLE only_here (id int)");

        await using var find = second.Source.CreateCommand("SELECT to_regclass('only_here') IS NULL");

        Assert.Equal(true, await find.ExecuteScalarAsync());
    }
}
