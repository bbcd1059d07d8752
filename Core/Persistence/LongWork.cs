using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace OAuthAttest.Persistence;

/// <summary>
/// Limits for work that is not a request: an opening, a closing, an import, a report. Connections carry the limits of a request
/// (<see cref="PersistenceRegistration"/>), under which such work would be cut off, for it runs for minutes and waits for its like.
/// </summary>
internal static class LongWork
{
    /// <summary>For the rest of the transaction. Longer than any step may take in the functions host (<c>functionTimeout</c>).</summary>
    public const string Sql =
        "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '10min'; SET LOCAL idle_in_transaction_session_timeout = '30min'";

    private const string ForTheSession =
        "SET statement_timeout = 0; SET lock_timeout = '10min'; SET idle_in_transaction_session_timeout = '30min'";

    private const string Reset = "RESET statement_timeout; RESET lock_timeout; RESET idle_in_transaction_session_timeout";

    /// <summary>On the transaction that is open on the connection.</summary>
    public static Task BeginAsync(NpgsqlConnection connection, CancellationToken cancellation) => RunAsync(connection, Sql, cancellation);

    /// <summary>On the transaction that is open on the context.</summary>
    public static Task BeginAsync(OAuthAttestDb db, CancellationToken cancellation) =>
        RunAsync((NpgsqlConnection)db.Database.GetDbConnection(), Sql, cancellation);

    /// <summary>For work of several transactions, until the result is disposed of.</summary>
    public static async Task<IAsyncDisposable> HoldAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var held = new Held(connection);
        await RunAsync(connection, ForTheSession, cancellation);
        return held;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private sealed class Held(NpgsqlConnection connection) : IAsyncDisposable
    {
        // Connections are not reset between two uses; a broken one is not used again.
        public async ValueTask DisposeAsync()
        {
            if (connection.FullState == System.Data.ConnectionState.Open)
                await RunAsync(connection, Reset, CancellationToken.None);
        }
    }
}
