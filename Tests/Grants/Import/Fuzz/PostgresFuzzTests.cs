using System.Globalization;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;
using OAuthAttest.Grants.Import.Mapped;
using Xunit;

namespace OAuthAttest.Tests.Grants.Import.Fuzz;

/// <summary>Random columns of random types: read or refused with row and column, and never anything else.</summary>
public sealed class PostgresFuzzTests
{
    private const int Few = 150;

    private static readonly string[] Values =
    [
        "NULL", "NULL::text", "''", "'a'", "'a b'", "'[\"a\"]'::jsonb", "'{\"a\":1}'::json", "'null'::jsonb", "'\"a\"'::jsonb",
        "'7'::jsonb", "ARRAY['a','b']", "ARRAY[NULL,'a']", "ARRAY[]::text[]", "ARRAY[1]", "ARRAY[1.5]", "ARRAY[true]",
        "ARRAY[ARRAY['a']]", "ARRAY[now()]", "ARRAY['{}'::jsonb]", "1", "1::bigint", "1740823200::bigint", "-1", "1e300::float8",
        "'NaN'::float8", "'Infinity'::numeric", "'NaN'::numeric", "1e60::numeric", "true", "'a'::\"char\"", "'a'::name",
        "'0aaa0000-1111-2222-3333-444400005555'::uuid", "'2025-03-01'::date", "'infinity'::date", "'-infinity'::timestamp",
        "'infinity'::timestamptz", "'4713-01-01 BC'::date", "'200000-01-01'::timestamp", "'10:00'::time", "'10:00+02'::timetz",
        "'1 mon'::interval", "now()", "'\\x00'::bytea", "ROW(1,'a')", "'[1,2)'::int4range", "'(1,2)'::point", "'10.0.0.1'::inet",
        "'10.0.0.0/8'::cidr", "'<a/>'::xml", "B'101'", "'a'::tsvector", "'1'::money", "'ana@x.example'", "'App (1)'", "E'a\\tb'",
        "U&'\\FFFD'", "'$.a'::jsonpath", "'pg_class'::regclass", "1::oid", "'a'::text COLLATE \"C\"",
    ];

    [Fact]
    public async Task ReadAsync_AnyTypes_AreReadOrRefused()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        var random = new Random(20261128);
        var count = int.TryParse(Environment.GetEnvironmentVariable("OAUTHATTEST_FUZZ_INPUTS"), CultureInfo.InvariantCulture, out var many)
            ? many / 20
            : Few;
        var fields = Enum.GetValues<MappedField>();
        var mapping = new FieldMapping { Fields = fields.ToDictionary(field => field, field => field.ToString()) };
        for (var input = 0; input < count; input++)
        {
            var columns = fields.Select(field => $"{Value(field, random)} AS \"{field}\"");
            var query = $"SELECT {string.Join(", ", columns)}";
            var reader = new PostgresQueryReader(database.ConnectionString, query, mapping, "team", ProviderName.GitHub);
            var reading = new Reading(50, DateTimeOffset.MaxValue);
            var grants = 0;
            try
            {
                await foreach (var record in reader.ReadAsync(reading, CancellationToken.None))
                    grants += record is GrantRecord ? 1 : 0;
            }
            catch (Exception crash) when (crash is not InventoryRejectedException)
            {
                Assert.Fail($"{query}\n{crash}");
            }
            Assert.True(grants == 1 != reading.Errors.Count > 0, query);
            Assert.All(reading.Errors.Listed, error => Assert.True(error is { Field.Length: > 0, Origin.Line: 1 }, $"{query}\n{error}"));
        }
    }

    /// <summary>Mostly what fits, so that one column is looked at after another.</summary>
    private static string Value(MappedField field, Random random) =>
        random.Next(6) == 0
            ? Values[random.Next(Values.Length)]
            : field switch
            {
                MappedField.PublisherVerified => "true",
                MappedField.GrantedAt or MappedField.LastUsedAt => "now() - interval '9 days'",
                MappedField.Email or MappedField.Manager or MappedField.AppOwner => "'ana@x.example'",
                MappedField.AccountStatus => "'active'",
                MappedField.ConsentType => "'principal'",
                _ => "'a'",
            };
}
