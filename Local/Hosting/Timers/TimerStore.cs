using Npgsql;

namespace OAuthAttest.Local.Hosting.Timers;

/// <summary>Stores the timers' states in PostgreSQL, so that a tick missed while the host was down is made up for.</summary>
internal sealed class TimerStore(NpgsqlDataSource source)
{
    private const string Schema =
        """
        CREATE SCHEMA IF NOT EXISTS local_host;
        CREATE TABLE IF NOT EXISTS local_host.timers (
            function text PRIMARY KEY,
            schedule text NOT NULL,
            last timestamptz,
            next timestamptz NOT NULL,
            updated timestamptz NOT NULL);
        """;

    public async Task CreateAsync(CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(Schema);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public async Task<TimerState?> FindAsync(string function, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("SELECT schedule, last, next, updated FROM local_host.timers WHERE function = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = function });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        if (!await row.ReadAsync(cancellation))
            return null;
        return new TimerState(
            row.GetString(0),
            await row.IsDBNullAsync(1, cancellation) ? null : await row.GetFieldValueAsync<DateTimeOffset>(1, cancellation),
            await row.GetFieldValueAsync<DateTimeOffset>(2, cancellation),
            await row.GetFieldValueAsync<DateTimeOffset>(3, cancellation));
    }

    public async Task SaveAsync(string function, TimerState state, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(
            """
            INSERT INTO local_host.timers (function, schedule, last, next, updated) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (function) DO UPDATE
            SET schedule = excluded.schedule, last = excluded.last, next = excluded.next, updated = excluded.updated
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = function });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = state.Schedule });
        command.Parameters.Add(
            new NpgsqlParameter
            {
                Value = state.Last is { } last ? last : DBNull.Value,
                NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz,
            }
        );
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = state.Next });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = state.Updated });
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
