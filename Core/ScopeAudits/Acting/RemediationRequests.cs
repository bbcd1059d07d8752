using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Npgsql;
using OAuthAttest.Evidence;
using OAuthAttest.Persistence;
using OAuthAttest.ScopeAudits.Remediating;
using OAuthAttest.ScopeAudits.Running;

namespace OAuthAttest.ScopeAudits.Acting;

/// <param name="By">An address, or the caller of the API; null: the settings ask for it.</param>
/// <param name="Actor">For the audit log.</param>
public sealed record RequestRemediation(long ChangeId, RemediationKind Kind, string? By, string Actor);

public enum RequestOutcome
{
    Requested = 1,

    /// <summary>The same is under way: its id is given.</summary>
    UnderWay,

    UnknownChange,

    /// <summary>The record does not have what it needs, the call changed nothing, or it was approved since.</summary>
    NotOffered,

    /// <summary>The settings have no role for it in this account.</summary>
    NoRole,
}

/// <param name="Id">Of the remediation; null: there is none.</param>
public sealed record RequestedRemediation(RequestOutcome Outcome, long? Id)
{
    /// <summary>In a sentence for a person.</summary>
    public string Words => Outcome switch
    {
        RequestOutcome.Requested => "The dry run is made now: it changes nothing. Its result comes into the channel.",
        RequestOutcome.UnderWay => string.Create(
            CultureInfo.InvariantCulture, $"The same is under way already, or was done and not undone: remediation {Id}."),
        RequestOutcome.UnknownChange => "There is no such change.",
        RequestOutcome.NotOffered =>
            "This is not possible for this change: it changed nothing, it is approved by now, its record lacks an id, or the settings do "
                + "not name the runbook.",
        _ => "No role is set with which OAuthAttest may change something in this account.",
    };
}

/// <summary>
/// Takes what somebody wants to have done about a change. Nothing is done before a second person has approved the dry run.
/// </summary>
public sealed class RemediationRequests
{
    // What a change may have done about it by itself: those that the audit was the first to find.
    private const string AutomaticSql = """
        SELECT c.id, c.actions::text, c.account FROM scope_audit_findings f
        JOIN scope_changes c ON c.id = f.change_id JOIN scope_audits a ON a.id = f.audit_id
        WHERE f.audit_id = $1 AND c.deviated_at = a.ended_at AND c.actions <> '[]'::jsonb AND f.verdict IN ('Deviation', 'Expired')
        ORDER BY c.id
        """;

    private const string TooMany = "the settings, which would do too many at once";

    private readonly NpgsqlDataSource database;
    private readonly RemediationRows rows;
    private readonly ActionAccess access;
    private readonly ApprovedLists lists;
    private readonly RemediationOptions options;
    private readonly TimeProvider clock;

    internal RemediationRequests(
        NpgsqlDataSource database,
        RemediationRows rows,
        ActionAccess access,
        ApprovedLists lists,
        IOptions<RemediationOptions> options,
        TimeProvider clock
    ) => (this.database, this.rows, this.access, this.lists, this.options, this.clock) =
        (database, rows, access, lists, options.Value, clock);

    public async Task<RequestedRemediation> RequestAsync(RequestRemediation request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (await rows.ChangeAsync(request.ChangeId, cancellation) is not { } found)
            return new RequestedRemediation(RequestOutcome.UnknownChange, null);
        var action = await OfferedAsync(found, request.Kind, cancellation);
        if (action is null || !options.Offers(action) || access.RegionOf(action, found.Row.Region) is not { } region)
            return new RequestedRemediation(RequestOutcome.NotOffered, null);
        if (found.Row.Account is not { } account || !access.IsOpen(request.Kind, account))
            return new RequestedRemediation(RequestOutcome.NoRole, null);
        return await AddAsync(request, action, account, region, cancellation);
    }

    /// <summary>What the settings want done by themselves about what an audit was the first to find. May be repeated.</summary>
    public async Task RequestAutomaticAsync(long auditId, CancellationToken cancellation)
    {
        if (options.Automatic.Count == 0)
            return;
        await using var command = database.CreateCommand(AutomaticSql);
        command.Parameters.Add(new() { Value = auditId });
        var found = await command.ListAsync(row => (Id: row.GetInt64(0), Actions: row.GetString(1)), cancellation);
        var wanted = (
            from change in found
            from action in AuditDocuments.Actions(change.Actions)
            where options.IsAutomatic(action.Kind) && options.Offers(action)
            select (change.Id, action.Kind)).ToList();
        // So many at once are a list that was emptied, or a first look: then a person looks at each.
        var by = wanted.Count > options.MostAutomatic ? TooMany : null;
        foreach (var (id, kind) in wanted)
            await RequestAsync(new RequestRemediation(id, kind, by, "settings"), cancellation);
    }

    /// <summary>Null: it is not possible, or the change was approved since an audit judged it.</summary>
    private async Task<FilledAction?> OfferedAsync(
        (AuditedChange Row, ScopeChange Change) found, RemediationKind kind, CancellationToken cancellation)
    {
        var action = AuditDocuments.Actions(found.Row.Actions).FirstOrDefault(each => each.Kind == kind);
        if (action is null)
            return null;
        var (approved, _) = await lists.TryReadAsync(clock.GetUtcNow(), cancellation);
        return approved.Judge(found.Change).Verdict == Verdict.Approved ? null : FilledActions.Without(action, found.Change, approved);
    }

    /// <summary>
    /// A runbook is about who made a change, not about the change: what was done about one of theirs is not done again about the next.
    /// Two that ask at once wait for each other.
    /// </summary>
    private static async Task<long?> FindSameAsync(
        NpgsqlTransaction transaction, string account, string region, string parameters, CancellationToken cancellation)
    {
        await using var finding = new NpgsqlBatch(transaction.Connection, transaction);
        finding.BatchCommands.Add(Statements.Of(
            $"SELECT pg_advisory_xact_lock(hashtextextended({"scope-remediation runbook " + account}, 0))"));
        finding.BatchCommands.Add(Statements.Of($"""
            SELECT max(id) FROM scope_remediations
            WHERE kind = {RemediationKind.StartRunbook} AND account = {account} AND region = {region}
                AND parameters = {parameters}::jsonb AND state IN ('Requested', 'Waiting', 'Approved', 'Done', 'Clean', 'Inconclusive',
                    'UndoAsked', 'UndoFailed')
            """));
        await using var reader = await finding.ExecuteReaderAsync(cancellation);
        await reader.NextResultAsync(cancellation);
        return await reader.ReadAsync(cancellation) && !reader.IsDBNull(0) ? reader.GetInt64(0) : null;
    }

    private async Task<RequestedRemediation> AddAsync(
        RequestRemediation request, FilledAction action, string account, string region, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var parameters = JsonSerializer.Serialize(
            action.Parameters, RemediationDocumentsJson.Default.IReadOnlyDictionaryStringIReadOnlyListString);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (request.Kind == RemediationKind.StartRunbook
            && await FindSameAsync(transaction, account, region, parameters, cancellation) is { } same)
        {
            return new RequestedRemediation(RequestOutcome.UnderWay, same);
        }
        await using var insert = new NpgsqlBatch(connection, transaction);
        // What the settings want is wanted once: what a person undid is not done again.
        insert.BatchCommands.Add(Statements.Of($"""
            INSERT INTO scope_remediations (change_id, kind, account, region, parameters, state, requested_by, requested_actor,
                requested_at, attempts, next_at)
            SELECT {request.ChangeId}, {request.Kind}, {account}, {region}, {parameters}::jsonb, {RemediationState.Requested},
                {request.By}, {request.Actor}, {now}, 0, {now}
            WHERE {request.Actor} <> 'settings' OR NOT EXISTS (
                SELECT FROM scope_remediations WHERE change_id = {request.ChangeId} AND kind = {request.Kind})
            ON CONFLICT DO NOTHING RETURNING id
            """));
        if (await insert.ExecuteScalarAsync(cancellation) is not long id)
        {
            await using var finding = new NpgsqlBatch(connection, transaction);
            finding.BatchCommands.Add(Statements.Of($"""
                SELECT max(id) FROM scope_remediations WHERE change_id = {request.ChangeId} AND kind = {request.Kind}
                """));
            return new RequestedRemediation(RequestOutcome.UnderWay, await finding.ExecuteScalarAsync(cancellation) as long?);
        }
        var entry = new AuditEntry(
            AuditKinds.ScopeRemediationRequested, RemediationRows.Subject(id), request.Actor, new Dictionary<string, object?>
            {
                ["account"] = account,
                ["by"] = request.By,
                ["change"] = request.ChangeId,
                ["kind"] = request.Kind,
                ["region"] = region,
            });
        await AuditLog.AppendAsync(transaction, now, [entry], cancellation);
        await transaction.CommitAsync(cancellation);
        return new RequestedRemediation(RequestOutcome.Requested, id);
    }
}
