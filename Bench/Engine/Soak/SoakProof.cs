using System.Globalization;
using Npgsql;

namespace OAuthAttest.Bench.Engine.Soak;

/// <summary>What the tables count.</summary>
/// <param name="Duplicates">Activities that ran again in a later process: the first was killed before their answer counted.</param>
internal sealed record SoakCounts(long Turns, long Activities, long Duplicates, long Events, long Parts, int Processes);

/// <summary>Proves from the tables alone, once all processes have ended, that nothing was lost.</summary>
internal sealed class SoakProof(SoakPlan plan, NpgsqlDataSource source)
{
    // What is wrong, as a sentence about some rows, and a query that names each such row.
    private static readonly (string Sentence, string Rows)[] Checks =
    [
        (
            "instances did not complete with the right sum",
            """
            select e.id || ': status ' || coalesce(i.status::text, '-') || ', output ' || coalesce(i.output, '-') || ', not ' || e.output
            from expected_instances e left join durable.instances i on i.id = e.id
            where i.status is distinct from 1 or i.output is distinct from e.output
            """
        ),
        (
            "instances are there that nobody started",
            "select i.id from durable.instances i where not exists (select from expected_instances e where e.id = i.id)"
        ),
        (
            "starts and events were not confirmed",
            """
            select number || ', kind ' || kind || ', hour ' || hour
            from expected_sent e where not exists (select from soak.sent s where (s.number, s.kind, s.hour) = (e.number, e.kind, e.hour))
            """
        ),
        (
            "confirmed events were lost",
            """
            select number || ', kind ' || kind || ', hour ' || hour
            from soak.sent s join expected_steps e using (number, kind, hour)
            where not exists (
                select from soak.steps t where (t.number, t.kind, t.hour, t.value) = (e.number, e.kind, e.hour, e.value))
            """
        ),
        (
            "steps are missing",
            """
            select number || ', kind ' || kind || ', hour ' || hour
            from expected_steps e where not exists (select from soak.steps t where (t.number, t.kind, t.hour) = (e.number, e.kind, e.hour))
            """
        ),
        (
            "steps were taken that nobody asked for, or with a value that was not sent",
            """
            select number || ', kind ' || kind || ', hour ' || hour || ', value ' || value
            from soak.steps t where not exists (
                select from expected_steps e where (t.number, t.kind, t.hour, t.value) = (e.number, e.kind, e.hour, e.value))
            """
        ),
        (
            "steps were taken before their time",
            """
            select number || ', kind ' || kind || ', hour ' || hour || ': ' || t.at || ', not ' || e.at
            from soak.steps t join expected_steps e using (number, kind, hour) where t.at < e.at
            """
        ),
        (
            "steps were taken after their time",
            """
            select number || ', kind ' || kind || ', hour ' || hour || ': ' || t.at || ', not ' || e.at
            from soak.steps t join expected_steps e using (number, kind, hour) where t.at > e.at
            """
        ),
        (
            "activities ran twice in one process",
            "select number || ', kind ' || kind || ', hour ' || hour from soak.steps group by number, kind, hour, run having count(*) > 1"
        ),
        ("messages are left in the inbox", "select target from durable.inbox"),
    ];

    /// <returns>What was lost or wrong, in sentences; empty when nothing was.</returns>
    public async Task<IReadOnlyList<string>> CheckAsync(CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await ExpectAsync(connection, cancellation);
        var wrong = new List<string>();
        foreach (var (sentence, rows) in Checks)
        {
            await using var command = new NpgsqlCommand($"select count(*), min(what) from ({rows}) as wrong (what)", connection);
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            await reader.ReadAsync(cancellation);
            if (reader.GetInt64(0) is var count and > 0)
                wrong.Add(string.Create(CultureInfo.InvariantCulture, $"{count:N0} {sentence}, such as {reader.GetString(1)}."));
        }

        return wrong;
    }

    public async Task<SoakCounts> CountAsync(CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(
            """
            select (select sum(turns)::bigint from soak.runs), (select count(*)::integer from soak.runs),
                count(*), count(*) - count(distinct (number, kind, hour)),
                (select count(*) from soak.sent where kind <> 0),
                (select count(*) from durable.instances where parent_id is not null)
            from soak.steps
            """
        );
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return new SoakCounts(
            Turns: reader.GetInt64(0),
            Activities: reader.GetInt64(2),
            Duplicates: reader.GetInt64(3),
            Events: reader.GetInt64(4),
            Parts: reader.GetInt64(5),
            Processes: reader.GetInt32(1)
        );
    }

    private async Task ExpectAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await ExecuteAsync(
            """
            create temporary table expected_instances (id text collate "C" primary key, output text not null);
            create temporary table expected_steps (
                number integer, kind integer, hour integer, value bigint, at timestamptz, primary key (number, kind, hour));
            create temporary table expected_sent (number integer, kind integer, hour integer, primary key (number, kind, hour));
            """,
            connection,
            cancellation
        );
        await CopyAsync(connection, "expected_instances", Outputs().Select(each => (object[])[each.Id, each.Output]), cancellation);
        await CopyAsync(
            connection,
            "expected_steps",
            plan.Steps().Select(step => (object[])[step.Number, (int)step.Kind, step.Hour, step.Value, step.At]),
            cancellation
        );
        await CopyAsync(
            connection,
            "expected_sent",
            plan.Sendings().Select(sending => (object[])[sending.Number, (int)sending.Kind, sending.Hour]),
            cancellation
        );
        await ExecuteAsync("create index on soak.steps (number, kind, hour); analyze", connection, cancellation);
    }

    private IEnumerable<(string Id, string Output)> Outputs()
    {
        for (var number = 0; number < plan.Instances; number++)
        {
            yield return (SoakPlan.InstanceId(number), Json(plan.SumOf(number)));
            foreach (var part in plan.StepsOf(number).Where(step => step.Kind == StepKind.Part))
                yield return (SoakPlan.PartId(number, part.Hour), Json(SoakPlan.Worth(number, StepKind.Part, part.Hour, part.Value)));
        }
    }

    private static string Json(long output) => output.ToString(CultureInfo.InvariantCulture);

    private static async Task CopyAsync(
        NpgsqlConnection connection,
        string table,
        IEnumerable<object[]> rows,
        CancellationToken cancellation
    )
    {
        await using var copy = await connection.BeginBinaryImportAsync($"copy {table} from stdin (format binary)", cancellation);
        foreach (var row in rows)
            await copy.WriteRowAsync(cancellation, row);
        await copy.CompleteAsync(cancellation);
    }

    private static async Task ExecuteAsync(string sql, NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
