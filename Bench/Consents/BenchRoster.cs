using Npgsql;

namespace OAuthAttest.Bench.Consents;

/// <summary>A fresh roster of executives.</summary>
internal static class BenchRoster
{
    public static string Person(int number) => $"executive-{number}";

    public static async Task FillAsync(string connectionString, int people, CancellationToken cancellation)
    {
        const string sql = """
            INSERT INTO roster_sources (name, last_succeeded_at, entries) VALUES ('hr', now(), @people);
            INSERT INTO privileged_roster (source, email, aliases, is_app, category, role)
                SELECT 'hr', 'executive-' || p || '@bench.example', '{}', false, 'Executive', 'CFO'
                FROM generate_series(0, @people - 1) AS p;
            ANALYZE privileged_roster;
            """;
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        command.Parameters.AddWithValue("people", people);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
