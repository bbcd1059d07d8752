using Npgsql;
using OAuthAttest.Outside;

namespace OAuthAttest.Slack.People;

/// <summary>
/// The workspace's people, copied from users.list. People are marked as gone only by a sync that read the list to its end: after an
/// outage in the middle nobody is marked.
/// </summary>
public sealed class SlackDirectory(NpgsqlDataSource database, ISlackWorkspace slack)
{
    private const int LongestName = 256;

    // An older sync that is still running must not overwrite what a newer one wrote.
    private const string UpsertSql = """
        INSERT INTO slack_users AS u (slack_user_id, team_id, email, real_name, deleted, is_bot, time_zone, synced_at)
        SELECT DISTINCT ON (id) id, team, email, name, deleted, bot, zone, @started
          FROM unnest(@ids, @teams, @emails, @names, @deleted, @bots, @zones) AS page (id, team, email, name, deleted, bot, zone)
         ORDER BY id
        ON CONFLICT (slack_user_id) DO UPDATE
           SET team_id = excluded.team_id, email = excluded.email, real_name = excluded.real_name, deleted = excluded.deleted,
               is_bot = excluded.is_bot, time_zone = excluded.time_zone, synced_at = excluded.synced_at
         WHERE u.synced_at <= excluded.synced_at
        """;

    private const string MarkGoneSql = """
        UPDATE slack_users SET deleted = true, synced_at = @started WHERE synced_at < @started AND NOT deleted
        """;

    private const string LookUpSql = """
        SELECT DISTINCT ON (email) email, slack_user_id
          FROM slack_users
         WHERE email = ANY(@emails) AND NOT deleted AND NOT is_bot
         ORDER BY email, slack_user_id
        """;

    /// <summary>Reads the whole list, page by page.</summary>
    /// <exception cref="SlackConfigurationException">The token is wrong, or lacks a scope.</exception>
    public async Task<SlackDirectorySync> SyncAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var progress = SlackDirectoryProgress.Begin(now);
        while (!progress.IsComplete)
            progress = await SyncPageAsync(progress, cancellation);
        return new SlackDirectorySync(progress.People, progress.WithEmail, progress.Gone);
    }

    /// <summary>Reads one page and returns the progress to continue from; the last page also marks who is gone.</summary>
    public async Task<SlackDirectoryProgress> SyncPageAsync(SlackDirectoryProgress progress, CancellationToken cancellation)
    {
        var page = await slack.ListUsersAsync(progress.Cursor, cancellation);
        if (page.NextCursor is not null && page.NextCursor == progress.Cursor)
            throw new SlackUnavailableException("users.list", "the cursor does not advance");
        await UpsertAsync(page.Users, progress.StartedAt, cancellation);
        var next = progress with
        {
            Cursor = page.NextCursor,
            People = progress.People + page.Users.Count,
            Active = progress.Active + page.Users.Count(IsActivePerson),
            WithEmail = progress.WithEmail + page.Users.Count(user => IsActivePerson(user) && user.Email is not null),
        };
        if (next.Cursor is not null)
            return next;
        RequireUsable(next);
        return next with { IsComplete = true, Gone = await MarkGoneAsync(next.StartedAt, cancellation) };
    }

    /// <summary>The active, human Slack accounts of these lower-case email addresses.</summary>
    public async Task<IReadOnlyDictionary<string, string>> FindByEmailAsync(
        IReadOnlyCollection<string> emails,
        CancellationToken cancellation
    )
    {
        await using var command = database.CreateCommand(LookUpSql);
        command.Parameters.AddWithValue("emails", emails.ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellation))
            found[reader.GetString(0)] = reader.GetString(1);
        return found;
    }

    private static bool IsActivePerson(SlackUserRecord user) => !user.IsBot && !user.IsDeleted && user.Id != "USLACKBOT";

    private static void RequireUsable(SlackDirectoryProgress progress)
    {
        if (progress.People == 0)
            throw new SlackUnavailableException("users.list", "the list was empty, though the bot itself is always in it");
        // Without the scope Slack omits the field instead of refusing the call, and everybody would look unreachable.
        if (progress is { Active: > 0, WithEmail: 0 })
            throw new SlackConfigurationException("users.list", "no email address in any profile", "users:read.email");
    }

    private async Task UpsertAsync(IReadOnlyList<SlackUserRecord> users, DateTimeOffset startedAt, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(UpsertSql);
        command.Parameters.AddWithValue("started", startedAt.ToUniversalTime());
        command.Parameters.AddWithValue("ids", users.Select(user => user.Id).ToArray());
        command.Parameters.AddWithValue("teams", users.Select(user => user.TeamId).ToArray());
        command.Parameters.AddWithValue("emails", users.Select(user => user.Email).ToArray());
        command.Parameters.AddWithValue("names", users.Select(user => Name(user.RealName)).ToArray());
        command.Parameters.AddWithValue("deleted", users.Select(user => user.IsDeleted).ToArray());
        command.Parameters.AddWithValue("bots", users.Select(user => user.IsBot || user.Id == "USLACKBOT").ToArray());
        command.Parameters.AddWithValue("zones", users.Select(user => user.TimeZone).ToArray());
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private async Task<int> MarkGoneAsync(DateTimeOffset startedAt, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(MarkGoneSql);
        command.Parameters.AddWithValue("started", startedAt.ToUniversalTime());
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    // PostgreSQL cannot store NUL characters in text.
    private static string? Name(string? name) =>
        name is null ? null : WireText.Cut(name.Replace("\0", "", StringComparison.Ordinal), LongestName);
}
