using System.Runtime.CompilerServices;
using Npgsql;
using OAuthAttest.Grants;
using OAuthAttest.Persistence;
using OAuthAttest.Revocations;

namespace OAuthAttest.Campaigns.Approving;

/// <param name="Account">The account's id at the provider; null where the grant has none.</param>
/// <param name="AnsweredBy">The Slack account that answered; null when nobody answered.</param>
/// <param name="WithoutScopes">The grant is kept, and only these are taken; null: it is removed as a whole.</param>
public sealed record WorklistRow(
    long GrantId,
    WorklistReason Reason,
    string Provider,
    string App,
    string AppId,
    string? Account,
    string? OwnerEmail,
    string ConsentType,
    string Risk,
    IReadOnlyList<string> Scopes,
    string? AnsweredBy,
    DateTimeOffset? AnsweredAt,
    string? AnswerReason,
    DateTimeOffset CreatedAt,
    RowRemoval Removal,
    IReadOnlyList<string>? WithoutScopes = null
);

/// <summary>How far the removal of one grant is.</summary>
/// <param name="Removed">What the provider removed; 0: it had nothing to remove any more. Null: it took nothing yet.</param>
/// <param name="AbsentAt">When it was read again and was not there, or had none of the scopes to take.</param>
/// <param name="TokensUntil">When the last access token from before has expired.</param>
/// <param name="Problem">The provider's answer, or why a person must act.</param>
/// <param name="ToldAt">When the person was told that it is gone.</param>
/// <param name="NotTold">Why the person could not be told.</param>
/// <param name="RestorePage">Where the person gives it again, where only they can.</param>
/// <param name="Steps">What somebody has to do who removes it by hand; null where nobody has to.</param>
public sealed record RowRemoval(
    RevocationState State,
    string? ApprovedBy,
    DateTimeOffset? ApprovedAt,
    DateTimeOffset? AcceptedAt,
    int? Removed,
    DateTimeOffset? AbsentAt,
    DateTimeOffset? TokensUntil,
    DateTimeOffset? ClosedAt,
    DateTimeOffset? ReappearedAt,
    string? Problem,
    DateTimeOffset? ToldAt,
    string? NotTold,
    RestoreState RestoreState,
    string? RestoreBy,
    DateTimeOffset? RestoreAt,
    string? RestorePage,
    HandSteps? Steps
);

/// <param name="Digest">Digest of the whole list, lower-case hex; null while there is no list.</param>
/// <param name="NextAfterGrantId">Null on the last page.</param>
public sealed record WorklistPage(
    CampaignKey Campaign,
    WorklistState State,
    string? Digest,
    IReadOnlyList<WorklistRow> Rows,
    long? NextAfterGrantId
);

/// <summary>Reads a campaign's revoke worklist, in the order that its digest is computed in.</summary>
public sealed class Worklists(NpgsqlDataSource source)
{
    private const string RowsSql = """
        SELECT w.grant_id, w.reason, i.provider, a.name, a.external_id, coalesce(u.external_id, g.principal_external_id), p.email,
            i.consent_type, i.risk, i.scopes,
               i.answered_by, i.answered_at, i.reason, w.created_at,
               w.state, w.approved_by, w.approved_at, w.accepted_at, w.removed, w.absent_at, w.tokens_until, w.closed_at, w.reappeared_at,
               w.problem, w.told_at, w.tell_problem, w.restore_state, w.restore_by, w.restore_at,
               app.object_id, g.external_id, g.resource, u.email, w.without_scopes, w.restore_page
        FROM revocation_worklist w
        JOIN campaign_items i ON i.campaign_id = w.campaign_id AND i.grant_id = w.grant_id
        JOIN campaign_apps a ON a.campaign_id = i.campaign_id AND a.app_id = i.app_id
        JOIN campaign_participants p ON p.id = i.participant_id
        JOIN apps app ON app.id = i.app_id
        JOIN grants g ON g.id = w.grant_id
        LEFT JOIN users u ON u.id = i.user_id
        WHERE w.campaign_id = @campaign AND w.grant_id > @after
        ORDER BY w.grant_id
        """;

    /// <summary>One page of at most 1000 rows; null when there is no such campaign.</summary>
    public async Task<WorklistPage?> PageAsync(CampaignKey key, long afterGrantId, int take, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        if (await FindAsync(connection, key, cancellation) is not { } list)
            return null;
        var size = Math.Clamp(take, 1, 1000);
        var rows = new List<WorklistRow>(size);
        await foreach (var row in RowsAsync(connection, list.CampaignId, afterGrantId, size, cancellation))
            rows.Add(row);
        return new WorklistPage(key, list.State, list.Digest, rows, rows.Count == size ? rows[^1].GrantId : null);
    }

    /// <summary>
    /// Writes the whole list as CSV (UTF-8, RFC 4180), row by row; cells that a spreadsheet would run as a formula are neutralised.
    /// </summary>
    /// <returns>False when there is no such campaign; then nothing was written.</returns>
    public async Task<bool> StreamCsvAsync(CampaignKey key, Stream target, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        if (await FindAsync(connection, key, cancellation) is not { } list)
            return false;
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await BulkWork.BeginAsync(connection, list.Grants, cancellation);
        await using var csv = new WorklistCsv(target);
        await csv.HeaderAsync(cancellation);
        await foreach (var row in RowsAsync(connection, list.CampaignId, 0, null, cancellation))
            await csv.RowAsync(row, cancellation);
        return true;
    }

    /// <summary>Streams the rows from the server one by one.</summary>
    internal static async IAsyncEnumerable<WorklistRow> RowsAsync(
        NpgsqlConnection connection, long campaignId, long afterGrantId, int? take, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(take is null ? RowsSql : $"{RowsSql} LIMIT {take}", connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue("campaign", campaignId);
        command.Parameters.AddWithValue("after", afterGrantId);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            yield return new WorklistRow(
                reader.GetInt64(0), reader.Named<WorklistReason>(1), reader.GetString(2), reader.GetString(3), reader.GetString(4),
                reader.TextOrNull(5), reader.TextOrNull(6), reader.GetString(7), reader.GetString(8), reader.Texts(9),
                reader.TextOrNull(10), reader.InstantOrNull(11), reader.TextOrNull(12), reader.Instant(13),
                Removal(reader),
                Without(reader));
        }
    }

    private static RowRemoval Removal(NpgsqlDataReader reader)
    {
        var state = reader.Named<RevocationState>(14);
        return new RowRemoval(
            state,
            reader.TextOrNull(15),
            reader.InstantOrNull(16),
            reader.InstantOrNull(17),
            reader.IsDBNull(18) ? null : reader.GetInt32(18),
            reader.InstantOrNull(19),
            reader.InstantOrNull(20),
            reader.InstantOrNull(21),
            reader.InstantOrNull(22),
            reader.TextOrNull(23),
            reader.InstantOrNull(24),
            reader.TextOrNull(25),
            reader.Named<RestoreState>(26),
            reader.TextOrNull(27),
            reader.InstantOrNull(28),
            reader.TextOrNull(34),
            state is RevocationState.ByHand or RevocationState.Failed ? HandSteps.Of(Task(reader)) : null
        );
    }

    private static HandTask Task(NpgsqlDataReader reader) => new(
        ProviderName.Parse(reader.GetString(2)), reader.Named<ConsentType>(7), reader.GetString(4), reader.TextOrNull(29),
        reader.GetString(30), reader.TextOrNull(31), reader.TextOrNull(5), reader.TextOrNull(32))
    {
        Without = Without(reader) ?? [],
    };

    private static string[]? Without(NpgsqlDataReader reader) => reader.IsDBNull(33) ? null : reader.Texts(33);

    private static async Task<(long CampaignId, WorklistState State, string? Digest, long Grants)?> FindAsync(
        NpgsqlConnection connection,
        CampaignKey key,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(
            "SELECT id, worklist_state, encode(worklist_digest, 'hex'), grant_count FROM campaigns WHERE key = @key",
            connection
        );
        command.Parameters.AddWithValue("key", key.ToString());
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
            return null;
        return (reader.GetInt64(0), reader.Named<WorklistState>(1), reader.TextOrNull(2), reader.GetInt64(3));
    }
}
