using Npgsql;
using OAuthAttest.Configuration;
using OAuthAttest.Evidence;
using OAuthAttest.Persistence;

namespace OAuthAttest.Grants.Import;

/// <param name="Source">The source's name.</param>
/// <param name="By">Who retires it, for the evidence.</param>
/// <param name="Reason">Why.</param>
/// <param name="Actor">What ran it, for the audit log.</param>
public sealed record RetireSource(string Source, string By, string Reason, string Actor);

/// <param name="Grants">How many active grants left the population.</param>
public sealed record RetiredSource(string Source, long Grants);

/// <summary>
/// Retires a source: nobody reads it any more, or its name was mistyped. It blocks no campaign from then on, and its grants leave the
/// population, as retired and not as vanished, because nobody saw that they are gone. The next reading under the name brings it back.
/// </summary>
public sealed class SourceRetirement(NpgsqlDataSource source, TimeProvider time)
{
    public const int LongestBy = 320;
    public const int LongestReason = 1000;

    /// <exception cref="InventoryRejectedException">There is no such source, it is retired already, or who or why is missing.</exception>
    public async Task<RetiredSource> RetireAsync(RetireSource retire, CancellationToken cancellation)
    {
        Check(retire);
        var now = time.GetUtcNow();
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var limits = await LongWork.HoldAsync(connection, cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        // Waits for an import of the source, and makes one wait.
        if (await FindAsync(connection, retire.Source, cancellation) is not { } found)
            throw new InventoryRejectedException(await UnknownAsync(connection, retire.Source, cancellation));
        if (found.RetiredAt is { } at)
        {
            throw new InventoryRejectedException(
                $"The source '{retire.Source}' was retired on {at.UtcDateTime:yyyy-MM-dd}. Nothing was changed."
            );
        }
        var grants = await Sql.ExecuteAsync(
            connection,
            "UPDATE grants SET status = 'Retired' WHERE source = $1 AND status = 'Active'",
            cancellation,
            new NpgsqlParameter { Value = retire.Source }
        );
        // As an import does: an opening that holds the inventory makes this wait, so that it sees all of these grants or none.
        await Sql.ExecuteAsync(connection, "LOCK TABLE users IN ROW EXCLUSIVE MODE; LOCK TABLE apps IN ROW EXCLUSIVE MODE", cancellation);
        await Sql.ExecuteAsync(
            connection,
            """
            UPDATE inventory_sources SET retired_at = $2, retired_by = $3, retired_reason = $4, active_grants = 0 WHERE name = $1
            """,
            cancellation,
            new NpgsqlParameter { Value = retire.Source },
            new NpgsqlParameter { Value = now },
            new NpgsqlParameter { Value = retire.By.Trim() },
            new NpgsqlParameter { Value = retire.Reason.Trim() }
        );
        await AuditLog.AppendAsync(transaction, now, [Entry(retire, found, grants)], cancellation);
        await transaction.CommitAsync(cancellation);
        return new RetiredSource(retire.Source, grants);
    }

    private static void Check(RetireSource retire)
    {
        if (string.IsNullOrWhiteSpace(retire.Reason) || retire.Reason.Trim().Length > LongestReason)
            throw new InventoryRejectedException($"Say why the source is retired, in at most {LongestReason} characters: --reason.");
        if (string.IsNullOrWhiteSpace(retire.By) || retire.By.Trim().Length > LongestBy)
            throw new InventoryRejectedException($"Say who retires the source, in at most {LongestBy} characters: --by.");
    }

    private static async Task<Found?> FindAsync(NpgsqlConnection connection, string name, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "SELECT provider, last_succeeded_at, retired_at FROM inventory_sources WHERE name = $1 FOR UPDATE",
            connection
        );
        command.Parameters.Add(new() { Value = name });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation)
            ? new Found(row.GetString(0), row.InstantOrNull(1), row.InstantOrNull(2))
            : null;
    }

    private static async Task<string> UnknownAsync(NpgsqlConnection connection, string name, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("SELECT name FROM inventory_sources ORDER BY name", connection);
        var known = new List<string>();
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
            known.Add(rows.GetString(0));
        var near = NearestName.Find(name, known);
        return $"There is no source '{name}'. {(near is null ? $"Known: {string.Join(", ", known)}." : $"Did you mean '{near}'?")}";
    }

    private static AuditEntry Entry(RetireSource retire, Found found, long grants) =>
        new(
            AuditKinds.InventoryRetired,
            $"inventory/{retire.Source}",
            retire.Actor,
            new Dictionary<string, object?>
            {
                ["provider"] = found.Provider,
                ["by"] = retire.By.Trim(),
                ["reason"] = retire.Reason.Trim(),
                ["grants"] = grants,
                ["lastSucceededAt"] = found.LastSucceededAt,
            }
        );

    private sealed record Found(string Provider, DateTimeOffset? LastSucceededAt, DateTimeOffset? RetiredAt);
}
