using Npgsql;

namespace OAuthAttest.Local.Durable.Storage;

/// <summary>What the engine takes for an outage of its database, and how long it pauses between its tries.</summary>
internal static class Outages
{
    // The server is shutting down (class 57P), cannot be reached (class 08), or itself reports that a retry may help.
    public static bool IsOne(Exception e) => e is NpgsqlException
        && (e is not PostgresException said
            || said.IsTransient
            || said.SqlState.StartsWith("57P", StringComparison.Ordinal)
            || said.SqlState.StartsWith("08", StringComparison.Ordinal));

    /// <param name="doublings">How often the pause of 50 ms is doubled; it is two seconds at most.</param>
    public static Task PauseAsync(int doublings) => Task.Delay(TimeSpan.FromMilliseconds(Math.Min(2_000, 50 << Math.Min(doublings, 6))));
}
