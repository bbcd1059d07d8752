using Npgsql;

namespace OAuthAttest.Tests.Crash;

/// <summary>
/// Stops transactions of the host where they commit: a deferred trigger waits for a lock that the test holds. Let go after the host was
/// killed, they are committed, and nobody is left who would know.
/// </summary>
internal sealed class CommitGate : IAsyncDisposable
{
    private const long Lock = 7_201_944_105;
    private const string Prefix = "commit ";

    // The test's own statements pass.
    private const string HostName = "the host";

    // PostgreSQL cuts the name of an application there.
    private const int LongestStep = 63;

    private static readonly Dictionary<string, string> Steps = new(StringComparer.Ordinal)
    {
        ["revocation_worklist"] = """
            concat_ws(' ', NEW.provider, CASE WHEN NEW.without_scopes IS NOT NULL THEN 'narrowed' END, NEW.state,
                nullif(NEW.restore_state, 'None'),
                CASE WHEN NEW.told_at IS NOT NULL THEN 'told' WHEN NEW.telling_at IS NOT NULL THEN 'telling' END,
                CASE WHEN NEW.lead_told_at IS NOT NULL THEN 'ledtold' WHEN NEW.lead_telling_at IS NOT NULL THEN 'ledtelling' END)
            """,
        ["campaigns"] = """
            concat_ws(' ', NEW.state, NEW.worklist_state, CASE WHEN NEW.worklist_decided_by IS NOT NULL THEN 'decided' END,
                CASE WHEN NEW.lead_told_of_items_at IS NOT NULL THEN 'items' END,
                CASE WHEN NEW.removal_reported_at IS NOT NULL THEN 'reported' END)
            """,
        ["slack_messages"] = """
            concat_ws(' ', regexp_replace(regexp_replace(NEW.message_key, '^[^:]*:(u:[^:]*:)?', ''), '[0-9]+', ''), NEW.state)
            """,
        ["inventory_runs"] = "concat_ws(' ', NEW.state, CASE WHEN NEW.is_read THEN 'read' END)",
        ["inventory_sources"] = "concat_ws(' ', NEW.name, CASE WHEN NEW.last_failed_at IS NULL THEN 'read' ELSE 'failed' END)",
    };

    private readonly TestDatabase database;
    private readonly NpgsqlConnection holder;
    private readonly SemaphoreSlim turn = new(1);

    private CommitGate(TestDatabase database, NpgsqlConnection holder) => (this.database, this.holder) = (database, holder);

    /// <summary>What the host connects with.</summary>
    public string ConnectionString =>
        new NpgsqlConnectionStringBuilder(database.ConnectionString) { ApplicationName = HostName }.ConnectionString;

    public static bool IsCommit(string step) => step.StartsWith(Prefix, StringComparison.Ordinal);

    /// <param name="database">The host's.</param>
    /// <param name="which">A regular expression of the steps that are stopped.</param>
    public static async Task<CommitGate> CloseAsync(TestDatabase database, string which)
    {
        await database.ExecuteAsync("CREATE TABLE killed_commits (step text PRIMARY KEY)");
        foreach (var (table, step) in Steps)
        {
            await database.ExecuteAsync($"""
                CREATE FUNCTION kill_at_{table}() RETURNS trigger LANGUAGE plpgsql AS $f$
                DECLARE its text := left('{Prefix}{table} ' || {step}, {LongestStep});
                BEGIN
                    IF current_setting('application_name') = '{HostName}' AND its ~ '{which}'
                        AND NOT EXISTS (SELECT FROM killed_commits WHERE step = its) THEN
                        PERFORM set_config('application_name', its, false);
                        PERFORM pg_advisory_xact_lock_shared({Lock});
                        PERFORM set_config('application_name', '{HostName}', false);
                    END IF;
                    RETURN NULL;
                END $f$;
                CREATE CONSTRAINT TRIGGER kill_at_commit AFTER INSERT OR UPDATE ON {table}
                    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION kill_at_{table}()
                """);
        }
        var gate = new CommitGate(database, new NpgsqlConnection(database.ConnectionString));
        await gate.holder.OpenAsync();
        await gate.HoldAsync($"SELECT pg_advisory_lock({Lock})");
        return gate;
    }

    /// <summary>The steps that wait at their commit.</summary>
    public async Task<IReadOnlyList<string>> WaitingAsync() => (await database.ReadAsync($"""
        SELECT DISTINCT application_name FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock' AND wait_event = 'advisory'
          AND application_name LIKE '{Prefix}%'
        """)).ConvertAll(step => (string)step);

    /// <summary>Lets everything that waits commit, and never stops such a step again.</summary>
    public async Task LetGoAsync()
    {
        await turn.WaitAsync();
        try
        {
            var waiting = await WaitingAsync();
            foreach (var step in waiting)
                await database.ExecuteAsync($"INSERT INTO killed_commits VALUES ('{step}') ON CONFLICT DO NOTHING");
            // Whoever waits for a lock has it before whoever comes later, so this waits for their commits.
            if (waiting.Count > 0)
                await HoldAsync($"SELECT pg_advisory_unlock({Lock}), pg_advisory_lock({Lock})");
        }
        finally
        {
            turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await holder.DisposeAsync();
        turn.Dispose();
    }

    private async Task HoldAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, holder);
        await command.ExecuteNonQueryAsync();
    }
}
