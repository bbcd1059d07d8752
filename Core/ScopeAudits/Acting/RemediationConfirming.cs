using Microsoft.Extensions.Options;
using Npgsql;
using OAuthAttest.Aws.Access;
using OAuthAttest.Evidence;
using OAuthAttest.Persistence;
using OAuthAttest.ScopeAudits.Acting.Actions;
using OAuthAttest.ScopeAudits.Remediating;
using OAuthAttest.ScopeAudits.Sources;

namespace OAuthAttest.ScopeAudits.Acting;

/// <summary>
/// Confirms what was done: the state is read once more, and an audit that was complete and reaches beyond it must have found no such change
/// since. "Clean" is only said when both are so.
/// </summary>
internal sealed class RemediationConfirming
{
    /// <summary>So long behind it an audit has to reach: who undoes it by hand does so soon.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongPause = TimeSpan.FromHours(1);

    /// <summary>After so long without an answer it is told that there is none yet.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromHours(2);

    private static readonly TimeSpan LongestWatch = TimeSpan.FromDays(7);

    // Complete, unfiltered, of the place where such a change is recorded, and over the time of the act and what follows it.
    private const string CoveredSql = """
        SELECT a.key FROM scope_audits a
        JOIN scope_audit_parts p ON p.audit_id = a.id JOIN scope_changes c ON c.id = $3 AND c.account = p.account AND c.region = p.region
        WHERE a.state = 'Completed' AND a.is_complete AND a.filter IS NULL AND a.window_from <= $1 AND a.window_until >= $2
        ORDER BY a.id LIMIT 1
        """;

    // The same thing was changed again: a change since, not approved, about which the very same would be done.
    private const string AgainSql = $"""
        SELECT n.id FROM scope_changes n
        WHERE n.id <> $1 AND n.at >= $2 AND n.account = $3 AND n.{Verdicts.IsDeviationSql} AND EXISTS (
            SELECT FROM jsonb_array_elements(n.actions) x
            WHERE x ->> 'kind' = $4 AND (x -> 'parameters') - '{RemediationParameters.Scopes}' - '{RemediationParameters.Version}'
                    = $5::jsonb - '{RemediationParameters.Scopes}' - '{RemediationParameters.Version}'
              AND ($5::jsonb -> '{RemediationParameters.Scopes}' IS NULL OR x -> 'parameters' -> '{RemediationParameters.Scopes}'
                    ?| ARRAY(SELECT jsonb_array_elements_text($5::jsonb -> '{RemediationParameters.Scopes}'))))
        ORDER BY n.at LIMIT 1
        """;

    private readonly NpgsqlDataSource database;
    private readonly RemediationRows rows;
    private readonly RemediationWork work;
    private readonly ScopeAuditOptions options;
    private readonly TimeProvider clock;

    public RemediationConfirming(
        NpgsqlDataSource database,
        RemediationRows rows,
        RemediationWork work,
        IOptions<ScopeAuditOptions> options,
        TimeProvider clock
    ) => (this.database, this.rows, this.work, this.options, this.clock) = (database, rows, work, options.Value, clock);

    public async Task StepAsync(Remediation row, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var done = row.DoneAt!.Value;
        // Younger records may not be there: an answer would prove nothing.
        var earliest = done + Margin + options.DeliveryLag;
        if (now < earliest)
        {
            await WriteAsync(row, row.State, row.Problem, now, earliest, cancellation);
            return;
        }
        var (isStill, unread) = await LookAsync(row, cancellation);
        if (isStill == false)
        {
            await WriteAsync(
                row, RemediationState.NotClean, "The state was read again: it is back as it was.", now, null, cancellation);
            return;
        }
        // First what was covered: an audit that ends between the two has its findings by then.
        var covered = await FindAsync(CoveredSql, cancellation, done, done + Margin, row.ChangeId);
        // CloudTrail tells whole seconds.
        var since = WholeSecond(row.AttemptedAt ?? done);
        if (await FindAsync(AgainSql, cancellation, row.ChangeId, since, row.Account, row.Kind.ToString(), row.Parameters) is long again)
        {
            await WriteAsync(
                row, RemediationState.NotClean, $"The same was changed again since (change {again}).", now, null, cancellation);
            return;
        }
        if (isStill == true && covered is string audit)
        {
            await WriteAsync(
                row, RemediationState.Clean,
                RemediationWork.Of(row.Kind).Nature is { IsVisible: true } nature
                    ? $"{nature.Still}, and {audit}, which was complete, found no such change since."
                    : $"{audit}, which was complete, found no such change since. Whether it had its effect cannot be read.",
                now, null, cancellation);
            return;
        }
        await WaitAsync(
            row, unread ?? "No audit that reaches beyond it was complete so far.", now, cancellation);
    }

    private async Task WaitAsync(Remediation row, string why, DateTimeOffset now, CancellationToken cancellation)
    {
        var age = now - row.DoneAt!.Value;
        var isLate = age >= Patience + options.DeliveryLag;
        DateTimeOffset? next = age >= LongestWatch ? null : now + (isLate ? LongPause : Pause);
        await WriteAsync(row, isLate ? RemediationState.Inconclusive : row.State, isLate ? why : row.Problem, now, next, cancellation);
    }

    /// <returns>Whether it is still so; null: it could not be read, and why.</returns>
    private async Task<(bool? IsStill, string? Why)> LookAsync(Remediation row, CancellationToken cancellation)
    {
        // What cannot be read is confirmed by the records alone.
        if (!RemediationWork.Of(row.Kind).Nature.IsVisible)
            return (true, null);
        try
        {
            return (await work.IsStillSoAsync(row, cancellation), null);
        }
        catch (Exception e) when (e is ActionImpossibleException or ActionAtWorkException)
        {
            return (null, e.Message);
        }
        catch (Exception e) when (e is AwsUnavailableException or AwsRejectedException)
        {
            return (null, $"The state could not be read: {e.Message}.");
        }
    }

    private static DateTimeOffset WholeSecond(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerSecond));

    private async Task<object?> FindAsync(string sql, CancellationToken cancellation, params object[] values)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value is DateTimeOffset at ? at.UtcDateTime : value });
        return await command.ExecuteScalarAsync(cancellation);
    }

    private async Task WriteAsync(
        Remediation row, RemediationState state, string? problem, DateTimeOffset now, DateTimeOffset? next, CancellationToken cancellation)
    {
        var isNews = state != row.State;
        await rows.WriteAsync(
            row.Id,
            new RemediationStep(
                Statements.Of($"""
                    UPDATE scope_remediations SET state = {state}, problem = {problem}, next_at = {next}::timestamptz,
                        confirmed_at = CASE WHEN {isNews} THEN {now} ELSE confirmed_at END
                    WHERE id = {row.Id} AND state = {row.State} RETURNING id
                    """),
                isNews ? AuditKinds.ScopeRemediationConfirmed : null,
                "app",
                new Dictionary<string, object?> { ["outcome"] = state, ["why"] = problem }),
            now,
            cancellation);
    }
}
