using Npgsql;
using NpgsqlTypes;

namespace OAuthAttest.Bench.Engine.Soak;

/// <summary>The tables that outlive a process of the soak: what it did and confirmed, and which time it had reached.</summary>
/// <param name="run">The number of the process, from 1 on; 0 for the one that starts and kills the others.</param>
internal sealed class SoakTables(string connectionString, int run) : IAsyncDisposable
{
    private const string Schema =
        """
        create schema soak;
        create table soak.runs (run integer primary key, at timestamptz not null, turns bigint not null);
        create table soak.steps (
            number integer not null, kind integer not null, hour integer not null, value bigint not null,
            asked timestamptz not null, at timestamptz not null, run integer not null);
        create table soak.sent (
            number integer not null, kind integer not null, hour integer not null, run integer not null, primary key (number, kind, hour));
        create table soak.memory (hour integer primary key, run integer not null, heap bigint not null, working_set bigint not null);
        """;

    // Few: each process has to open its own, and a connection costs both sides some milliseconds of processor time.
    private const int Connections = 16;

    private readonly NpgsqlDataSource source = NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = Connections, MaxAutoPrepare = 20, AutoPrepareMinUsages = 2 }
    );

    public NpgsqlDataSource Source => source;

    public Task CreateAsync(CancellationToken cancellation) => ExecuteAsync(Schema, [], cancellation);

    /// <summary>The latest process that has begun, and the latest time that any may have reached.</summary>
    public async Task<(int Run, DateTime At)> ProgressAsync(CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("select coalesce(max(run), 0), coalesce(max(at), $1) from soak.runs");
        command.Parameters.Add(Of(SoakPlan.Begin));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return (reader.GetInt32(0), reader.GetDateTime(1));
    }

    /// <summary>A new process begins.</summary>
    public Task BeginAsync(DateTime at, CancellationToken cancellation) =>
        ExecuteAsync("insert into soak.runs (run, at, turns) values ($1, $2, 0)", [Of(run), Of(at)], cancellation);

    /// <summary>This process will go on to that time: nobody has seen a later one.</summary>
    /// <param name="turns">How many turns it has committed so far.</param>
    public Task ReachAsync(DateTime at, long turns, CancellationToken cancellation) =>
        ExecuteAsync("update soak.runs set at = $2, turns = $3 where run = $1", [Of(run), Of(at), Of(turns)], cancellation);

    public Task StepAsync(StepCall step, DateTime at, CancellationToken cancellation) => ExecuteAsync(
        "insert into soak.steps (number, kind, hour, value, asked, at, run) values ($1, $2, $3, $4, $5, $6, $7)",
        [Of(step.Number), Of((int)step.Kind), Of(step.Hour), Of(step.Value), Of(step.Asked), Of(at), Of(run)],
        cancellation
    );

    /// <summary>The engine has confirmed it, so it is not sent again, and its loss would show.</summary>
    public Task ConfirmAsync(Sending sending, CancellationToken cancellation) => ExecuteAsync(
        "insert into soak.sent (number, kind, hour, run) values ($1, $2, $3, $4) on conflict do nothing",
        [Of(sending.Number), Of((int)sending.Kind), Of(sending.Hour), Of(run)],
        cancellation
    );

    public async Task<HashSet<(int Number, StepKind Kind, int Hour)>> ConfirmedAsync(CancellationToken cancellation)
    {
        var confirmed = new HashSet<(int, StepKind, int)>();
        await using var command = source.CreateCommand("select number, kind, hour from soak.sent");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            confirmed.Add((reader.GetInt32(0), (StepKind)reader.GetInt32(1), reader.GetInt32(2)));
        return confirmed;
    }

    public Task RememberAsync(MemoryReading reading, CancellationToken cancellation) => ExecuteAsync(
        """
        insert into soak.memory (hour, run, heap, working_set) values ($1, $2, $3, $4)
        on conflict (hour) do update set run = $2, heap = $3, working_set = $4
        """,
        [Of(reading.Hour), Of(run), Of(reading.Heap), Of(reading.WorkingSet)],
        cancellation
    );

    public async Task<IReadOnlyList<MemoryReading>> MemoryAsync(CancellationToken cancellation)
    {
        var readings = new List<MemoryReading>();
        await using var command = source.CreateCommand("select hour, heap, working_set from soak.memory order by hour");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            readings.Add(new MemoryReading(reader.GetInt32(0), reader.GetInt64(1), reader.GetInt64(2)));
        return readings;
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private static NpgsqlParameter<int> Of(int value) => new() { TypedValue = value };

    private static NpgsqlParameter<long> Of(long value) => new() { TypedValue = value };

    private static NpgsqlParameter<DateTime> Of(DateTime value) =>
        new() { TypedValue = value, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    private async Task ExecuteAsync(string sql, NpgsqlParameter[] parameters, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
