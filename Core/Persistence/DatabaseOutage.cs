using System.Data.Common;
using Npgsql;

namespace OAuthAttest.Persistence;

/// <summary>
/// Distinguishes an outage of PostgreSQL from an error of ours. After an outage a later retry is worthwhile, and nothing was committed
/// that was not acknowledged.
/// </summary>
public static class DatabaseOutage
{
    private const string IdleInTransactionTimeout = "25P03";

    // Entity Framework and the driver wrap each other's exceptions; the innermost one shows the cause.
    public static bool IsCauseOf(Exception? e) => e switch
    {
        null => false,
        // A caller that hung up cancels its statement too.
        OperationCanceledException { InnerException: PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } } => false,
        PostgresException said => said.IsTransient || IsGoingAway(said.SqlState) || IsLimit(said.SqlState),
        DbException { IsTransient: true } or TimeoutException => true,
        _ => IsCauseOf(e.InnerException),
    };

    /// <summary>
    /// One of the limits that every connection carries: somebody else holds a lock, or the server is too slow. The same statement meets it
    /// again as long as that lasts.
    /// </summary>
    internal static bool IsLimit(string? sqlState) =>
        sqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled or IdleInTransactionTimeout;

    // Class 08 is a lost connection, 57P a server that shuts down or starts; the driver does not count all of them as transient.
    private static bool IsGoingAway(string sqlState) =>
        sqlState.StartsWith("08", StringComparison.Ordinal) || sqlState.StartsWith("57P", StringComparison.Ordinal);
}
