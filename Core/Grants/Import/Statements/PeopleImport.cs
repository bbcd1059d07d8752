using Npgsql;
using NpgsqlTypes;
using OAuthAttest.Addresses;
using OAuthAttest.Evidence;
using OAuthAttest.Persistence;

namespace OAuthAttest.Grants.Import.Statements;

/// <summary>
/// Imports managers and groups that the providers do not report, from a CSV file with the columns <c>email,manager_email,groups</c>
/// (groups separated by semicolons). An empty value keeps the stored one. Either the whole file is imported or nothing.
/// </summary>
public sealed class PeopleImport(NpgsqlDataSource source, TimeProvider time)
{
    /// <returns>How many accounts changed; one person may have several.</returns>
    /// <exception cref="InventoryRejectedException">A row is invalid.</exception>
    public async Task<long> ImportAsync(string path, string actor, CancellationToken cancellation = default)
    {
        var now = time.GetUtcNow();
        var reading = new Reading(50);
        var file = new StatementFile(path, reading, "email", "manager_email", "groups");
        var people = new Dictionary<string, (string? Manager, string? Groups)>(StringComparer.Ordinal);
        await foreach (var row in file.ReadAsync(cancellation))
            Take(row, people, reading.Errors);
        file.RefuseErrors();

        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await LongWork.BeginAsync(connection, cancellation);
        // Emails that no provider lists are not an error: such a file often covers the whole company.
        var changed = await Sql.ExecuteAsync(
            connection,
            """
            UPDATE users u
            SET manager_email = coalesce(s.manager, u.manager_email), groups = coalesce(string_to_array(s.groups, ';'), u.groups),
                last_seen_at = $4
            FROM unnest($1, $2, $3) AS s (email, manager, groups)
            WHERE u.email = s.email
              AND (u.manager_email, u.groups) IS DISTINCT FROM (coalesce(s.manager, u.manager_email), coalesce(string_to_array(s.groups,
                  ';'), u.groups))
            """,
            cancellation,
            Texts(people.Keys),
            Texts(people.Values.Select(person => person.Manager)),
            Texts(people.Values.Select(person => person.Groups)),
            new NpgsqlParameter { Value = now }
        );
        var entry = new AuditEntry(
            AuditKinds.InventoryPeople,
            "inventory/people",
            actor,
            new Dictionary<string, object?>
            {
                ["file"] = reading.Files[0].Name,
                ["sha256"] = reading.Files[0].Sha256,
                ["people"] = people.Count,
                ["changed"] = changed,
            }
        );
        await AuditLog.AppendAsync(transaction, now, [entry], cancellation);
        await transaction.CommitAsync(cancellation);
        return changed;
    }

    private static void Take(StatementRow row, Dictionary<string, (string? Manager, string? Groups)> people, RowErrors errors)
    {
        var email = EmailAddress.Of(row.Values[0]);
        if (email is null)
            errors.Add(row.Origin, "email", row.Values[0].Length == 0 ? "is empty" : $"'{row.Values[0]}' is no email address");
        var manager = EmailAddress.Of(row.Values[1]);
        if (row.Values[1].Length > 0 && manager is null)
            errors.Add(row.Origin, "manager_email", $"'{row.Values[1]}' is no email address");
        var groups = row.Values[2]
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
        if (email is not null && !people.TryAdd(email, (manager, row.Values[2].Length == 0 ? null : string.Join(';', groups))))
            errors.Add(row.Origin, "email", $"'{email}' is there twice");
    }

    private static NpgsqlParameter Texts(IEnumerable<string?> values) =>
        new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
}
