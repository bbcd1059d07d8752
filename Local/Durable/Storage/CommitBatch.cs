using System.Text.Json;
using Google.Protobuf;
using Npgsql;
using NpgsqlTypes;
using OAuthAttest.Local.Durable.Messages;

namespace OAuthAttest.Local.Durable.Storage;

/// <summary>
/// Combines many commits into a few statements over arrays, sent in one round trip and committed together. Writing the
/// same commits again changes nothing, so a batch whose outcome is unknown can simply be repeated.
/// </summary>
internal sealed class CommitBatch
{
    private const string InsertInstances =
        """
        insert into durable.instances (key, id, name, status, created_at, updated_at, input, output, custom_status, failure,
            parent_id, parent, tags, execution, wake_at, has_work)
        select key, id, name, status, created_at, updated_at, input, output, custom_status, failure,
            parent_id, parent, tags::jsonb, execution, wake_at, has_work
        from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
            as t (key, id, name, status, created_at, updated_at, input, output, custom_status, failure,
                parent_id, parent, tags, execution, wake_at, has_work)
        on conflict (key) do nothing
        """;

    private const string UpdateInstances =
        """
        update durable.instances i
        set status = t.status, updated_at = t.updated_at, input = t.input, output = t.output, custom_status = t.custom_status,
            failure = t.failure, execution = t.execution, wake_at = t.wake_at, has_work = t.has_work
        from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            as t (key, status, updated_at, input, output, custom_status, failure, execution, wake_at, has_work)
        where i.key = t.key
        """;

    public static NpgsqlBatch Build(NpgsqlConnection connection, IReadOnlyList<Commit> commits)
    {
        var batch = new NpgsqlBatch(connection);
        var removed = Collect(commits, c => c.Remove, key => key != 0);
        if (removed.Length > 0)
        {
            Add(batch, "delete from durable.history where instance_key = any($1)", Longs(removed));
            Add(batch, "delete from durable.instances where key = any($1)", Longs(removed));
        }

        var cleared = Collect(commits, c => c.ClearHistory, key => key != 0);
        if (cleared.Length > 0)
        {
            Add(batch, "delete from durable.history where instance_key = any($1)", Longs(cleared));
        }

        AddInserts(batch, Collect(commits, c => c.Insert!, state => state is not null));
        AddUpdates(batch, Collect(commits, c => c.Update!, state => state is not null));
        AddChunks(batch, [.. commits.Where(c => c.Chunk is not null)]);
        AddInbox(batch, commits);
        return batch;
    }

    private static void AddInserts(NpgsqlBatch batch, InstanceState[] states)
    {
        if (states.Length == 0)
        {
            return;
        }

        Add(
            batch,
            InsertInstances,
            Longs(Column(states, s => s.Key)),
            Texts(Column(states, string? (s) => s.Id)),
            Texts(Column(states, string? (s) => s.Name)),
            Shorts(Column(states, s => (short)s.Status)),
            Times(Column(states, DateTime? (s) => s.CreatedAt)),
            Times(Column(states, DateTime? (s) => s.UpdatedAt)),
            Texts(Column(states, s => s.Input)),
            Texts(Column(states, s => s.Output)),
            Texts(Column(states, s => s.CustomStatus)),
            Bytes(Column(states, s => s.Failure?.ToByteArray())),
            Texts(Column(states, s => s.Parent?.OrchestrationInstance.InstanceId)),
            Bytes(Column(states, s => s.Parent?.ToByteArray())),
            Texts(Column(states, s => s.Tags is { Count: > 0 } tags ? JsonSerializer.Serialize(tags) : null)),
            Integers(Column(states, s => s.Execution)),
            Times(Column(states, s => s.WakeAt)),
            Flags(Column(states, s => s.HasWork)));
    }

    private static void AddUpdates(NpgsqlBatch batch, InstanceState[] states)
    {
        if (states.Length == 0)
        {
            return;
        }

        Add(
            batch,
            UpdateInstances,
            Longs(Column(states, s => s.Key)),
            Shorts(Column(states, s => (short)s.Status)),
            Times(Column(states, DateTime? (s) => s.UpdatedAt)),
            Texts(Column(states, s => s.Input)),
            Texts(Column(states, s => s.Output)),
            Texts(Column(states, s => s.CustomStatus)),
            Bytes(Column(states, s => s.Failure?.ToByteArray())),
            Integers(Column(states, s => s.Execution)),
            Times(Column(states, s => s.WakeAt)),
            Flags(Column(states, s => s.HasWork)));
    }

    private static void AddChunks(NpgsqlBatch batch, Commit[] commits)
    {
        if (commits.Length > 0)
        {
            Add(
                batch,
                "insert into durable.history (instance_key, chunk, at, events) select * from unnest($1, $2, $3, $4) on conflict "
                    + "(instance_key, chunk) do nothing",
                Longs(Column(commits, c => c.ChunkKey)),
                Integers(Column(commits, c => c.ChunkNumber)),
                Times(Column(commits, DateTime? (c) => c.ChunkAt)),
                Bytes(Column(commits, c => c.Chunk)));
        }
    }

    private static void AddInbox(NpgsqlBatch batch, IReadOnlyList<Commit> commits)
    {
        var sent = commits.SelectMany(c => c.Sent).ToArray();
        if (sent.Length > 0)
        {
            Add(
                batch,
                "insert into durable.inbox (row, target, kind, execution_id, event) select * from unnest($1, $2, $3, $4, $5) "
                    + "on conflict (row) do nothing",
                Longs(Column(sent, m => m.Message.InboxRow)),
                Texts(Column(sent, string? (m) => m.Target)),
                Shorts(Column(sent, m => (short)m.Message.Kind)),
                Texts(Column(sent, m => m.Message.ExecutionId)),
                Bytes(Column(sent, m => m.Message.Event?.ToByteArray())));
        }

        var received = commits.SelectMany(c => c.Received).ToArray();
        if (received.Length > 0)
        {
            Add(batch, "delete from durable.inbox where row = any($1)", Longs(received));
        }
    }

    private static T[] Collect<T>(IReadOnlyList<Commit> commits, Func<Commit, T> part, Func<T, bool> present) =>
        [.. commits.Select(part).Where(present)];

    private static TColumn[] Column<TRow, TColumn>(TRow[] rows, Converter<TRow, TColumn> column) => Array.ConvertAll(rows, column);

    private static void Add(NpgsqlBatch batch, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        batch.BatchCommands.Add(command);
    }

    private static NpgsqlParameter<long[]> Longs(long[] values) =>
        new() { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint };

    private static NpgsqlParameter<int[]> Integers(int[] values) =>
        new() { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer };

    private static NpgsqlParameter<short[]> Shorts(short[] values) =>
        new() { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Smallint };

    private static NpgsqlParameter<bool[]> Flags(bool[] values) =>
        new() { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Boolean };

    private static NpgsqlParameter<string?[]> Texts(string?[] values) =>
        new() { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    private static NpgsqlParameter<byte[]?[]> Bytes(byte[]?[] values) =>
        new() { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea };

    private static NpgsqlParameter<DateTime?[]> Times(DateTime?[] values) =>
        new() { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz };
}
