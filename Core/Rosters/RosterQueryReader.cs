using System.Data;
using System.Globalization;
using Npgsql;
using OAuthAttest.Grants.Import;

namespace OAuthAttest.Rosters;

/// <summary>Reads who is privileged with a team's own query, in a read-only transaction, with a limit for the server's time.</summary>
public sealed class RosterQueryReader(NpgsqlDataSource database, string sql, TimeSpan timeout) : IRosterReader
{
    private const string Name = "query";

    // A duplicate for each join is common in a query; a list this long is no roster.
    private const int MostRows = 1_000_000;

    public string Kind => Name;

    public async Task<IReadOnlyList<RosterRecord>> ReadAsync(Reading reading, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(reading);
        try
        {
            return await QueryAsync(reading, cancellation);
        }
        catch (PostgresException refused)
        {
            // The server's message may repeat values of rows.
            throw new InventoryRejectedException($"The database refused the roster's query (SQLSTATE {refused.SqlState}).");
        }
        catch (NpgsqlException)
        {
            throw new InventoryRejectedException("The database of the roster's query does not answer.");
        }
    }

    private async Task<IReadOnlyList<RosterRecord>> QueryAsync(Reading reading, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        var limit = ((long)timeout.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        await using (var rules = new NpgsqlCommand($"SET TRANSACTION READ ONLY; SET LOCAL statement_timeout = {limit}", connection))
            await rules.ExecuteNonQueryAsync(cancellation);
        // The server ends it; the client's own limit is for a server that is gone.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = (int)timeout.TotalSeconds + 5 };
        await using var rows = await command.ExecuteReaderAsync(CommandBehavior.SingleResult, cancellation);
        var ordinals = Ordinals(rows);
        var records = new HashSet<RosterRecord>();
        for (var number = 1L; await rows.ReadAsync(cancellation); number++)
        {
            if (number > MostRows)
                throw new InventoryRejectedException($"The roster's query has more than {MostRows} rows.");
            var before = reading.Errors.Count;
            var record = RosterRow.Parse([.. ordinals.Select(at => Text(rows, at))], new RecordOrigin(Name, number), reading.Errors);
            if (reading.Errors.Count == before)
                records.Add(record);
        }
        return [.. records];
    }

    private static int[] Ordinals(NpgsqlDataReader rows)
    {
        var names = Enumerable.Range(0, rows.FieldCount).Select(rows.GetName).ToList();
        int Of(string column) => names.FindIndex(name => name.Equals(column, StringComparison.OrdinalIgnoreCase));
        if (Of("category") < 0 || (Of("email") < 0 && (Of("account_id") < 0 || Of("provider") < 0)))
        {
            throw new InventoryRejectedException(
                "The roster's query must have the column category, and email or account_id with provider; it has "
                    + $"{string.Join(", ", names)}.");
        }
        return [.. RosterRow.Columns.Select(Of)];
    }

    private static string Text(NpgsqlDataReader rows, int column)
    {
        if (column < 0 || rows.IsDBNull(column))
            return "";
        var text = Convert.ToString(rows.GetValue(column), CultureInfo.InvariantCulture) ?? "";
        return text.Trim();
    }
}
