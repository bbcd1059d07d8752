using System.Data;
using System.Globalization;
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

    public async IAsyncEnumerable<InventoryRecord> ReadAsync(Reading reading, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(PostgresUrl.ToConnectionString(connectionString));
        await using var transaction = await BeginReadOnlyAsync(connection, cancellation);
        await using var command = new NpgsqlCommand(query, connection, transaction) { CommandTimeout = 0 };
        await using var rows = await StartAsync(command, cancellation);
        List<string> columns = [.. Enumerable.Range(0, rows.FieldCount).Select(rows.GetName)];
        var parser = new MappedRowParser(mapping, columns, Name, Provider, reading.Errors);
        var row = new QueryRow(rows);
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

    private sealed class QueryRow(NpgsqlDataReader rows) : MappedRow
    {
        private readonly object?[] values = new object?[rows.FieldCount];

        public long Number { get; private set; }

        public override RecordOrigin Origin => new(Name, Number);

        public void Load()
        {
            Number++;
            for (var i = 0; i < values.Length; i++)
                values[i] = rows.IsDBNull(i) ? null : rows.GetValue(i);
        }

        public override ReadOnlySpan<char> Text(int column) => values[column] switch
        {
            null => default,
            string text => text,
            DateTime time => AsUtc(time).ToString("O", CultureInfo.InvariantCulture),
            string[] list => string.Join(", ", list),
            IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
            var value => value.ToString(),
        };

        public override string[]? List(int column) => values[column] as string[];

        /// <summary>A timestamp without a time zone is read as UTC, as in files.</summary>
        private static DateTime AsUtc(DateTime time) =>
            time.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(time, DateTimeKind.Utc) : time.ToUniversalTime();
    }
}
