using Npgsql;
using Xunit;

namespace OAuthAttest.Tests.Infra;

/// <summary>What infra/app-user.sql leaves, whatever an earlier run or somebody by hand had given before.</summary>
public sealed class AppUserScriptTests : IAsyncLifetime
{
    private DeployedDatabase database = null!;

    public async Task InitializeAsync() => database = await DeployedDatabase.CreateAsync();

    public Task DisposeAsync() => database.DisposeAsync().AsTask();

    [Fact]
    public async Task Script_AfterMoreWasGiven_LeavesTheRightsOfAFreshRun()
    {
        const string Rights = """
            SELECT c.oid::regclass || ' ' || r
            FROM pg_class c, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) r
            WHERE c.relnamespace IN ('public'::regnamespace, 'campaign_partitions'::regnamespace) AND c.relkind IN ('r', 'p')
                AND has_table_privilege(c.oid, r)
            UNION ALL
            SELECT 'schema ' || n.nspname || ' ' || r FROM pg_namespace n, unnest(ARRAY['CREATE', 'USAGE']) r
            WHERE n.nspname IN ('public', 'campaign_partitions', 'campaign_openings') AND has_schema_privilege(n.oid, r)
            UNION ALL
            SELECT 'function ' || p.proname FROM pg_proc p
            WHERE p.pronamespace = 'public'::regnamespace AND has_function_privilege(p.oid, 'EXECUTE')
            UNION ALL
            SELECT 'sequence ' || c.relname || ' ' || r FROM pg_class c, unnest(ARRAY['SELECT', 'USAGE', 'UPDATE']) r
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'S' AND has_sequence_privilege(c.oid, r)
            UNION ALL
            SELECT 'database ' || r FROM unnest(ARRAY['CREATE', 'TEMPORARY']) r WHERE has_database_privilege(current_database(), r)
            UNION ALL
            SELECT 'owner of ' || c.relname FROM pg_class c
            WHERE c.relowner = current_user::regrole AND c.relnamespace = 'public'::regnamespace
            ORDER BY 1
            """;
        // Another function of the owner's than those that the app calls.
        await database.Administrator.ExecuteAsync("""
            CREATE FUNCTION public.of_the_owner() RETURNS int LANGUAGE sql SET search_path = pg_catalog, pg_temp AS 'SELECT 1';
            REVOKE ALL ON FUNCTION public.of_the_owner() FROM PUBLIC;
            """);
        var fresh = await database.App.ReadAsync(Rights);
        var app = await database.App.ScalarAsync<string>("SELECT current_user::text");
        await database.Superuser.ExecuteAsync($"""
            GRANT ALL ON ALL TABLES IN SCHEMA public, campaign_partitions TO {app};
            GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {app};
            GRANT ALL ON ALL FUNCTIONS IN SCHEMA public TO {app};
            GRANT ALL ON SCHEMA public, campaign_partitions, campaign_openings TO {app};
            GRANT CREATE ON SCHEMA public TO PUBLIC;
            ALTER TABLE public.campaign_items OWNER TO {app};
            """);
        await database.Administrator.ExecuteAsync($"""
            DO $$ BEGIN EXECUTE format('GRANT ALL ON DATABASE %I TO {app}', current_database()); END $$
            """);
        Assert.NotEqual(fresh, await database.App.ReadAsync(Rights));

        await database.RunScriptAsync();

        Assert.Equal(fresh, await database.App.ReadAsync(Rights));
    }

    [Fact]
    public async Task AppUser_OfAPlainConnection_HasTheLimitsAndThePath()
    {
        await using var connection = await database.App.Source.OpenConnectionAsync();
        string[] settings = ["lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout", "search_path"];
        var found = new List<string>();
        foreach (var setting in settings)
        {
            await using var command = new NpgsqlCommand($"SHOW {setting}", connection);
            found.Add((string)(await command.ExecuteScalarAsync())!);
        }

        Assert.Equal(["2s", "30s", "1min", "public"], found);
    }

    [Theory]
    [InlineData("UPDATE click_deliveries SET taken_at = now()")]
    [InlineData("DELETE FROM click_deliveries")]
    [InlineData("UPDATE campaign_decisions SET answer = 'Keep'")]
    [InlineData("UPDATE campaign_apps SET name = 'another'")]
    [InlineData("UPDATE campaign_stale_sources SET source = 'another'")]
    [InlineData("UPDATE \"__EFMigrationsHistory\" SET \"ProductVersion\" = '1'")]
    [InlineData("INSERT INTO \"__EFMigrationsHistory\" VALUES ('20990101000000_Later', '10')")]
    public async Task AppUser_ChangingWhatIsWrittenOnce_IsRefused(string sql)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => database.App.ExecuteAsync(sql));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task AppUser_WritingHowAListedGrantCouldBePutBack_IsAllowed() =>
        await database.App.ExecuteAsync("UPDATE revocation_worklist SET restore_recipe = restore_recipe");

    [Theory]
    [InlineData("audit_events")]
    [InlineData("campaign_decisions")]
    [InlineData("incident_acts")]
    public async Task Evidence_ChangedByWhoMayDoAll_IsRefusedAllTheSame(string table)
    {
        var column = await database.Superuser.ScalarAsync<string>(
            $"SELECT attname::text FROM pg_attribute WHERE attrelid = '{table}'::regclass AND attnum > 0 AND attidentity = '' LIMIT 1"
        );
        foreach (var change in new[] { $"UPDATE {table} SET {column} = {column}", $"DELETE FROM {table}", $"TRUNCATE {table}" })
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => database.Superuser.ExecuteAsync(change));

            Assert.Equal(PostgresErrorCodes.RestrictViolation, refused.SqlState);
        }
    }
}
