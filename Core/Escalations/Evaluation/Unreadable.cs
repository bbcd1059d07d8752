using Npgsql;

namespace OAuthAttest.Escalations.Evaluation;

/// <summary>
/// Tells a part of the database that cannot be read, which a decision says and goes on without, from a database that is gone, which
/// is repeated. A page waits for the answer: one that takes too long counts as none.
/// </summary>
internal static class Unreadable
{
    public const int TimeoutSeconds = 5;

    /// <summary>In our words, after "could not be read: "; null: the whole database, or nothing that reading is to blame for.</summary>
    public static string? Reason(Exception exception) => exception switch
    {
        PostgresException { IsTransient: false } refused => $"PostgreSQL refused the query (SQLSTATE {refused.SqlState})",
        NpgsqlException { InnerException: TimeoutException } => $"there was no answer within {TimeoutSeconds} seconds",
        _ => null,
    };
}
