using Microsoft.EntityFrameworkCore;
using Npgsql;
using OAuthAttest.Grants.Import;
using OAuthAttest.Outside;
using OAuthAttest.Persistence;

namespace OAuthAttest.Identity.Live;

/// <summary>The rows of runs: each source has one at a time, whoever asks.</summary>
public sealed class InventoryRuns(NpgsqlDataSource database, IDbContextFactory<OAuthAttestDb> contexts)
{
    /// <summary>A run of which nothing was done for so long has lost its process: a step is repeated earlier.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(20);

    private const int LongestError = 2000;

    public async Task<InventoryRun?> FindAsync(long id, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.InventoryRuns.AsNoTracking().FirstOrDefaultAsync(run => run.Id == id, cancellation);
    }

    public async Task<InventoryRun?> FindAsync(string requestKey, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.InventoryRuns.AsNoTracking().FirstOrDefaultAsync(run => run.RequestKey == requestKey, cancellation);
    }

    /// <summary>The run of the source that has not ended; null: there is none.</summary>
    public async Task<InventoryRun?> FindRunningAsync(string source, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db
            .InventoryRuns.AsNoTracking()
            .FirstOrDefaultAsync(run => run.Source == source && run.State == RunState.Running, cancellation);
    }

    /// <returns>Null: another run of the source is under way, or this one exists.</returns>
    public async Task<long?> AddAsync(ILiveInventory inventory, BeginSync begin, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("""
            INSERT INTO inventory_runs (source, provider, trigger, request_key, state, started_at, heartbeat_at, is_read, faults, pages,
                users, users_added, users_changed, users_vanished, apps, apps_added, apps_changed,
                grants, grants_added, grants_changed, grants_vanished, notes)
            VALUES ($1, $2, $3, $4, 'Running', $5, $5, false, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '{}')
            ON CONFLICT DO NOTHING RETURNING id
            """);
        command.Parameters.Add(new() { Value = inventory.Source });
        command.Parameters.Add(new() { Value = inventory.Provider.ToString() });
        command.Parameters.Add(new() { Value = begin.Trigger });
        command.Parameters.Add(new() { Value = begin.RequestKey });
        command.Parameters.Add(new() { Value = now.UtcDateTime });
        return await command.ExecuteScalarAsync(cancellation) as long?;
    }

    public Task IsReadAsync(long id, IReadOnlyList<string> notes, DateTimeOffset now, CancellationToken cancellation) =>
        database.ExecuteAsync(
            [Statements.Of($"""
                UPDATE inventory_runs SET is_read = true, notes = {notes.ToArray()}, heartbeat_at = {now}, resume_at = NULL
                WHERE id = {id} AND state = 'Running'
                """)],
            cancellation
        );

    /// <summary>An answer is missing: the reading goes on.</summary>
    public Task IsNotReadAsync(long id, DateTimeOffset now, CancellationToken cancellation) =>
        database.ExecuteAsync(
            [Statements.Of($"UPDATE inventory_runs SET is_read = false, heartbeat_at = {now} WHERE id = {id} AND state = 'Running'")],
            cancellation
        );

    /// <summary>It waits for something outside until then.</summary>
    /// <param name="isFault">Whether the provider failed.</param>
    public Task WaitsAsync(long id, DateTimeOffset now, DateTimeOffset until, bool isFault, CancellationToken cancellation) =>
        database.ExecuteAsync(
            [Statements.Of($"""
                UPDATE inventory_runs SET heartbeat_at = {now}, resume_at = {until}, faults = faults + {(isFault ? 1 : 0)}
                WHERE id = {id} AND state = 'Running'
                """)],
            cancellation
        );

    public Task SucceededAsync(long id, ImportResult result, DateTimeOffset now, CancellationToken cancellation) =>
        database.ExecuteAsync(
            [
                Statements.Of($"""
                    UPDATE inventory_runs SET state = 'Succeeded', ended_at = {now}, heartbeat_at = {now}, resume_at = NULL,
                        users = {result.Users.Read}, users_added = {result.Users.Added}, users_changed = {result.Users.Changed},
                        users_vanished = {result.Users.Vanished}, apps = {result.Apps.Read}, apps_added = {result.Apps.Added},
                        apps_changed = {result.Apps.Changed}, grants = {result.Grants.Read}, grants_added = {result.Grants.Added},
                        grants_changed = {result.Grants.Changed}, grants_vanished = {result.Grants.Vanished}
                    WHERE id = {id} AND state = 'Running'
                    """),
                Forget(id),
            ],
            cancellation
        );

    public Task FailedAsync(long id, string error, DateTimeOffset now, CancellationToken cancellation) =>
        database.ExecuteAsync(
            [
                Statements.Of($"""
                    UPDATE inventory_runs SET state = 'Failed', ended_at = {now}, resume_at = NULL, error = {WireText.Cut(error, LongestError)}
                    WHERE id = {id} AND state = 'Running'
                    """),
                Forget(id),
            ],
            cancellation
        );

    /// <summary>When the source was last read to its end; null: never.</summary>
    public async Task<DateTimeOffset?> LastReadAsync(string source, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db
            .Sources.Where(row => row.Name == source && (row.LastFailedAt == null || row.LastFailedAt <= row.LastSucceededAt))
            .Select(row => row.LastSucceededAt)
            .FirstOrDefaultAsync(cancellation);
    }

    private static NpgsqlBatchCommand Forget(long id) => Statements.Of($"DELETE FROM inventory_answers WHERE run_id = {id}");
}
