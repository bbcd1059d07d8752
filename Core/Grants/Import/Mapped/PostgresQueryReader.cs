using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;

namespace OAuthAttest.Grants.Import.Mapped;

/// <summary>
/// Reads a team's own table or view: any query on any PostgreSQL server, with one grant per row. The rows are streamed in a read-only
/// transaction.
/// </summary>
public sealed class PostgresQueryReader(string connectionString, string query, FieldMapping mapping, string source, ProviderName provider)
    : IInventoryReader
{
    private const string Name = "query";

    public string Source => source;

    public ProviderName Provider => provider;

    public bool ListsAllUsers => mapping.ListsAllUsers;

    public bool IsRemote => true;

    public RepeatedGrants Repeated => mapping.Repeated;

    public async IAsyncEnumerable<InventoryRecord> ReadAsync(Reading reading, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(PostgresUrl.ToConnectionString(connectionString));
        await using var transaction = await BeginReadOnlyAsync(connection, cancellation);
        await using var command = new NpgsqlCommand(query, connection, transaction) { CommandTimeout = 0 };
        await using var rows = await StartAsync(command, cancellation);
        List<string> columns = [.. Enumerable.Range(0, rows.FieldCount).Select(rows.GetName)];
        var parser = new MappedRowParser(mapping, columns, Name, Provider, reading);
        var row = new QueryRow(rows, Name, parser.Used);
        var records = new List<InventoryRecord>(3);
        while (await NextAsync(rows, row.Number, cancellation))
        {
            row.Load();
            parser.Parse(row, records);
            foreach (var record in records)
                yield return record;
            records.Clear();
        }
    }

    private static async Task<NpgsqlTransaction> BeginReadOnlyAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        try
        {
            await connection.OpenAsync(cancellation);
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
            await using var readOnly = new NpgsqlCommand("SET TRANSACTION READ ONLY", connection, transaction);
            await readOnly.ExecuteNonQueryAsync(cancellation);
            return transaction;
        }
        catch (NpgsqlException failure)
        {
            throw new InventoryRejectedException($"The source's database cannot be reached: {Reason(failure)}.");
        }
    }

    private static async Task<NpgsqlDataReader> StartAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        try
        {
            return await command.ExecuteReaderAsync(CommandBehavior.SingleResult, cancellation);
        }
        catch (NpgsqlException failure)
        {
            throw new InventoryRejectedException($"The source's database refused the query: {Reason(failure)}.");
        }
    }

    private static async ValueTask<bool> NextAsync(NpgsqlDataReader rows, long number, CancellationToken cancellation)
    {
        try
        {
            return await rows.ReadAsync(cancellation);
        }
        catch (NpgsqlException failure)
        {
            throw new InventoryRejectedException($"The source's database failed after {number} rows: {Reason(failure)}.");
        }
    }

    private static string Reason(NpgsqlException failure) =>
        failure is PostgresException server ? $"{server.MessageText} (SQLSTATE {server.SqlState})" : failure.Message;
}
