using Npgsql;
using NpgsqlTypes;
using OAuthAttest.Outside;
using OAuthAttest.Persistence;

namespace OAuthAttest.Grants.Import;

/// <summary>Writes the accounts and apps that an import read: new ones are copied in, known ones updated where a fact changed.</summary>
internal sealed class RosterMerge(NpgsqlTransaction transaction, IInventoryReader reader, DateTimeOffset now, DateTimeOffset? previously)
{
    private const string UserStage = "import_users";
    private const string AppStage = "import_apps";
    private const int LongestName = 256;
    private const int LongestAppName = 512;

    private readonly NpgsqlConnection connection = transaction.Connection!;
    private readonly string provider = reader.Provider.ToString();

    public async Task<ImportCounts> UsersAsync(Dictionary<string, ImportRoster.Row<UserRecord>> users, CancellationToken cancellation)
    {
        var stored = users.Values.Where(row => row is { Stored: true, Read: not null });
        var known = await StageUsersAsync(stored, cancellation);
        var changed = await UpdateUsersAsync(cancellation);
        var vanished = reader.ListsAllUsers ? await VanishUsersAsync(cancellation) : 0;
        var indexes = await TableIndexes.TakeOffAsync(transaction, "users", cancellation);
        var added = await InsertUsersAsync(users.Values.Where(row => row is { Stored: false, Read: not null }), cancellation);
        if (indexes is not null)
            await indexes.PutBackAsync(cancellation);
        return new ImportCounts(known + added, added, changed, vanished);
    }

    public async Task<ImportCounts> AppsAsync(Dictionary<string, ImportRoster.Row<AppRecord>> apps, CancellationToken cancellation)
    {
        var known = await StageAppsAsync(apps.Values.Where(row => row is { Stored: true, Read: not null }), cancellation);
        var changed = await UpdateAppsAsync(cancellation);
        var added = await InsertAppsAsync(apps.Values.Where(row => row is { Stored: false, Read: not null }), cancellation);
        return new ImportCounts(known + added, added, changed, 0);
    }

    private async Task<long> StageUsersAsync(IEnumerable<ImportRoster.Row<UserRecord>> rows, CancellationToken cancellation)
    {
        const string columns = "id, email, display_name, status, manager_email, groups, aliases";
        await Sql.ExecuteAsync(
            connection,
            $"DROP TABLE IF EXISTS {UserStage}; CREATE TEMP TABLE {UserStage} ON COMMIT DROP AS SELECT {columns} FROM users WITH NO DATA",
            cancellation
        );
        var count = await CopyAsync(
            UserStage,
            columns,
            7,
            rows,
            (copy, row) =>
            {
                var user = row.Read!;
                copy.Bigint(row.Id);
                copy.Text(user.Email);
                copy.Text(Shorten(user.DisplayName, LongestName));
                copy.Text(user.Status.ToString());
                copy.Text(user.ManagerEmail);
                copy.TextArray(user.Groups);
                copy.TextArray(user.Aliases);
            },
            cancellation
        );
        await Sql.ExecuteAsync(connection, $"ANALYZE {UserStage}", cancellation);
        return count;
    }

    /// <summary>
    /// A source that lists all accounts overwrites what is known of an account. A source that only mentions accounts with its grants
    /// fills in unknown values of another source's account; it does not become that account's source, and does not reactivate it when it
    /// has vanished.
    /// </summary>
    private Task<long> UpdateUsersAsync(CancellationToken cancellation) =>
        Sql.ExecuteAsync(
            connection,
            $"""
            UPDATE users u
            SET source = n.source, email = n.email, display_name = n.display_name, status = n.status, manager_email = n.manager_email,
                groups = n.groups, aliases = n.aliases, vanished_at = n.vanished_at, last_seen_at = $2
            FROM (
                SELECT o.id,
                       CASE WHEN $3 THEN $1 ELSE o.source END AS source,
                       CASE WHEN $3 THEN s.email ELSE coalesce(o.email, s.email) END AS email,
                       CASE WHEN $3 OR o.source = $1 THEN coalesce(s.display_name, o.display_name)
                           ELSE coalesce(o.display_name, s.display_name) END AS display_name,
                       CASE WHEN s.status = 'Unknown' OR (NOT $3 AND o.source <> $1 AND o.status <> 'Unknown') THEN o.status
                           ELSE s.status END AS status,
                       CASE WHEN $3 OR o.source = $1 THEN coalesce(s.manager_email, o.manager_email)
                           ELSE coalesce(o.manager_email, s.manager_email) END AS manager_email,
                       CASE WHEN $3 OR o.source = $1 THEN coalesce(s.groups, o.groups) ELSE o.groups END AS groups,
                       CASE WHEN $3 OR o.source = $1 THEN coalesce(s.aliases, o.aliases) ELSE o.aliases END AS aliases,
                       CASE WHEN $3 OR o.source = $1 THEN NULL ELSE o.vanished_at END AS vanished_at
                FROM {UserStage} s JOIN users o ON o.id = s.id) n
            WHERE u.id = n.id
              AND (u.source, u.email, u.display_name, u.status, u.manager_email, u.groups, u.aliases, u.vanished_at)
                  IS DISTINCT FROM (n.source, n.email, n.display_name, n.status, n.manager_email, n.groups, n.aliases, n.vanished_at)
            """,
            cancellation,
            new() { Value = reader.Source },
            new() { Value = now },
            new() { Value = reader.ListsAllUsers }
        );

    private Task<long> VanishUsersAsync(CancellationToken cancellation) => Sql.ExecuteAsync(
        connection,
        $"""
        UPDATE users u
        SET vanished_at = $2, last_seen_at = greatest(u.last_seen_at, $3)
        WHERE u.provider = $4 AND u.source = $1 AND u.vanished_at IS NULL AND NOT EXISTS (SELECT FROM {UserStage} s WHERE s.id = u.id)
        """,
        cancellation,
        new() { Value = reader.Source },
        new() { Value = now },
        new() { Value = (object?)previously ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
        new() { Value = provider });

    private Task<long> InsertUsersAsync(IEnumerable<ImportRoster.Row<UserRecord>> rows, CancellationToken cancellation) =>
        CopyAsync(
            "users",
            "id, provider, external_id, source, email, display_name, status, manager_email, groups, aliases, first_seen_at, last_seen_at",
            12,
            rows,
            (copy, row) =>
            {
                var user = row.Read!;
                copy.Bigint(row.Id);
                copy.Text(provider);
                copy.Text(user.ExternalId);
                copy.Text(reader.Source);
                copy.Text(user.Email);
                copy.Text(Shorten(user.DisplayName, LongestName));
                copy.Text(user.Status.ToString());
                copy.Text(user.ManagerEmail);
                copy.TextArray(user.Groups ?? []);
                copy.TextArray(user.Aliases ?? []);
                copy.Instant(now);
                copy.Instant(now);
            },
            cancellation
        );

    private async Task<long> StageAppsAsync(IEnumerable<ImportRoster.Row<AppRecord>> rows, CancellationToken cancellation)
    {
        const string columns = "id, object_id, name, publisher, publisher_verified, owner_email";
        await Sql.ExecuteAsync(
            connection,
            $"DROP TABLE IF EXISTS {AppStage}; CREATE TEMP TABLE {AppStage} ON COMMIT DROP AS SELECT {columns}, owner_email AS "
                + "suggested_owner FROM apps WITH NO DATA",
            cancellation);
        return await CopyAsync(AppStage, $"{columns}, suggested_owner", 7, rows, (copy, row) =>
        {
            var app = row.Read!;
            copy.Bigint(row.Id);
            copy.Text(app.ObjectId);
            copy.Text(Shorten(app.Name, LongestAppName));
            copy.Text(Shorten(app.Publisher, LongestAppName));
            copy.Boolean(app.PublisherVerified);
            copy.Text(app.OwnerEmail);
            copy.Text(app.SuggestedOwnerEmail);
        }, cancellation);
    }

    private Task<long> UpdateAppsAsync(CancellationToken cancellation) =>
        Sql.ExecuteAsync(
            connection,
            $"""
            UPDATE apps a
            SET object_id = n.object_id, name = n.name, publisher = n.publisher, publisher_verified = n.publisher_verified,
                owner_email = n.owner_email, last_seen_at = $1
            FROM (
                SELECT o.id, coalesce(s.object_id, o.object_id) AS object_id, coalesce(s.name, o.name) AS name,
                       coalesce(s.publisher, o.publisher) AS publisher,
                       coalesce(s.publisher_verified, o.publisher_verified) AS publisher_verified,
                       coalesce(s.owner_email, o.owner_email, s.suggested_owner) AS owner_email
                FROM {AppStage} s JOIN apps o ON o.id = s.id) n
            WHERE a.id = n.id
              AND (a.object_id, a.name, a.publisher, a.publisher_verified, a.owner_email)
                  IS DISTINCT FROM (n.object_id, n.name, n.publisher, n.publisher_verified, n.owner_email)
            """,
            cancellation,
            new NpgsqlParameter { Value = now }
        );

    private Task<long> InsertAppsAsync(IEnumerable<ImportRoster.Row<AppRecord>> rows, CancellationToken cancellation) =>
        CopyAsync(
            "apps",
            "id, provider, external_id, object_id, name, publisher, publisher_verified, owner_email, first_seen_at, last_seen_at",
            10,
            rows,
            (copy, row) =>
            {
                var app = row.Read!;
                copy.Bigint(row.Id);
                copy.Text(provider);
                copy.Text(app.ExternalId);
                copy.Text(app.ObjectId);
                copy.Text(Shorten(app.Name, LongestAppName) ?? app.ExternalId);
                copy.Text(Shorten(app.Publisher, LongestAppName));
                copy.Boolean(app.PublisherVerified);
                copy.Text(app.OwnerEmail ?? app.SuggestedOwnerEmail);
                copy.Instant(now);
                copy.Instant(now);
            },
            cancellation
        );

    private async Task<long> CopyAsync<T>(
        string table,
        string columns,
        short columnCount,
        IEnumerable<ImportRoster.Row<T>> rows,
        Action<BinaryCopy, ImportRoster.Row<T>> write,
        CancellationToken cancellation
    )
        where T : class
    {
        await using var copy = await BinaryCopy.BeginAsync(connection, table, columns, cancellation);
        var count = 0L;
        foreach (var row in rows)
        {
            copy.StartRow(columnCount);
            write(copy, row);
            await copy.FlushIfFullAsync(cancellation);
            count++;
        }
        await copy.CompleteAsync(cancellation);
        return count;
    }

    /// <summary>A display name that is too long for its column is cut, not rejected.</summary>
    private static string? Shorten(string? name, int longest) => name is null ? null : WireText.Cut(name, longest);
}
