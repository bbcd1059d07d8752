using System.Text.Json;
using Microsoft.DurableTask.Client;
using Npgsql;
using OAuthAttest.Local.Durable.Messages;
using P = Microsoft.DurableTask.Protobuf;

namespace OAuthAttest.Local.Durable.Storage;

/// <summary>Reads an instance's row.</summary>
internal static class InstanceRow
{
    /// <summary>The columns that <see cref="Read"/> expects, of a row aliased i, without the four large ones.</summary>
    public const string Columns =
        """
        i.key, i.id, i.name, i.status, i.created_at,
        greatest(i.updated_at, (select h.at from durable.history h where h.instance_key = i.key order by h.chunk desc limit 1)),
        i.parent, i.tags::text, i.execution, i.wake_at, i.has_work
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
        Parent = reader.IsDBNull(6) ? null : P.ParentInstanceInfo.Parser.ParseFrom(reader.GetFieldValue<byte[]>(6)),
        Tags = reader.IsDBNull(7) ? null : JsonSerializer.Deserialize<Dictionary<string, string>>(reader.GetString(7)),
        Execution = reader.GetInt32(8),
        WakeAt = reader.IsDBNull(9) ? null : reader.GetDateTime(9),
        HasWork = reader.GetBoolean(10),
        Input = payloads ? Text(reader, 11) : null,
        Output = payloads ? Text(reader, 12) : null,
        CustomStatus = payloads ? Text(reader, 13) : null,
        Failure = payloads && !reader.IsDBNull(14) ? P.TaskFailureDetails.Parser.ParseFrom(reader.GetFieldValue<byte[]>(14)) : null,
    };

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
