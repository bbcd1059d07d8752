using Npgsql;

namespace OAuthAttest.Tests.Campaigns;

/// <summary>Name, row count and content of every table, to show that a rehearsal changes nothing.</summary>
internal static class TableFingerprint
{
    /// <param name="except">Tables whose names start with this are left out; null: none.</param>
    public static async Task<IReadOnlyList<string>> OfAsync(NpgsqlDataSource source, string? except = null)
    {
        var tables = new List<string>();
        await using (
            var names = source.CreateCommand(
                "SELECT quote_ident(relname) FROM pg_class "
                    + "WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace ORDER BY relname"
            )
        )
        await using (var reader = await names.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
                tables.Add(reader.GetString(0));
        }
        if (except is not null)
            tables.RemoveAll(table => table.StartsWith(except, StringComparison.Ordinal));
        for (var i = 0; i < tables.Count; i++)
        {
            await using var content = source.CreateCommand(
                $"SELECT '{tables[i]}:' || count(*) || ':' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') "
                    + $"FROM {tables[i]} t"
            );
            tables[i] = (string)(await content.ExecuteScalarAsync())!;
        }
        return tables;
    }
}
