using Microsoft.Extensions.Logging;
using Npgsql;
using OAuthAttest.Outside;
using OAuthAttest.Persistence;
using OAuthAttest.Slack.Pacing;

namespace OAuthAttest.Slack.Pausing;

/// <param name="Kind">Why nothing is sent.</param>
/// <param name="Error">Slack's error name, or how the calls fail.</param>
/// <param name="Since">When the first attempt failed.</param>
/// <param name="NextTryAt">When one sender tries next.</param>
public sealed record PausedSending(SlackPauseKind Kind, string Error, string Method, DateTimeOffset Since, DateTimeOffset NextTryAt);

/// <summary>
/// One pause for all senders: when Slack is out, or refuses the app, one of them tries at a time and the others wait. The pauses grow
/// from a quarter of a minute to a quarter of an hour, so that an outage is not met by a hundred thousand attempts, and its end is seen
/// soon.
/// </summary>
public sealed partial class SlackPauses(NpgsqlDataSource database, TimeProvider clock, ILogger<SlackPauses> logger)
{
    /// <summary>Slack gives no clear answer to anything.</summary>
    public const string Workspace = "workspace";

    /// <summary>Slack refuses every direct message of the app.</summary>
    public const string DirectMessages = "direct-messages";

    /// <summary>Slack refuses every change of a message.</summary>
    public const string Updates = "updates";

    private const int LongestError = 128;

    private static readonly TimeSpan First = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <summary>Channels carry alarms, and are few: they need not wait longer than this.</summary>
    private static readonly TimeSpan LongestForChannels = TimeSpan.FromMinutes(1);

    /// <summary>Somebody tries at least every quarter of an hour: an older failure is not waited for any more.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    private const string ClaimSql = """
        UPDATE slack_pauses p SET next_try_at = @until
          FROM unnest(@scopes, @seen) AS s (scope, next_try_at)
         WHERE p.scope = s.scope AND p.next_try_at = s.next_try_at AND p.ended_at IS NULL
        """;

    // A failure of a call that began before the pause is no news.
    private const string BeginSql = """
        INSERT INTO slack_pauses AS p (scope, kind, error, method, since, failed_at, next_try_at, tries)
        VALUES (@scope, @kind, @error, @method, @now, @now, @next, 1)
        ON CONFLICT (scope) DO UPDATE
           SET kind = excluded.kind, error = excluded.error, method = excluded.method, since = excluded.since,
               failed_at = excluded.failed_at, next_try_at = excluded.next_try_at, tries = 1, ended_at = NULL, told_at = NULL
         WHERE p.ended_at IS NOT NULL
        """;

    private const string ProlongSql = """
        UPDATE slack_pauses
           SET kind = @kind, error = @error, method = @method, failed_at = @now, tries = tries + 1,
               next_try_at = GREATEST(@next, @now + LEAST(@longest, @first * power(2, LEAST(tries, 20))))
         WHERE scope = @scope AND ended_at IS NULL AND (@probe OR next_try_at <= @now)
        """;

    // Slack can answer what only reads while it takes no message. What posts ends every pause; any other call its own only.
    private const string EndSql = """
        UPDATE slack_pauses SET ended_at = @now
        WHERE scope = ANY(@scopes) AND ended_at IS NULL AND (method = @method OR @method = 'chat.postMessage') RETURNING scope, since
        """;

    /// <summary>Whether messages wait now; null: none do, or nobody has tried for an hour.</summary>
    public async Task<PausedSending?> FindAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("""
            SELECT kind, error, method, since, next_try_at FROM slack_pauses WHERE ended_at IS NULL AND failed_at > @since
            ORDER BY kind DESC, failed_at DESC LIMIT 1
            """);
        command.Parameters.AddWithValue("since", (clock.GetUtcNow() - Recent).UtcDateTime);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? new PausedSending(
                reader.Named<SlackPauseKind>(0), reader.GetString(1), reader.GetString(2), reader.Instant(3), reader.Instant(4))
            : null;
    }

    /// <summary>When the next attempt of this kind may be made; null: now.</summary>
    public async Task<DateTimeOffset?> FindNextTryAsync(string scope, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            "SELECT max(next_try_at) FROM slack_pauses WHERE scope = ANY(@scopes) AND ended_at IS NULL");
        command.Parameters.AddWithValue("scopes", new[] { Workspace, scope });
        return await command.ExecuteScalarAsync(cancellation) is DateTime at ? new DateTimeOffset(at, TimeSpan.Zero) : null;
    }

    /// <summary>Passes a call, or refuses it because it has to wait.</summary>
    /// <param name="scope">What is called beside the workspace as a whole: one of the constants, or a channel's id.</param>
    /// <param name="lease">How long the call may take: until then no other one tries.</param>
    /// <exception cref="SlackPausedException">Another sender tries, or its time has not come.</exception>
    internal async Task<SlackPass> EnterAsync(string method, string? scope, TimeSpan lease, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        string[] scopes = scope is null ? [Workspace] : [Workspace, scope];
        var standing = await ReadAsync(scopes, cancellation);
        if (standing.Count == 0)
            return new SlackPass(method, scope, IsProbe: false);
        var isChannel = scope is not (null or DirectMessages or Updates);
        var at = standing.Max(one => isChannel ? Earlier(one.NextTryAt, one.FailedAt + LongestForChannels) : one.NextTryAt);
        if (at > now)
            throw new SlackPausedException(method, at - now);
        // It finds nothing out about a pause of another method, and must not take the attempt from it.
        if (method != SlackPacer.Posting && standing.All(one => one.Method != method))
            return new SlackPass(method, scope, IsProbe: false);
        await using var claim = database.CreateCommand(ClaimSql);
        claim.Parameters.AddWithValue("scopes", standing.Select(one => one.Scope).ToArray());
        claim.Parameters.AddWithValue("seen", standing.Select(one => one.NextTryAt.UtcDateTime).ToArray());
        claim.Parameters.AddWithValue("until", (now + lease).UtcDateTime);
        if (await claim.ExecuteNonQueryAsync(cancellation) < standing.Count)
            throw new SlackPausedException(method, lease);
        return new SlackPass(method, scope, IsProbe: true);
    }

    /// <summary>Slack answered: a pause that it ends, ends now.</summary>
    /// <param name="isAccepted">False: Slack refused the app, so that only the outage is over.</param>
    internal async Task AnsweredAsync(SlackPass pass, bool isAccepted, CancellationToken cancellation)
    {
        if (!pass.IsProbe)
            return;
        await using var command = database.CreateCommand(EndSql);
        command.Parameters.AddWithValue("scopes", isAccepted && pass.Scope is { } scope ? [Workspace, scope] : new[] { Workspace });
        command.Parameters.AddWithValue("method", pass.Method);
        command.Parameters.AddWithValue("now", clock.GetUtcNow().UtcDateTime);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            LogEnded(logger, reader.GetString(0), reader.Instant(1));
    }

    /// <summary>The call failed in a way that any other call would: everybody waits.</summary>
    /// <param name="asked">How long Slack asked to wait; null: it did not say.</param>
    internal async Task FailedAsync(
        SlackPass pass, SlackPauseKind kind, string error, TimeSpan? asked, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var scope = kind == SlackPauseKind.NoAnswer ? Workspace : pass.Scope ?? Workspace;
        if (await ChangeAsync(BeginSql, scope) > 0)
            LogBegun(logger, scope, kind, pass.Method, error);
        else
            await ChangeAsync(ProlongSql, scope);

        async Task<int> ChangeAsync(string sql, string of)
        {
            await using var command = database.CreateCommand(sql);
            command.Parameters.AddWithValue("scope", of);
            command.Parameters.AddWithValue("kind", kind.ToString());
            command.Parameters.AddWithValue("error", WireText.Start(error, LongestError));
            command.Parameters.AddWithValue("method", pass.Method);
            command.Parameters.AddWithValue("now", now.UtcDateTime);
            command.Parameters.AddWithValue("next", (now + (asked > First ? asked.Value : First)).UtcDateTime);
            command.Parameters.AddWithValue("probe", pass.IsProbe);
            command.Parameters.AddWithValue("first", First);
            command.Parameters.AddWithValue("longest", Longest);
            return await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    /// <summary>Outages that are over, lasted this long, and of which nobody was told.</summary>
    public async Task<IReadOnlyList<EndedPause>> FindUntoldAsync(TimeSpan shortest, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("""
            SELECT scope, since, ended_at FROM slack_pauses
            WHERE kind = 'NoAnswer' AND ended_at IS NOT NULL AND told_at IS NULL AND ended_at - since >= @shortest ORDER BY scope
            """);
        command.Parameters.AddWithValue("shortest", shortest);
        var ended = new List<EndedPause>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            ended.Add(new EndedPause(reader.GetString(0), reader.Instant(1), reader.Instant(2)));
        return ended;
    }

    public async Task MarkToldAsync(EndedPause pause, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            "UPDATE slack_pauses SET told_at = @now WHERE scope = @scope AND since = @since AND ended_at IS NOT NULL");
        command.Parameters.AddWithValue("now", clock.GetUtcNow().UtcDateTime);
        command.Parameters.AddWithValue("scope", pause.Scope);
        command.Parameters.AddWithValue("since", pause.Since.UtcDateTime);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private async Task<List<Standing>> ReadAsync(string[] scopes, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            "SELECT scope, method, next_try_at, failed_at FROM slack_pauses WHERE scope = ANY(@scopes) AND ended_at IS NULL");
        command.Parameters.AddWithValue("scopes", scopes);
        var standing = new List<Standing>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            standing.Add(new Standing(reader.GetString(0), reader.GetString(1), reader.Instant(2), reader.Instant(3)));
        return standing;
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    [LoggerMessage(2105, LogLevel.Error, "Sending is paused ({Scope}, {Kind}): {Method} failed with {Error}. One sender tries at a time")]
    private static partial void LogBegun(ILogger logger, string scope, SlackPauseKind kind, string method, string error);

    [LoggerMessage(2106, LogLevel.Warning, "Slack answers again: sending goes on ({Scope}, paused since {Since})")]
    private static partial void LogEnded(ILogger logger, string scope, DateTimeOffset since);

    private readonly record struct Standing(string Scope, string Method, DateTimeOffset NextTryAt, DateTimeOffset FailedAt);
}

/// <summary>A call that may be made.</summary>
/// <param name="IsProbe">Sending is paused, and this call finds out whether it is over.</param>
internal sealed record SlackPass(string Method, string? Scope, bool IsProbe);

/// <param name="Scope">What was paused.</param>
public sealed record EndedPause(string Scope, DateTimeOffset Since, DateTimeOffset EndedAt);
