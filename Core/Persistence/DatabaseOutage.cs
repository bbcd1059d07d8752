using System.Data.Common;
using Npgsql;

namespace OAuthAttest.Persistence;

/// <summary>Tells an outage of PostgreSQL from a fault of ours: worth another try later, and nothing was committed that was not acknowledged.</summary>
public static class DatabaseOutage
{
    // Entity Framework and the driver wrap each other; the kind shows at the bottom.
    public static bool IsCauseOf(Exception? e) => e switch
    {
        null => false,
        PostgresException said => said.IsTransient || IsGoingAway(said.SqlState),
        DbException { IsTransient: true } or TimeoutException => true,
        _ => IsCauseOf(e.InnerException),
    };

    // Class 08 is a lost connection, 57P a server that goes down or comes up; the driver does not count all of them as transient.
    private static bool IsGoingAway(string sqlState) => sqlState.StartsWith("08", StringComparison.Ordinal) || sqlState.StartsWith("57P", StringComparison.Ordinal);
}
