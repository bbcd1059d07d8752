using Npgsql;
using OAuthAttest.Text;

namespace OAuthAttest.Slack.People;

/// <summary>
/// The workspace's people, copied from users.list. The list also names people of other workspaces, with whom channels are shared; they
/// are kept as such, so that a click of theirs is known for what it is. People are marked as gone only by a sync that read the list to
/// its end: after an outage in the middle nobody is marked.
/// </summary>
public sealed class SlackDirectory(NpgsqlDataSource database, ISlackWorkspace slack)
{
    private const int LongestName = 256;

    // An older sync that is still running must not overwrite what a newer one wrote.
    private const string UpsertSql = """
        INSERT INTO slack_users AS u
            (slack_user_id, team_id, email, real_name, deleted, is_bot, is_external, is_guest, time_zone, synced_at)
        SELECT DISTINCT ON (id) id, team, email, name, deleted, bot, external, guest, zone, @started
          FROM unnest(@ids, @teams, @emails, @names, @deleted, @bots, @externals, @guests, @zones)
              AS page (id, team, email, name, deleted, bot, external, guest, zone)
         ORDER BY id
        ON CONFLICT (slack_user_id) DO UPDATE
           SET team_id = excluded.team_id, email = excluded.email, real_name = excluded.real_name, deleted = excluded.deleted,
               is_bot = excluded.is_bot, is_external = excluded.is_external, is_guest = excluded.is_guest,
               time_zone = excluded.time_zone, synced_at = excluded.synced_at
         WHERE u.synced_at <= excluded.synced_at
        """;

    private const string MarkGoneSql = """
        UPDATE slack_users SET deleted = true, synced_at = @started WHERE synced_at < @started AND NOT deleted
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
        var team = progress.Team ?? await slack.FindTeamAsync(cancellation);
        var page = await slack.ListUsersAsync(progress.Cursor, team, cancellation);
        if (page.NextCursor is not null && page.NextCursor == progress.Cursor)
            throw new SlackUnavailableException("users.list", "the cursor does not advance");
        await UpsertAsync(page.Users, team, progress.StartedAt, cancellation);
        var people = page.Users.Where(user => IsActivePerson(user) && team.Has(user)).ToList();
        var next = progress with
        {
            Team = team,
            Cursor = page.NextCursor,
            People = progress.People + page.Users.Count,
            Active = progress.Active + people.Count,
            WithEmail = progress.WithEmail + people.Count(user => user.Email is not null),
        };
        if (next.Cursor is not null)
            return next;
        RequireUsable(next);
        var gone = await MarkGoneAsync(next.StartedAt, cancellation);
        await RecordReadingAsync(team, next, cancellation);
        return next with { IsComplete = true, Gone = gone };
    }

    /// <summary>When the list was last read to its end; null: never.</summary>
    public async Task<DateTimeOffset?> FindReadAtAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("SELECT max(read_at) FROM slack_directory_readings");
        return await command.ExecuteScalarAsync(cancellation) is DateTime at ? new DateTimeOffset(at, TimeSpan.Zero) : null;
    }

    /// <summary>
    /// Reads one person and keeps what Slack says: somebody whom no list named yet. False when Slack knows no such person.
    /// </summary>
    public async Task<bool> RefreshAsync(string slackUserId, DateTimeOffset now, CancellationToken cancellation)
    {
        var team = await slack.FindTeamAsync(cancellation);
        if (await slack.FindUserAsync(slackUserId, cancellation) is not { } user)
            return false;
        await UpsertAsync([user], team, now, cancellation);
        return true;
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

    private async Task UpsertAsync(
        IReadOnlyList<SlackUserRecord> users,
        SlackTeam team,
        DateTimeOffset startedAt,
        CancellationToken cancellation
    )
    {
        await using var command = database.CreateCommand(UpsertSql);
        command.Parameters.AddWithValue("started", startedAt.ToUniversalTime());
        command.Parameters.AddWithValue("ids", users.Select(user => user.Id).ToArray());
        command.Parameters.AddWithValue("teams", users.Select(user => user.TeamId).ToArray());
        command.Parameters.AddWithValue("emails", users.Select(user => user.Email).ToArray());
        command.Parameters.AddWithValue("names", users.Select(user => Name(user.RealName)).ToArray());
        command.Parameters.AddWithValue("deleted", users.Select(user => user.IsDeleted).ToArray());
        command.Parameters.AddWithValue("bots", users.Select(user => user.IsBot || user.Id == "USLACKBOT").ToArray());
        command.Parameters.AddWithValue("externals", users.Select(user => !team.Has(user)).ToArray());
        command.Parameters.AddWithValue("guests", users.Select(user => user.IsGuest).ToArray());
        command.Parameters.AddWithValue("zones", users.Select(user => user.TimeZone).ToArray());
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private async Task RecordReadingAsync(SlackTeam team, SlackDirectoryProgress read, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("""
            INSERT INTO slack_directory_readings AS r (team_id, enterprise_id, read_at, people)
            VALUES (@team, @enterprise, @started, @people)
            ON CONFLICT (team_id) DO UPDATE
               SET enterprise_id = excluded.enterprise_id, read_at = excluded.read_at, people = excluded.people
             WHERE r.read_at <= excluded.read_at
            """);
        command.Parameters.AddWithValue("team", team.Id);
        command.Parameters.Add(new NpgsqlParameter<string?>("enterprise", team.EnterpriseId));
        command.Parameters.AddWithValue("started", read.StartedAt.ToUniversalTime());
        command.Parameters.AddWithValue("people", read.Active);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private async Task<int> MarkGoneAsync(DateTimeOffset startedAt, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(MarkGoneSql);
        command.Parameters.AddWithValue("started", startedAt.ToUniversalTime());
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    private static string? Name(string? name) => UntrustedText.Display(name, LongestName);
}
