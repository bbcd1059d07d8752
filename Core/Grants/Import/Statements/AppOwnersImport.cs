using Npgsql;
using NpgsqlTypes;
using OAuthAttest.Addresses;
using OAuthAttest.Evidence;
using OAuthAttest.Persistence;

namespace OAuthAttest.Grants.Import.Statements;

/// <summary>
/// Imports the owners of apps from a CSV file with the columns <c>provider,client_id,owner_email</c>. An empty owner removes the owner.
/// Either the whole file is imported or nothing.
/// </summary>
public sealed class AppOwnersImport(NpgsqlDataSource source, TimeProvider time)
{
    /// <returns>How many apps got another owner.</returns>
    /// <exception cref="InventoryRejectedException">A row is invalid, or names an app that is not in the inventory.</exception>
    public async Task<long> ImportAsync(string path, string actor, CancellationToken cancellation = default)
    {
        var now = time.GetUtcNow();
        var reading = new Reading(50);
        var file = new StatementFile(path, reading, "provider", "client_id", "owner_email");
        var rows = new Dictionary<(string Provider, string Client), (RecordOrigin Origin, string? Owner)>();
        await foreach (var row in file.ReadAsync(cancellation))
            Take(row, rows, reading.Errors);
        file.RefuseErrors();

        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await LongWork.BeginAsync(connection, cancellation);
        var known = await KnownAsync(connection, rows.Keys, cancellation);
        foreach (var (app, row) in rows.Where(row => !known.Contains(row.Key)))
            reading.Errors.Add(row.Origin, "client_id", $"the inventory has no app '{app.Client}' at {app.Provider}");
        file.RefuseErrors();

        var changed = await Sql.ExecuteAsync(
            connection,
            """
            UPDATE apps a SET owner_email = s.owner, last_seen_at = $4
            FROM unnest($1, $2, $3) AS s (provider, client, owner)
            WHERE a.provider = s.provider AND a.external_id = s.client AND a.owner_email IS DISTINCT FROM s.owner
            """,
            cancellation,
            Texts(rows.Keys.Select(key => key.Provider)),
            Texts(rows.Keys.Select(key => key.Client)),
            Texts(rows.Values.Select(row => row.Owner)),
            new NpgsqlParameter { Value = now }
        );
        var entry = new AuditEntry(
            AuditKinds.InventoryOwners,
            "inventory/owners",
            actor,
            new Dictionary<string, object?>
            {
                ["file"] = reading.Files[0].Name,
                ["sha256"] = reading.Files[0].Sha256,
                ["apps"] = rows.Count,
                ["changed"] = changed,
            }
        );
        await AuditLog.AppendAsync(transaction, now, [entry], cancellation);
        await transaction.CommitAsync(cancellation);
        return changed;
    }

    private static void Take(
        StatementRow row,
        Dictionary<(string Provider, string Client), (RecordOrigin Origin, string? Owner)> rows,
        RowErrors errors
    )
    {
        var (provider, client, owner) = (row.Values[0], row.Values[1], row.Values[2]);
        if (!ProviderName.TryParse(provider, out _))
            errors.Add(row.Origin, "provider", $"'{provider}' is no provider name");
        if (client.Length == 0)
            errors.Add(row.Origin, "client_id", "is empty");
        if (owner.Length > 0 && EmailAddress.Of(owner) is null)
            errors.Add(row.Origin, "owner_email", $"'{owner}' is no email address");
        if (!rows.TryAdd((provider, client), (row.Origin, EmailAddress.Of(owner))))
            errors.Add(row.Origin, "client_id", $"the app '{client}' is there twice: first on line {rows[(provider, client)].Origin.Line}");
    }

    private static async Task<HashSet<(string, string)>> KnownAsync(
        NpgsqlConnection connection,
        IEnumerable<(string Provider, string Client)> apps,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand("SELECT provider, external_id FROM apps WHERE external_id = ANY ($1)", connection);
        command.Parameters.Add(Texts(apps.Select(app => app.Client)));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var known = new HashSet<(string, string)>();
        while (await reader.ReadAsync(cancellation))
            known.Add((reader.GetString(0), reader.GetString(1)));
        return known;
    }

    private static NpgsqlParameter Texts(IEnumerable<string?> values) =>
        new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
}
