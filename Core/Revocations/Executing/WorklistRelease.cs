using Microsoft.Extensions.Options;
using Npgsql;
using OAuthAttest.Evidence;
using OAuthAttest.Persistence;
using OAuthAttest.Revocations.Providers;

namespace OAuthAttest.Revocations.Executing;

public sealed record ReleaseWorklist(long CampaignId);

/// <param name="Campaign">The campaign's key; null: there is no such campaign.</param>
/// <param name="Providers">Those with items on which something is or will be due.</param>
public sealed record ReleasedWorklist(string? Campaign, IReadOnlyList<string> Providers);

/// <summary>
/// Gives the items of a list the state that the decision on the list means: approved, held or rejected. Whether the items are those that
/// the decision was about is checked with the digest.
/// </summary>
public sealed class WorklistRelease(NpgsqlDataSource database, IOptions<RevocationOptions> options, TimeProvider clock)
{
    private const string FindSql = $"""
        SELECT key, worklist_state, worklist_decided_by, worklist_digest,
               EXISTS (SELECT FROM revocation_worklist WHERE campaign_id = @campaign AND state = 'Queued') AS queued,
               EXISTS (SELECT FROM revocation_worklist
                       WHERE campaign_id = @campaign AND (state IN ('Queued', 'Held') OR {CallRules.IsApprovedByPolicy})),
               {CallRules.IsUnnamed}
        FROM campaigns c WHERE id = @campaign FOR UPDATE
        """;

    private const string NameSql = $"""
        UPDATE revocation_worklist SET version = version + 1, approved_by = @by, approved_at = @approved
        WHERE campaign_id = @campaign AND {CallRules.IsApprovedByPolicy}
        """;

    private const string DigestSql = $"""
        WITH list AS (
            SELECT w.grant_id, w.reason, i.scope_digest, w.without_scopes
            FROM revocation_worklist w
            JOIN campaign_items i ON i.campaign_id = w.campaign_id AND i.grant_id = w.grant_id
            WHERE w.campaign_id = @campaign AND w.reason <> 'FoundByAudit')
        SELECT {WorklistDigest.Sql} FROM list
        """;

    private const string MoveSql = """
        UPDATE revocation_worklist SET state = @to, version = version + 1, next_at = @next, approved_by = @by, approved_at = @approved
        WHERE campaign_id = @campaign AND state = ANY(@from)
        """;

    private const string ProvidersSql = """
        SELECT DISTINCT provider FROM revocation_worklist WHERE campaign_id = @campaign AND next_at IS NOT NULL ORDER BY provider
        """;

    /// <summary>May be repeated: a list that has its state already is left as it is.</summary>
    public async Task<ReleasedWorklist> ReleaseAsync(ReleaseWorklist release, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await LongWork.BeginAsync(connection, cancellation);
        var command = Command(FindSql, connection, release.CampaignId);
        var found = (await command.ListAsync(Found.Read, cancellation)).SingleOrDefault();
        if (found is null)
            return new ReleasedWorklist(null, []);
        if (found.IsWaiting)
            await SettleAsync(transaction, release.CampaignId, found, cancellation);
        await using var providers = Command(ProvidersSql, connection, release.CampaignId);
        var names = await providers.ListAsync(row => row.GetString(0), cancellation);
        await transaction.CommitAsync(cancellation);
        return new ReleasedWorklist(found.Campaign, names);
    }

    private async Task SettleAsync(NpgsqlTransaction transaction, long campaignId, Found found, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (found.List == "Held")
        {
            if (found.IsQueued)
                await MoveAsync(transaction, campaignId, RevocationState.Held, null, now, cancellation);
            return;
        }
        if (found.List == "Rejected")
        {
            var count = await MoveAsync(transaction, campaignId, RevocationState.Rejected, found.DecidedBy, now, cancellation);
            await AppendAsync(transaction, AuditKinds.RevocationWithheld, found, found.DecidedBy, count, now, cancellation);
            return;
        }
        if (found.List != "Released" || By(found) is not { } by)
            return;
        var digest = await DigestAsync(transaction, campaignId, cancellation);
        if (found.Digest is null || !digest.AsSpan().SequenceEqual(found.Digest))
        {
            var refused = await MoveAsync(transaction, campaignId, RevocationState.Rejected, by, now, cancellation);
            await AppendAsync(transaction, AuditKinds.RevocationUnproven, found, "system", refused, now, cancellation);
            return;
        }
        var approved = await MoveAsync(transaction, campaignId, RevocationState.Approved, by, now, cancellation)
            + (found.DecidedBy is null ? 0 : await NameAsync(transaction, campaignId, found.DecidedBy, now, cancellation));
        if (approved == 0)
            return;
        await AppendAsync(transaction, AuditKinds.RevocationReleased, found, by, approved, now, cancellation);
    }

    /// <summary>Who allows the removal; null: nobody did yet.</summary>
    private string? By(Found found) => options.Value.Mode switch
    {
        RevocationMode.Approved => found.DecidedBy,
        RevocationMode.Automatic => found.DecidedBy ?? (found.IsUnnamed ? $"{CallRules.ByPolicy}{RevocationMode.Automatic}" : null),
        _ => null,
    };

    private static async Task<long> MoveAsync(
        NpgsqlTransaction transaction, long campaignId, RevocationState to, string? by, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = Command(MoveSql, transaction.Connection!, campaignId);
        RevocationState[] from = to == RevocationState.Held ? [RevocationState.Queued] : [RevocationState.Queued, RevocationState.Held];
        command.Parameters.AddWithValue("from", from.Select(state => state.ToString()).ToArray());
        command.Parameters.AddWithValue("to", to.ToString());
        command.Parameters.Add(Instant("next", to == RevocationState.Approved ? now : null));
        command.Parameters.Add(Instant("approved", to == RevocationState.Approved ? now : null));
        command.Parameters.Add(new("by", NpgsqlTypes.NpgsqlDbType.Text) { Value = (object?)by ?? DBNull.Value });
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<long> NameAsync(
        NpgsqlTransaction transaction, long campaignId, string by, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = Command(NameSql, transaction.Connection!, campaignId);
        command.Parameters.AddWithValue("by", by);
        command.Parameters.Add(Instant("approved", now));
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<byte[]> DigestAsync(NpgsqlTransaction transaction, long campaignId, CancellationToken cancellation)
    {
        await using var command = Command(DigestSql, transaction.Connection!, campaignId);
        return (await command.ListAsync(row => row.Bytes(0), cancellation))[0];
    }

    private static Task AppendAsync(
        NpgsqlTransaction transaction,
        string kind,
        Found found,
        string? actor,
        long count,
        DateTimeOffset now,
        CancellationToken cancellation
    ) =>
        AuditLog.AppendAsync(
            transaction,
            now,
            [
                new AuditEntry(kind, $"campaign/{found.Campaign}/worklist", actor ?? "system", new Dictionary<string, object?>
                {
                    ["digest"] = found.Digest,
                    ["items"] = count,
                }),
            ],
            cancellation
        );

    private static NpgsqlCommand Command(string sql, NpgsqlConnection connection, long campaignId)
    {
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue("campaign", campaignId);
        return command;
    }

    private static NpgsqlParameter Instant(string name, DateTimeOffset? at) => new(name, NpgsqlTypes.NpgsqlDbType.TimestampTz)
    {
        Value = at is { } time ? time.UtcDateTime : DBNull.Value,
    };

    private sealed record Found(
        string Campaign, string List, string? DecidedBy, byte[]? Digest, bool IsQueued, bool IsWaiting, bool IsUnnamed)
    {
        public static Found Read(NpgsqlDataReader row) => new(
            row.GetString(0), row.GetString(1), row.TextOrNull(2), row.IsDBNull(3) ? null : row.Bytes(3), row.GetBoolean(4),
            row.GetBoolean(5), row.GetBoolean(6));
    }
}
