using Npgsql;
using OAuthAttest.Persistence;

namespace OAuthAttest.Slack.Outbox;

/// <param name="Error">Slack's error name.</param>
/// <param name="LastAt">When a message was last refused with it.</param>
public sealed record SlackRefusal(string Error, DateTimeOffset LastAt);

/// <summary>Whether messages wait because Slack refuses the app, and not one person or one message.</summary>
public sealed class SlackRefusals(NpgsqlDataSource database, TimeProvider clock)
{
    // A message that waits is tried again every quarter of an hour: what has been silent for longer is not waited for any more.
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    private const string Sql = """
        SELECT last_error, updated_at FROM slack_messages
        WHERE state = 'Pending' AND last_error = ANY(@errors) AND updated_at > @since
        ORDER BY updated_at DESC LIMIT 1
        """;

    /// <summary>The newest refusal; null: none of the last hour is still waited for.</summary>
    public async Task<SlackRefusal?> FindAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(Sql);
        command.Parameters.AddWithValue("errors", SlackErrors.OfConfiguration.ToArray());
        command.Parameters.AddWithValue("since", (clock.GetUtcNow() - Recent).UtcDateTime);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? new SlackRefusal(reader.GetString(0), reader.Instant(1)) : null;
    }
}
