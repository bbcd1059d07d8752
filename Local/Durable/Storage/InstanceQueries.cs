using System.Text;
using Microsoft.DurableTask.Client;
using Npgsql;
using NpgsqlTypes;
using OAuthAttest.Local.Durable.History;
using OAuthAttest.Local.Durable.Messages;
using HistoryEvent = Microsoft.DurableTask.Protobuf.HistoryEvent;

namespace OAuthAttest.Local.Durable.Storage;

/// <summary>An instance that a new engine has to take care of.</summary>
internal sealed record UnfinishedInstance(string Id, long Key, DateTime? WakeAt, bool HasWork);

/// <summary>Reads for callers, for the start and for purges. Pages are in the order of the ids.</summary>
internal sealed class InstanceQueries(NpgsqlDataSource source)
{
    public async Task<InstanceState?> FindAsync(string instanceId, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(
            $"select {InstanceRow.Columns}, {InstanceRow.PayloadColumns} from durable.instances i where i.id = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = instanceId });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? InstanceRow.Read(reader, payloads: true) : null;
    }

    /// <param name="after">The last id of the page before, or null for the first page.</param>
    /// <param name="payloads">Whether inputs, outputs and statuses are read too.</param>
    public async Task<IReadOnlyList<InstanceState>> ListAsync(
        InstanceFilter filter,
        string? after,
        int count,
        bool payloads,
        CancellationToken cancellation
    )
    {
        await using var command = source.CreateCommand();
        var sql = new StringBuilder("select ").Append(InstanceRow.Columns);
        if (payloads)
        {
            sql.Append(", ").Append(InstanceRow.PayloadColumns);
        }

        sql.Append(" from durable.instances i where true");
        AddFilter(command, sql, filter);
        if (after is not null)
        {
            sql.Append(" and i.id > ").Append(Parameter(command, after, NpgsqlDbType.Text)).Append(" collate \"C\"");
        }

        sql.Append(" order by i.id limit ").Append(Parameter(command, count, NpgsqlDbType.Integer));
        command.CommandText = sql.ToString();
        var found = new List<InstanceState>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            found.Add(InstanceRow.Read(reader, payloads));
        }

        return found;
    }

    /// <summary>The events of the current execution, or null when there is no such instance.</summary>
    public async Task<IReadOnlyList<HistoryEvent>?> HistoryAsync(string instanceId, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(
            """
            select h.events from durable.instances i left join durable.history h on h.instance_key = i.key
            where i.id = $1 order by h.chunk
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = instanceId });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        List<HistoryEvent>? history = null;
        while (await reader.ReadAsync(cancellation))
        {
            history ??= [];
            if (!reader.IsDBNull(0))
            {
                history.AddRange(HistoryEvents.Decode(reader.GetFieldValue<byte[]>(0)));
            }
        }

        return history;
    }

    /// <summary>The ids of the ended children of an instance.</summary>
    public async Task<IReadOnlyList<string>> ChildrenAsync(string parentId, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("select i.id from durable.instances i where i.parent_id = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = parentId });
        var ids = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            ids.Add(reader.GetString(0));
        }

        return ids;
    }

    /// <summary>Instances that wait for a time or may have an activity running.</summary>
    public async Task<List<UnfinishedInstance>> UnfinishedAsync(CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(
            "select i.id, i.key, i.wake_at, i.has_work from durable.instances i where i.wake_at is not null or i.has_work");
        var found = new List<UnfinishedInstance>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            found.Add(new UnfinishedInstance(
                reader.GetString(0), reader.GetInt64(1), reader.IsDBNull(2) ? null : reader.GetDateTime(2), reader.GetBoolean(3)));
        }

        return found;
    }

    /// <summary>Messages between instances that were sent and not taken in, oldest first.</summary>
    public async Task<List<(string Target, Message Message)>> InboxAsync(CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("select row, target, kind, execution_id, event from durable.inbox order by row");
        var found = new List<(string, Message)>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var message = new Message
            {
                Kind = (MessageKind)reader.GetInt16(2),
                ExecutionId = reader.IsDBNull(3) ? null : reader.GetString(3),
                Event = HistoryEvent.Parser.ParseFrom(reader.GetFieldValue<byte[]>(4)),
                InboxRow = reader.GetInt64(0),
            };
            found.Add((reader.GetString(1), message));
        }

        return found;
    }

    private static void AddFilter(NpgsqlCommand command, StringBuilder sql, InstanceFilter filter)
    {
        if (filter.Statuses is { Count: > 0 } statuses)
        {
            sql.Append(" and i.status = any(")
                .Append(Parameter(command, statuses.Select(s => (short)s).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Smallint))
                .Append(')');
        }

        if (filter.CreatedFrom is { } from)
        {
            sql.Append(" and i.created_at >= ").Append(Parameter(command, from.UtcDateTime, NpgsqlDbType.TimestampTz));
        }

        if (filter.CreatedTo is { } to)
        {
            sql.Append(" and i.created_at <= ").Append(Parameter(command, to.UtcDateTime, NpgsqlDbType.TimestampTz));
        }

        if (filter.IdPrefix is { Length: > 0 } prefix)
        {
            // Two bounds instead of LIKE: they use the index on id, and the prefix needs no escaping.
            sql.Append(" and i.id >= ")
                .Append(Parameter(command, prefix, NpgsqlDbType.Text))
                .Append(" collate \"C\"")
                .Append(" and i.id < ")
                .Append(Parameter(command, prefix + char.ConvertFromUtf32(0x10FFFF), NpgsqlDbType.Text))
                .Append(" collate \"C\"");
        }
    }

    private static string Parameter(NpgsqlCommand command, object value, NpgsqlDbType type)
    {
        command.Parameters.Add(new NpgsqlParameter { Value = value, NpgsqlDbType = type });
        return $"${command.Parameters.Count}";
    }
}

/// <summary>Which instances a query or purge is about.</summary>
internal sealed record InstanceFilter(
    DateTimeOffset? CreatedFrom, DateTimeOffset? CreatedTo, IReadOnlyCollection<OrchestrationRuntimeStatus>? Statuses, string? IdPrefix);
