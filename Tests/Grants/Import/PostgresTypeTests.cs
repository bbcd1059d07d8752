using OAuthAttest.Grants;
using OAuthAttest.Grants.Import.Mapped;
using Xunit;

namespace OAuthAttest.Tests.Grants.Import;

/// <summary>The column types of a team's own tables.</summary>
public sealed class PostgresTypeTests
{
    private static readonly FieldMapping Mapping = new()
    {
        Fields = new Dictionary<MappedField, string>
        {
            [MappedField.GrantId] = "id",
            [MappedField.ClientId] = "client",
            [MappedField.Email] = "mail",
            [MappedField.Scopes] = "scopes",
            [MappedField.GrantedAt] = "since",
        },
    };

    [Theory]
    [InlineData("'[\"repo\",\"gist\"]'::jsonb")]
    [InlineData("'[\"repo\", \"gist\"]'::json")]
    [InlineData("'[\"repo\",\"gist\"]'::text")]
    [InlineData("'\"gist repo\"'::jsonb")]
    [InlineData("ARRAY['repo','gist','repo']")]
    [InlineData("ARRAY['repo','gist']::varchar(9)[]")]
    [InlineData("'{repo,gist}'::text")]
    [InlineData("E'repo\\ngist'")]
    public async Task ReadAsync_ListOfScopesInAnyType_GivesTheirNames(string scopes)
    {
        var read = await ReadAsync(scopes, "NULL::date");

        Assert.Empty(read.Errors);
        Assert.Equal(["gist", "repo"], Assert.Single(read.Grants).Scopes);
    }

    [Theory]
    [InlineData("ARRAY[1,2]", "is a list of another type (integer[]): select the names")]
    [InlineData("ARRAY['0aaa0000-1111-2222-3333-444400005555']::uuid[]", "is a list of another type (uuid[]): select the names")]
    [InlineData("ARRAY[ARRAY['a'],ARRAY['b']]", "is a text[], which cannot be read: select it as text")]
    [InlineData("ARRAY['repo', NULL]", "holds NULL in place of a scope's name: leave such elements out")]
    [InlineData("ARRAY[NULL]::text[]", "holds NULL in place of a scope's name: leave such elements out")]
    [InlineData("'{NULL}'::text", "holds NULL in place of a scope's name: leave such elements out")]
    [InlineData("'{\"repo\":true}'::jsonb", "'{\"repo\": true}' is neither a list of names nor an array")]
    [InlineData("'[1]'::jsonb", "is a JSON list, but '1' in it is no text")]
    [InlineData("'\\x00ff'::bytea", "is a bytea, which cannot be read: select it as text")]
    [InlineData("ROW('a', 1)", "is a record, which cannot be read: select it as text")]
    [InlineData("'[1,5)'::int4range", "is a int4range, which cannot be read: select it as text")]
    public async Task ReadAsync_ScopesThatAreNoNames_AreRefusedWithRowAndColumn(string scopes, string expected)
    {
        var error = Assert.Single((await ReadAsync(scopes, "NULL::date")).Errors);

        Assert.StartsWith($"query line 1, scopes: {expected}", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'2025-03-01'::date", "2025-03-01 00:00:00")]
    [InlineData("'2025-03-01 10:00:00'::timestamp", "2025-03-01 10:00:00")]
    [InlineData("'2025-03-01 10:00:00.4'::timestamp(0)", "2025-03-01 10:00:00")]
    [InlineData("'2025-03-01 10:00:00+02'::timestamptz", "2025-03-01 08:00:00")]
    [InlineData("'2025-03-01 10:00:00+02'::text", "2025-03-01 08:00:00")]
    [InlineData("1740823200::bigint", "2025-03-01 10:00:00")]
    [InlineData("1740823200000::numeric", "2025-03-01 10:00:00")]
    [InlineData("1740823200.25::float8", "2025-03-01 10:00:00")]
    [InlineData("'infinity'::date", "")]
    [InlineData("'infinity'::timestamptz", "")]
    [InlineData("'-infinity'::timestamp", "")]
    [InlineData("'0001-01-01'::timestamptz", "")]
    [InlineData("to_timestamp(0)", "")]
    [InlineData("'9999-12-31'::date", "")]
    [InlineData("0", "")]
    public async Task ReadAsync_AnyTimeType_IsReadAndSentinelsAreUnknown(string since, string expected)
    {
        var read = await ReadAsync("'repo'", since);

        Assert.Empty(read.Errors);
        Assert.Equal(expected, $"{Assert.Single(read.Grants).GrantedAt:yyyy-MM-dd HH:mm:ss}");
    }

    [Theory]
    [InlineData("'4000-01-01 BC'::date", "since: is a date, which cannot be read: select it as text")]
    [InlineData("'10:00'::time", "since: is a time")]
    [InlineData("'10:00+02'::timetz", "since: is a time with time zone, which cannot be read")]
    [InlineData("'5 days'::interval", "since: is a interval, which cannot be read")]
    [InlineData("20250301", "since: '20250301' is no time; expected ISO 8601")]
    [InlineData("ARRAY[now()]", "since: is a list of another type (timestamp with time zone[])")]
    public async Task ReadAsync_NoTime_IsRefusedWithRowAndColumn(string since, string expected)
    {
        var error = Assert.Single((await ReadAsync("'repo'", since)).Errors);

        Assert.StartsWith($"query line 1, {expected}", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_ColumnThatNobodyAskedFor_MayHaveAnyType()
    {
        var read = await ReadAsync("'repo'", "NULL::date, '5 months'::interval AS other, ROW(1, 2) AS another");

        Assert.Empty(read.Errors);
        Assert.Single(read.Grants);
    }

    private static async Task<ReadRecords> ReadAsync(string scopes, string since)
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        var query = $"SELECT 1 AS id, 'app'::text AS client, 'ana@x.example' AS mail, {scopes} AS scopes, {since}";
        query = since.Contains(" AS ", StringComparison.Ordinal)
            ? query.Replace("NULL::date,", "NULL::date AS since,", StringComparison.Ordinal)
            : $"{query} AS since";
        return await ReadRecords.OfAsync(new PostgresQueryReader(database.ConnectionString, query, Mapping, "team", ProviderName.GitHub));
    }
}
