using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;
using OAuthAttest.Persistence;

namespace OAuthAttest.Campaigns.Rehearsing;

/// <summary>The number of parts of a stored rehearsal: the output of its orchestration, instead of the report itself.</summary>
/// <param name="MessageParts">Portions of rendered messages, numbered from 1.</param>
/// <param name="WorklistParts">Portions of the projected worklist, numbered from 1.</param>
public sealed record KeptRehearsal(string Id, int MessageParts, int WorklistParts);

/// <param name="Size">The number of parts.</param>
/// <param name="Report">The <see cref="RehearsalReport"/>, serialized as the API returns it.</param>
public sealed record FoundRehearsal(KeptRehearsal Size, JsonElement Report);

/// <summary>
/// Stores rehearsal reports, the only rows that a rehearsal writes. Rendered output is stored in parts of about a megabyte, so that
/// neither writing nor reading it holds more than one in memory. Only the newest rehearsals are kept.
/// </summary>
public sealed class RehearsalArchive(NpgsqlDataSource source)
{
    /// <summary>How many rehearsals are kept; storing one more deletes the oldest.</summary>
    public const int Most = 10;

    private static readonly JsonSerializerOptions ReportJson = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>
    /// Runs <paramref name="rehearse"/> and stores its output and its report in one transaction. A rehearsal that is already stored is
    /// not run again; of two at the same time the second waits for the first.
    /// </summary>
    public async Task<KeptRehearsal> KeepAsync(
        string id,
        DateTimeOffset at,
        Func<RehearsalParts, Task<RehearsalReport>> rehearse,
        CancellationToken cancellation
    )
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        // Open and idle while the rehearsal runs on another connection.
        await LongWork.BeginAsync(connection, cancellation);
        if (await AddAsync(connection, id, at, cancellation))
        {
            await using var parts = new RehearsalParts(connection, id);
            var report = await rehearse(parts);
            await parts.CompleteAsync(cancellation);
            await CompleteAsync(connection, id, report, cancellation);
        }
        var kept = await CountAsync(connection, id, cancellation);
        await transaction.CommitAsync(cancellation);
        return kept;
    }

    /// <returns>Null when there is no such rehearsal, or it is not over, or it was deleted.</returns>
    public async Task<FoundRehearsal?> FindAsync(string id, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var command = new NpgsqlCommand("SELECT report_json FROM rehearsals WHERE id = @id", connection);
        command.Parameters.AddWithValue("id", id);
        if (await command.ExecuteScalarAsync(cancellation) is not string json)
            return null;
        return new FoundRehearsal(await CountAsync(connection, id, cancellation), JsonSerializer.Deserialize<JsonElement>(json));
    }

    /// <returns>One part, whole lines in UTF-8; null when there is no part of this number.</returns>
    public async Task<byte[]?> PartAsync(string id, RehearsalPartKind kind, int number, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(
            "SELECT content FROM rehearsal_parts WHERE rehearsal_id = @id AND kind = @kind AND number = @number"
        );
        command.Parameters.AddWithValue("id", id);
        command.Parameters.AddWithValue("kind", kind.ToString());
        command.Parameters.AddWithValue("number", number);
        return await command.ExecuteScalarAsync(cancellation) as byte[];
    }

    private static async Task<bool> AddAsync(NpgsqlConnection connection, string id, DateTimeOffset at, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "INSERT INTO rehearsals (id, at) VALUES (@id, @at) ON CONFLICT (id) DO NOTHING",
            connection
        )
        {
            CommandTimeout = 0,
        };
        command.Parameters.AddWithValue("id", id);
        command.Parameters.AddWithValue("at", at.ToUniversalTime());
        return await command.ExecuteNonQueryAsync(cancellation) == 1;
    }

    private static async Task CompleteAsync(NpgsqlConnection connection, string id, RehearsalReport report, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"""
            UPDATE rehearsals SET report_json = @report::json WHERE id = @id;
            DELETE FROM rehearsals WHERE id <> @id AND id NOT IN (SELECT id FROM rehearsals WHERE id <> @id
                ORDER BY at DESC, id DESC LIMIT {Most
                - 1});
            """,
            connection
        )
        {
            CommandTimeout = 0,
        };
        command.Parameters.AddWithValue("id", id);
        command.Parameters.AddWithValue("report", JsonSerializer.Serialize(report, ReportJson));
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<KeptRehearsal> CountAsync(NpgsqlConnection connection, string id, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "SELECT count(*) FILTER (WHERE kind = 'Messages'), count(*) FILTER (WHERE kind = 'Worklist') FROM rehearsal_parts WHERE "
                + "rehearsal_id = @id",
            connection
        );
        command.Parameters.AddWithValue("id", id);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return new KeptRehearsal(id, (int)reader.GetInt64(0), (int)reader.GetInt64(1));
    }
}
