using Npgsql;
using OAuthAttest.Evidence;
using OAuthAttest.Grants;
using OAuthAttest.Persistence;

namespace OAuthAttest.Revocations.Executing;

/// <param name="Items">By their state.</param>
/// <param name="Call">When the next one is to be revoked; null: none is.</param>
/// <param name="Read">When the next one is to be read; null: none is.</param>
internal sealed record ItemStanding(IReadOnlyDictionary<RevocationState, long> Items, DateTimeOffset? Call, DateTimeOffset? Read);

/// <summary>
/// Reads the items of worklists, and writes a change of one with its audit entry, unless the row changed in the meantime.
/// </summary>
internal sealed class WorklistItems(NpgsqlDataSource database)
{
    private static readonly string WorkSql = $"""
        SELECT {EntityRows<WorklistItem>.Columns("w")}, c.key, a.external_id, i.consent_type, i.scopes, g.external_id, g.resource,
               coalesce(u.external_id, g.principal_external_id), u.email, g.vanished_at, s.last_succeeded_at, g.scopes,
               {CallRules.KeptLater}
        FROM revocation_worklist w
        JOIN campaigns c ON c.id = w.campaign_id
        JOIN campaign_items i ON i.campaign_id = w.campaign_id AND i.grant_id = w.grant_id
        JOIN campaign_apps a ON a.campaign_id = i.campaign_id AND a.app_id = i.app_id
        JOIN grants g ON g.id = w.grant_id
        LEFT JOIN users u ON u.id = i.user_id
        LEFT JOIN inventory_sources s ON s.name = g.source
        """;

    private static readonly string DueSql = $"""
        {WorkSql}
        WHERE w.campaign_id = @campaign AND w.provider = @provider AND w.next_at <= @now
          AND (w.{CallRules.IsCall}) = @calls AND (NOT @calls OR {CallRules.IsAllowed})
        ORDER BY w.next_at, w.grant_id
        LIMIT @take
        """;

    private static readonly string OneSql = $"{WorkSql} WHERE c.key = @campaign AND w.grant_id = @grant";

    /// <param name="calls">Those to revoke; otherwise those to read.</param>
    /// <param name="unnamed">Also those that the policy allowed, and no named person.</param>
    public async Task<IReadOnlyList<RevocationWork>> DueAsync(
        long campaignId,
        ProviderName provider,
        bool calls,
        bool unnamed,
        int take,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        await using var command = database.CreateCommand(DueSql);
        command.Parameters.AddWithValue("campaign", campaignId);
        command.Parameters.AddWithValue("provider", provider.ToString());
        command.Parameters.AddWithValue("now", now.ToUniversalTime());
        command.Parameters.AddWithValue("calls", calls);
        command.Parameters.AddWithValue("unnamed", unnamed);
        command.Parameters.AddWithValue("take", take);
        return await command.ListAsync(Work, cancellation);
    }

    /// <summary>Null: no such item.</summary>
    public async Task<RevocationWork?> FindAsync(string campaign, long grantId, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(OneSql);
        command.Parameters.AddWithValue("campaign", campaign);
        command.Parameters.AddWithValue("grant", grantId);
        return (await command.ListAsync(Work, cancellation)).SingleOrDefault();
    }

    /// <summary>How the items of a campaign at a provider stand.</summary>
    /// <inheritdoc cref="DueAsync" path="/param"/>
    public async Task<ItemStanding> StandingAsync(
        long campaignId, ProviderName provider, bool unnamed, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"""
            SELECT state, count(*), min(next_at) FILTER (WHERE {CallRules.IsCall} AND {CallRules.IsAllowed}),
                   min(next_at) FILTER (WHERE NOT {CallRules.IsCall})
            FROM revocation_worklist
            WHERE campaign_id = @campaign AND provider = @provider
            GROUP BY state
            """);
        command.Parameters.AddWithValue("campaign", campaignId);
        command.Parameters.AddWithValue("provider", provider.ToString());
        command.Parameters.AddWithValue("unnamed", unnamed);
        var states = await command.ListAsync(
            row => (State: row.Named<RevocationState>(0), Items: row.GetInt64(1), Call: row.InstantOrNull(2), Read: row.InstantOrNull(3)),
            cancellation);
        return new ItemStanding(
            states.ToDictionary(each => each.State, each => each.Items), states.Min(each => each.Call), states.Min(each => each.Read));
    }

    /// <summary>Writes a change that the app made by itself.</summary>
    /// <param name="kind">Of the audit entry; null: the change is no news.</param>
    /// <returns>The item as it stands now; null: the row had changed.</returns>
    public Task<WorklistItem?> SaveAsync(
        string? kind, RevocationWork work, WorklistItem after, DateTimeOffset now, CancellationToken cancellation) =>
        SaveAsync(work.Item, after, kind is null ? null : ItemEvidence.Of(kind, work, after), now, cancellation);

    /// <summary>Whether the provider may be called for it right now: the list is released, and nobody paused.</summary>
    public async Task<bool> MayCallAsync(WorklistItem item, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"SELECT {CallRules.MayCall} FROM revocation_worklist w WHERE campaign_id = @campaign AND grant_id = @grant");
        command.Parameters.AddWithValue("campaign", item.CampaignId);
        command.Parameters.AddWithValue("grant", item.GrantId);
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>
    /// Writes a change and its audit entry in one transaction. Before a call to the provider it is checked in the same statement that the
    /// list is still released, that nobody paused and that no later answer keeps it: what was decided in the meantime counts.
    /// </summary>
    /// <param name="once">A statement of the same transaction; when it changes no row, nothing is written.</param>
    /// <returns>The item as it stands now; null: the row had changed, or the call may not be made.</returns>
    public async Task<WorklistItem?> SaveAsync(
        WorklistItem before,
        WorklistItem after,
        AuditEntry? entry,
        DateTimeOffset now,
        CancellationToken cancellation,
        bool beforeCall = false,
        NpgsqlBatchCommand? once = null
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        foreach (var command in (NpgsqlBatchCommand?[])[once, Writing(before, after, beforeCall)])
        {
            if (command is null)
                continue;
            await using var batch = new NpgsqlBatch(connection, transaction) { BatchCommands = { command } };
            if (await batch.ExecuteNonQueryAsync(cancellation) == 0)
                return null;
        }
        await AuditLog.AppendAndCommitAsync(transaction, now, entry is null ? [] : [entry], cancellation);
        return after with { Version = before.Version + 1 };
    }

    private static NpgsqlBatchCommand Writing(WorklistItem before, WorklistItem after, bool beforeCall)
    {
        var command = Statements.Of($"""
            UPDATE revocation_worklist w SET version = version + 1, state = {after.State}, next_at = {after.NextAt}::timestamptz,
                approved_by = {after.ApprovedBy}, approved_at = {after.ApprovedAt}::timestamptz, attempts = {after.Attempts},
                looks = {after.Looks}, round = {after.Round}, ordered_at = {after.OrderedAt}::timestamptz,
                accepted_at = {after.AcceptedAt}::timestamptz, removed = {after.Removed}::integer,
                absent_at = {after.AbsentAt}::timestamptz,
                tokens_until = {after.TokensUntil}::timestamptz, closed_at = {after.ClosedAt}::timestamptz,
                reappeared_at = {after.ReappearedAt}::timestamptz, problem = {after.Problem},
                grown_scopes = {after.GrownScopes},
                restore_state = {after.RestoreState}, restore_by = {after.RestoreBy}, restore_at = {after.RestoreAt}::timestamptz,
                restore_page = {after.RestorePage}
            WHERE campaign_id = {before.CampaignId} AND grant_id = {before.GrantId} AND version = {before.Version}
            """);
        if (beforeCall)
            command.CommandText += $" AND {CallRules.MayCall} AND {CallRules.KeptLater} IS NULL";
        return command;
    }

    private static RevocationWork Work(NpgsqlDataReader row)
    {
        var at = EntityRows<WorklistItem>.Count;
        return new RevocationWork(
            EntityRows<WorklistItem>.Read(row, 0),
            row.GetString(at),
            row.GetString(at + 1),
            row.Named<ConsentType>(at + 2),
            row.Texts(at + 3),
            row.GetString(at + 4),
            row.TextOrNull(at + 5),
            row.TextOrNull(at + 6),
            row.TextOrNull(at + 7),
            row.InstantOrNull(at + 8),
            row.InstantOrNull(at + 9),
            row.Texts(at + 10),
            row.TextOrNull(at + 11)
        );
    }
}
