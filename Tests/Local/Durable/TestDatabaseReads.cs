namespace OAuthAttest.Tests.Local.Durable;

internal static class TestDatabaseReads
{
    /// <summary>The first column of every row.</summary>
    public static async Task<List<object>> ReadAsync(this TestDatabase database, string sql)
    {
        await using var command = database.Source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<object>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetValue(0));
        }

        return rows;
    }
}
