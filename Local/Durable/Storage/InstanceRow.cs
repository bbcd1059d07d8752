using System.Text.Json;
using Microsoft.DurableTask.Client;
using Npgsql;
using OAuthAttest.Local.Durable.History;
using OAuthAttest.Local.Durable.Messages;

namespace OAuthAttest.Local.Durable.Storage;

/// <summary>Reads an instance's row.</summary>
internal static class InstanceRow
{
    /// <summary>The columns that <see cref="Read"/> expects, of a row aliased i, without the four large ones.</summary>
    public const string Columns =
        """
        i.key, i.id, i.name, i.status, i.created_at,
        greatest(i.updated_at, (select h.at from durable.history h where h.instance_key = i.key order by h.chunk desc limit 1)),
        i.parent_name, i.parent_id, i.parent_key, i.parent_execution, i.parent_task, i.tags::text, i.execution, i.wake_at, i.has_work
        """;

    public const string PayloadColumns = "i.input, i.output, i.custom_status, i.failure";

    public static InstanceState Read(NpgsqlDataReader reader, bool payloads) => new()
    {
        Key = reader.GetInt64(0),
        Id = reader.GetString(1),
        Name = reader.GetString(2),
        Status = (OrchestrationRuntimeStatus)reader.GetInt16(3),
        CreatedAt = reader.GetDateTime(4),
        UpdatedAt = reader.GetDateTime(5),
        Parent = reader.IsDBNull(7)
            ? null
            : new ParentLink(reader.GetString(6), reader.GetString(7), reader.GetInt64(8), reader.GetInt32(9), reader.GetInt32(10)),
        Tags = reader.IsDBNull(11) ? null : JsonSerializer.Deserialize<Dictionary<string, string>>(reader.GetString(11)),
        Execution = reader.GetInt32(12),
        WakeAt = reader.IsDBNull(13) ? null : reader.GetDateTime(13),
        HasWork = reader.GetBoolean(14),
        Input = payloads ? Text(reader, 15) : null,
        Output = payloads ? Text(reader, 16) : null,
        CustomStatus = payloads ? Text(reader, 17) : null,
        Failure = payloads && !reader.IsDBNull(18) ? HistoryCodec.DecodeFailure(reader.GetFieldValue<byte[]>(18)) : null,
    };

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
