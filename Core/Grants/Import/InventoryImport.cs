using System.Globalization;
using Npgsql;
using OAuthAttest.Evidence;
using OAuthAttest.Outside;
using OAuthAttest.Persistence;

namespace OAuthAttest.Grants.Import;

/// <summary>
/// Imports one reading of one inventory source in one transaction. A grant that the reading does not list is marked as vanished. A
/// reading that failed, was interrupted or is unexpectedly empty changes no grant.
/// </summary>
public sealed class InventoryImport(NpgsqlDataSource source, RiskOf riskOf, TimeProvider time)
{
    private const int LongestFailure = 2000;

    /// <exception cref="InventoryRejectedException">
    /// The reading has errors. Nothing was imported; the source is marked as failed.
    /// </exception>
    public async Task<ImportResult> ImportAsync(
        IInventoryReader reader,
        ImportOptions? options = null,
        IProgress<ImportProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        options ??= new ImportOptions();
        var now = time.GetUtcNow();
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var limits = await LongWork.HoldAsync(connection, cancellation);
        var gate = await TakeGateAsync(connection, reader.Provider, cancellation);
        try
        {
            var state = await SourceState.LoadAsync(connection, reader, cancellation);
            var run = new ImportRun(source, connection, reader, riskOf, options, now, state, progress);
            return await run.ExecuteAsync(cancellation);
        }
        catch (Exception failure) when (options.IsInterruption?.Invoke(failure) != true)
        {
            await RecordFailureAsync(reader, options.Actor, now, failure);
            throw;
        }
        finally
        {
            await ReleaseGateAsync(connection, gate);
        }
    }

    /// <summary>
    /// Only one import per provider at a time: two would both insert a row for the same new account. The lock belongs to the session and
    /// not to a transaction, because reading may take long.
    /// </summary>
    private static async Task<long> TakeGateAsync(NpgsqlConnection connection, ProviderName provider, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "SELECT key, pg_try_advisory_lock(key) FROM hashtextextended('oauthattest-import:' || $1, 0) AS key",
            connection
        );
        command.Parameters.Add(new() { Value = provider.ToString() });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return reader.GetBoolean(1)
            ? reader.GetInt64(0)
            : throw new InventoryRejectedException($"Another import of {provider} is running on this database: try again when it is done.")
            {
                IsBusy = true,
            };
    }

    private static async Task ReleaseGateAsync(NpgsqlConnection connection, long key)
    {
        if (connection.FullState.HasFlag(System.Data.ConnectionState.Broken) || connection.State != System.Data.ConnectionState.Open)
            return;
        await using var command = new NpgsqlCommand($"SELECT pg_advisory_unlock({key})", connection);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    /// <summary>Marks a source as failed whose reading ended before there was anything to import.</summary>
    /// <returns>The failure in the words that are kept.</returns>
    public Task<string> RecordFailureAsync(IInventoryReader reader, string actor, Exception failure) =>
        RecordFailureAsync(reader, actor, time.GetUtcNow(), failure);

    private async Task<string> RecordFailureAsync(IInventoryReader reader, string actor, DateTimeOffset now, Exception failure)
    {
        var text = Describe(failure);
        await using var connection = await source.OpenConnectionAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
        await LongWork.BeginAsync(connection, CancellationToken.None);
        await SourceState.FailedAsync(transaction, reader, now, text, CancellationToken.None);
        var entry = new AuditEntry(AuditKinds.InventoryFailed, $"inventory/{reader.Source}", actor, new Dictionary<string, object?>
        {
            ["provider"] = reader.Provider.ToString(),
            ["failure"] = text,
        });
        await AuditLog.AppendAsync(transaction, now, [entry], CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        return text;
    }

    /// <summary>A failure in words that repeat nothing of the rows.</summary>
    internal static string Describe(Exception failure)
    {
        var text = failure switch
        {
            InventoryRejectedException { ErrorCount: > 0 } rejected => string.Create(
                CultureInfo.InvariantCulture,
                $"{rejected.ErrorCount} errors, the first: {rejected.Errors[0]}"
            ),
            InventoryRejectedException or IOException or UnauthorizedAccessException => failure.Message,
            OperationCanceledException => "The reading was interrupted.",
            // A message from the database server may quote rows, so only its code and its kind are recorded.
            PostgresException server => $"PostgreSQL refused a statement (SQLSTATE {server.SqlState}).",
            NpgsqlException => "The connection to PostgreSQL failed.",
            _ => $"The import failed ({failure.GetType().Name}).",
        };
        return WireText.Cut(text, LongestFailure);
    }
}
