using Npgsql;

namespace OAuthAttest.Campaigns.Opening;

/// <summary>
/// The working tables of a snapshot. An opening uses ordinary tables, created with <c>CREATE TABLE … AS</c>: only that lets PostgreSQL
/// read in parallel while it writes, and parallel workers cannot read temporary tables. A rehearsal cannot create tables once its
/// transaction is read-only, so it creates temporary ones before.
/// </summary>
internal sealed class SnapshotTables
{
    private readonly bool areTemporary;
    private readonly string prefix;

    private SnapshotTables(string items, string prefix, bool areTemporary) =>
        (Items, this.prefix, this.areTemporary) = (items, prefix, areTemporary);

    /// <summary>The frozen grants of this campaign.</summary>
    public string Items { get; }

    /// <summary>Everybody who might have to answer.</summary>
    public string People => $"{prefix}_people";

    /// <summary>Who answers for an account's grants.</summary>
    public string Accounts => $"{prefix}_accounts";

    /// <summary>Who answers for an app's grants that belong to no account.</summary>
    public string Apps => $"{prefix}_apps";

    /// <summary>Each person's frozen grants: their number and their digest.</summary>
    public string Lists => $"{prefix}_lists";

    /// <summary>The people of <see cref="Lists"/>, with the columns that are written to their rows.</summary>
    public string Asked => $"{prefix}_asked";

    /// <summary>The apps of the frozen grants.</summary>
    public string UsedApps => $"{prefix}_used_apps";

    /// <summary>In the one schema where the app's user may create tables.</summary>
    public static SnapshotTables Of(long campaignId) =>
        new($"campaign_openings.campaign_items_{campaignId}", $"campaign_openings.opening_{campaignId}", areTemporary: false);

    public static async Task<SnapshotTables> CreateTemporaryAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var tables = new SnapshotTables("campaign_items", "opening", areTemporary: true);
        await using var command = new NpgsqlCommand(
            $"""
            CREATE TEMP TABLE {tables.People} (participant_id bigint, ref text, email text, user_id bigint, display_name text,
                manager_email text, in_groups boolean, name text) ON COMMIT DROP;
            CREATE TEMP TABLE {tables.Accounts} (user_id bigint, participant_id bigint, in_groups boolean) ON COMMIT DROP;
            CREATE TEMP TABLE {tables.Apps} (app_id bigint, participant_id bigint, in_groups boolean) ON COMMIT DROP;
            CREATE TEMP TABLE {tables.Lists} (participant_id bigint, grants int, digest bytea) ON COMMIT DROP;
            CREATE TEMP TABLE {tables.Asked} (participant_id bigint, key text, email text, display_name text, manager_email text,
                slack_user_id text, slack_address text, slack_candidates text[], grants int, digest bytea) ON COMMIT DROP;
            CREATE TEMP TABLE {tables.UsedApps} (app_id bigint) ON COMMIT DROP
            """,
            connection);
        await command.ExecuteNonQueryAsync(cancellation);
        return tables;
    }

    /// <summary>
    /// Fills a working table from a query. Its columns must have the names and the order that <see cref="CreateTemporaryAsync"/> uses.
    /// </summary>
    public string Fill(string table, string query) =>
        areTemporary ? $"INSERT INTO {table} {query}" : $"CREATE UNLOGGED TABLE {table} AS {query}";

    /// <summary>Fills <see cref="Items"/>. A table created by a query has neither constraints nor indexes yet.</summary>
    public string FillItems(string columns, string query) =>
        areTemporary ? $"INSERT INTO {Items} ({columns}) {query}" : $"CREATE TABLE {Items} AS {query}";

    public async Task DropAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"DROP TABLE {People}, {Accounts}, {Apps}, {Lists}, {Asked}, {UsedApps}", connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
