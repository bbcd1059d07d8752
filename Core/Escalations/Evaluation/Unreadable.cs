using Npgsql;

namespace OAuthAttest.Escalations.Evaluation;

/// <summary>
/// Distinguishes a failed query, which the decision records and goes on without, from a database outage, after which the decision is
/// repeated. A page waits for the answer, so a query that takes too long counts as failed.
/// </summary>
internal static class Unreadable
{
    public const int TimeoutSeconds = 5;

    /// <summary>The reason in our words, to follow "could not be read: "; null: an outage, or another kind of failure.</summary>
    public static string? Reason(Exception exception) => exception switch
    {
        PostgresException { IsTransient: false } refused => $"PostgreSQL refused the query (SQLSTATE {refused.SqlState})",
        NpgsqlException { InnerException: TimeoutException } => $"there was no answer within {TimeoutSeconds} seconds",
        _ => null,
    };
}
