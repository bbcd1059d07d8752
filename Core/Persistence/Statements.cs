using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;

namespace OAuthAttest.Persistence;

/// <summary>
/// Statements that are sent as they stand, several in one round trip: on a path that is taken for each incident, composing a query anew
/// and waiting for each answer cost more than the work itself.
/// </summary>
internal static class Statements
{
    /// <summary>
    /// The values become parameters: times in UTC, enums by name. A null is sent as a text, so another column's null needs a cast.
    /// </summary>
    public static NpgsqlBatchCommand Of(FormattableString sql)
    {
        var values = sql.GetArguments();
        var names = new object[values.Length];
        for (var i = 0; i < values.Length; i++)
            names[i] = $"${i + 1}";
        var command = new NpgsqlBatchCommand(string.Format(CultureInfo.InvariantCulture, sql.Format, names));
        foreach (var value in values)
            command.Parameters.Add(Parameter(value));
        return command;
    }

    /// <summary>All of them or none, in a transaction of their own.</summary>
    /// <returns>How many rows they changed.</returns>
    public static async Task<int> ExecuteAsync(
        this NpgsqlDataSource database,
        IEnumerable<NpgsqlBatchCommand> commands,
        CancellationToken cancellation
    )
    {
        await using var batch = database.CreateBatch();
        return await ExecuteAsync(batch, commands, cancellation);
    }

    /// <summary>In the transaction that is open, where one is.</summary>
    /// <returns>How many rows they changed.</returns>
    public static async Task<int> ExecuteAsync(
        this OAuthAttestDb db,
        IEnumerable<NpgsqlBatchCommand> commands,
        CancellationToken cancellation
    )
    {
        await db.Database.OpenConnectionAsync(cancellation);
        try
        {
            await using var batch = db.NewBatch();
            return await ExecuteAsync(batch, commands, cancellation);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    /// <summary>A batch on the connection that is open, in its transaction where one is; for statements whose rows are read.</summary>
    public static NpgsqlBatch NewBatch(this OAuthAttestDb db) => new(
        (NpgsqlConnection)db.Database.GetDbConnection(),
        (NpgsqlTransaction?)db.Database.CurrentTransaction?.GetDbTransaction()
    );

    private static async Task<int> ExecuteAsync(NpgsqlBatch batch, IEnumerable<NpgsqlBatchCommand> commands, CancellationToken cancellation)
    {
        foreach (var command in commands)
            batch.BatchCommands.Add(command);
        // An empty batch is an error of Npgsql's, and here nothing to do.
        return batch.BatchCommands.Count == 0 ? 0 : await batch.ExecuteNonQueryAsync(cancellation);
    }

    private static NpgsqlParameter Parameter(object? value) => value switch
    {
        null => new NpgsqlParameter<string?> { NpgsqlDbType = NpgsqlDbType.Text },
        string text => new NpgsqlParameter<string> { TypedValue = text, NpgsqlDbType = NpgsqlDbType.Text },
        DateTimeOffset time => new NpgsqlParameter<DateTime> { TypedValue = time.UtcDateTime },
        long number => new NpgsqlParameter<long> { TypedValue = number },
        int number => new NpgsqlParameter<int> { TypedValue = number },
        Enum named => new NpgsqlParameter<string> { TypedValue = named.ToString(), NpgsqlDbType = NpgsqlDbType.Text },
        _ => new NpgsqlParameter { Value = value },
    };
}
