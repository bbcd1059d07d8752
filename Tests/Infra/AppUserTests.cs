using Microsoft.EntityFrameworkCore;
using Npgsql;
using OAuthAttest.Campaigns;
using OAuthAttest.Evidence;
using OAuthAttest.Tests.Campaigns;
using OAuthAttest.Tests.Persistence;
using Xunit;

namespace OAuthAttest.Tests.Infra;

/// <summary>What the app's database user may do, and what it may not.</summary>
public sealed class AppUserTests : IAsyncLifetime
{
    private const long Campaign = 77;

    private DeployedDatabase database = null!;

    public async Task InitializeAsync() => database = await DeployedDatabase.CreateAsync();

    public Task DisposeAsync() => database.DisposeAsync().AsTask();

    [Fact]
    public async Task AppUser_FromTheScript_RunsACampaignToItsWorklist()
    {
        await using var world = await CampaignWorld.OnAsync(database.App);
        var grant = await world.GrantAsync(await world.AppAsync(), await world.UserAsync("jane@example.com"));

        var opened = await world.OpenAsync();
        await world.AskEverybodyAsync(opened.CampaignId);
        await world.AnswerAsync(opened.CampaignId, grant, Answer.Remove);
        await world.CloseAsync(opened);

        Assert.Equal(GrantClass.Remove, (await world.ItemAsync(opened.CampaignId, grant)).Class);
        Assert.Equal([grant], await world.ReadAsync(db => db.Worklist.Select(item => item.GrantId)));
        await using var health = world.Open();
        Assert.Empty(await health.Database.GetPendingMigrationsAsync());
        Assert.True((await new AuditVerification(world.Source).VerifyAsync(default)).IsIntact);
    }

    [Theory]
    [InlineData("UPDATE audit_events SET actor = 'nobody'")]
    [InlineData("INSERT INTO audit_events VALUES (1, now(), 'campaign.closed', 's', 'a', '{}', '\\x00', '\\x00')")]
    [InlineData("UPDATE audit_head SET sequence = 0")]
    [InlineData("INSERT INTO audit_head VALUES (2, 0, '\\x00')")]
    [InlineData("DELETE FROM audit_head")]
    [InlineData("SELECT FROM audit_head FOR UPDATE")]
    [InlineData("DO $$ BEGIN LOCK TABLE audit_head IN ACCESS EXCLUSIVE MODE; END $$")]
    [InlineData("DELETE FROM campaign_decisions")]
    [InlineData("UPDATE incident_acts SET at = now()")]
    [InlineData("TRUNCATE audit_events")]
    [InlineData("DELETE FROM revocation_worklist")]
    [InlineData("UPDATE revocation_worklist SET created_at = now()")]
    [InlineData("UPDATE scope_approvals SET principal = '*'")]
    [InlineData("UPDATE scope_approvals SET expires = now()")]
    [InlineData("DELETE FROM scope_approvals")]
    [InlineData("UPDATE scope_expiry_notices SET batch = ''")]
    [InlineData("UPDATE scope_audit_notices SET payload = '{}'")]
    [InlineData("DELETE FROM campaign_items")]
    [InlineData("INSERT INTO campaign_items (campaign_id) VALUES (1)")]
    [InlineData("DELETE FROM campaigns")]
    [InlineData("DELETE FROM consents")]
    [InlineData("DELETE FROM incidents")]
    [InlineData("DELETE FROM grants")]
    [InlineData("UPDATE campaign_excluded_grants SET grants = 0")]
    [InlineData("ALTER TABLE audit_events DISABLE TRIGGER append_only")]
    [InlineData("DROP FUNCTION refuse_change_of_evidence CASCADE")]
    [InlineData("DELETE FROM \"__EFMigrationsHistory\"")]
    [InlineData("CREATE FUNCTION public.sha256(text) RETURNS bytea LANGUAGE sql AS $$ SELECT '\\x00'::bytea $$")]
    [InlineData("CREATE FUNCTION campaign_partitions.f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$")]
    [InlineData("CREATE TABLE public.mine (id int)")]
    [InlineData("CREATE TABLE campaign_partitions.mine (id int)")]
    [InlineData("CREATE SCHEMA mine")]
    [InlineData("CREATE TRIGGER mine BEFORE INSERT ON campaign_items FOR EACH ROW EXECUTE FUNCTION refuse_change_of_evidence()")]
    [InlineData("ALTER TABLE campaign_items DETACH PARTITION campaign_partitions.campaign_items_default")]
    [InlineData("DROP TABLE campaign_partitions.campaign_items_default")]
    [InlineData("UPDATE campaign_partitions.campaign_items_default SET class = 'Attested'")]
    [InlineData("ALTER FUNCTION append_audit_events SECURITY INVOKER")]
    public async Task AppUser_ChangingEvidenceOrSchema_IsRefused(string sql)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => database.App.ExecuteAsync(sql));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task AppUser_RightsOnEverything_AreThoseOfTheList()
    {
        Assert.Equal(
            "held_records, inventory_answers, privileged_roster, rehearsals, roster_news, roster_sources",
            await database.App.ScalarAsync<string>("""
                SELECT string_agg(c.relname, ', ' ORDER BY c.relname) FROM pg_class c
                WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND has_table_privilege(c.oid, 'DELETE, TRUNCATE')
                """)
        );
        Assert.Equal(
            "campaign_openings",
            await database.App.ScalarAsync<string>(
                "SELECT string_agg(nspname, ', ') FROM pg_namespace "
                    + "WHERE has_schema_privilege(oid, 'CREATE') AND nspname NOT LIKE 'pg\\_%'"
            )
        );
        Assert.Equal(
            0,
            await database.App.ScalarAsync<long>(
                "SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole AND relnamespace <> 'campaign_openings'::regnamespace"
            )
        );
    }

    [Fact]
    public async Task Functions_OfTheSchema_HaveAPinnedPathAndAreNotEverybodys()
    {
        const string Ours = "FROM pg_proc p WHERE p.pronamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)";

        Assert.Equal(
            0,
            await database.Superuser.ScalarAsync<long>(
                $"SELECT count(*) {Ours} AND coalesce(p.proconfig, ARRAY[]::text[]) @> ARRAY['search_path=pg_catalog, pg_temp'] IS NOT TRUE"
            )
        );
        Assert.Equal(
            0,
            await database.Superuser.ScalarAsync<long>(
                $"SELECT count(*) {Ours} AND p.prosecdef "
                    + "AND (p.proacl IS NULL OR EXISTS (SELECT FROM aclexplode(p.proacl) WHERE grantee = 0))"
            )
        );
    }

    [Fact]
    public async Task AppendAuditEvents_TemporaryTablesWithItsNames_StillWritesTheRealChain()
    {
        await using (var connection = await database.App.Source.OpenConnectionAsync())
        {
            await using var append = new NpgsqlCommand("""
                CREATE TEMP TABLE audit_head (id int, sequence bigint, hash bytea);
                CREATE TEMP TABLE audit_events (LIKE public.audit_events);
                INSERT INTO audit_head VALUES (1, 900, '\x00');
                SELECT append_audit_events(now(), ARRAY['campaign.closed'], ARRAY['s'], ARRAY['a'], ARRAY['{}']);
                """, connection);
            await append.ExecuteNonQueryAsync();
        }

        var verdict = await new AuditVerification(database.App.Source).VerifyAsync(default);
        Assert.True(verdict.IsIntact, verdict.Problem);
        Assert.Equal(1, verdict.Entries);
    }

    [Theory]
    [InlineData("ARRAY['a', 'b'], ARRAY['s'], ARRAY['a'], ARRAY['{}']")]
    [InlineData("ARRAY['a'], ARRAY['s'], ARRAY['a'], ARRAY[]::text[]")]
    [InlineData("ARRAY[NULL], ARRAY['s'], ARRAY['a'], ARRAY['{}']")]
    [InlineData("ARRAY['a'], ARRAY['s', 't'], ARRAY['a'], ARRAY['{}']")]
    [InlineData("ARRAY['a'], ARRAY['s'], ARRAY['a', 'b'], ARRAY['{}']")]
    [InlineData("ARRAY['a'], ARRAY['s'], ARRAY['a'], ARRAY['{}', '{}']")]
    [InlineData("ARRAY['a'], ARRAY['s', 't'], ARRAY['a', 'b'], ARRAY['{}', '{}']")]
    [InlineData("ARRAY[]::text[], ARRAY['s'], ARRAY['a'], ARRAY['{}']")]
    public async Task AppendAuditEvents_PartsMissing_IsRefused(string parts)
    {
        await Assert.ThrowsAsync<PostgresException>(() =>
            database.App.ExecuteAsync($"SELECT append_audit_events(now(), {parts})")
        );

        Assert.Equal(0, (await new AuditVerification(database.App.Source).VerifyAsync(default)).Entries);
    }

    [Fact]
    public async Task LockAuditHead_HeldBySomebodyElse_GivesUpWhateverTheCallersLimit()
    {
        await using var held = await HeldLock.TakeAsync(database.Superuser.Source, HeldLock.AuditHead);
        await using var connection = await database.App.Source.OpenConnectionAsync();
        await using var check = new NpgsqlCommand("SET lock_timeout = 0; SELECT lock_audit_head()", connection);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => check.ExecuteNonQueryAsync());

        Assert.Equal(PostgresErrorCodes.LockNotAvailable, refused.SqlState);
    }

    [Fact]
    public async Task AttachCampaignItems_BareTable_BecomesTheMigratorsPartition()
    {
        await database.App.ExecuteAsync(Opening(""));

        Assert.Equal(
            1,
            await database.Superuser.ScalarAsync<long>(
                $"SELECT count(*) FROM pg_class WHERE oid = 'campaign_partitions.campaign_items_{Campaign}'::regclass "
                    + "AND relispartition AND relowner = (SELECT relowner FROM pg_class WHERE oid = 'campaign_items'::regclass)"
            )
        );
        var again = await Assert.ThrowsAsync<PostgresException>(() =>
            database.App.ExecuteAsync($"SELECT attach_campaign_items({Campaign})")
        );
        Assert.Equal(PostgresErrorCodes.InvalidParameterValue, again.SqlState);
    }

    [Theory]
    [InlineData("ALTER TABLE {0} ADD CHECK (campaign_openings.mine(campaign_id))")]
    [InlineData("ALTER TABLE {0} ALTER COLUMN reason SET DEFAULT campaign_openings.mine(1)::text")]
    [InlineData("CREATE INDEX ON {0} (campaign_openings.mine(campaign_id))")]
    [InlineData("CREATE STATISTICS campaign_openings.s ON (campaign_openings.mine(campaign_id)), app_id FROM {0}")]
    [InlineData("CREATE TRIGGER mine BEFORE INSERT ON {0} FOR EACH ROW EXECUTE FUNCTION campaign_openings.trap()")]
    [InlineData("CREATE RULE mine AS ON INSERT TO {0} DO ALSO SELECT 1")]
    [InlineData("CREATE POLICY mine ON {0} USING (campaign_openings.mine(campaign_id))")]
    [InlineData("ALTER TABLE {0} ENABLE ROW LEVEL SECURITY")]
    [InlineData("ALTER TABLE {0} FORCE ROW LEVEL SECURITY")]
    [InlineData("ALTER TABLE {0} SET (fillfactor = 10)")]
    [InlineData("ALTER TABLE {0} ALTER COLUMN app_id SET (n_distinct = 5)")]
    [InlineData("GRANT ALL ON {0} TO PUBLIC")]
    [InlineData("GRANT UPDATE (class) ON {0} TO PUBLIC")]
    [InlineData("ALTER TABLE {0} ADD COLUMN more int")]
    [InlineData("ALTER TABLE {0} ADD COLUMN more int; ALTER TABLE {0} DROP COLUMN more")]
    [InlineData("ALTER TABLE {0} DROP COLUMN class")]
    [InlineData("ALTER TABLE {0} ALTER COLUMN app_id TYPE int")]
    [InlineData(
        "CREATE DOMAIN campaign_openings.d AS bigint CHECK (campaign_openings.mine(VALUE)); "
            + "ALTER TABLE {0} ALTER COLUMN app_id TYPE campaign_openings.d"
    )]
    [InlineData("CREATE TABLE campaign_openings.child () INHERITS ({0})")]
    [InlineData("CREATE TABLE campaign_openings.parent (LIKE {0}); ALTER TABLE {0} INHERIT campaign_openings.parent")]
    [InlineData(
        "DO $$ BEGIN EXECUTE (SELECT format('CREATE TYPE campaign_openings.row AS (%s)', "
            + "string_agg(format('%I %s', attname, format_type(atttypid, atttypmod)), ', ' ORDER BY attnum)) "
            + "FROM pg_attribute WHERE attrelid = '{0}'::regclass AND attnum > 0); END $$; ALTER TABLE {0} OF campaign_openings.row"
    )]
    [InlineData("DROP TABLE {0}; CREATE VIEW {0} AS SELECT * FROM public.campaign_items")]
    [InlineData("DROP TABLE {0}; CREATE UNLOGGED TABLE {0} (LIKE public.campaign_items)")]
    [InlineData("DROP TABLE {0}; CREATE TABLE {0} (LIKE public.campaign_items) PARTITION BY LIST (campaign_id)")]
    public async Task AttachCampaignItems_TableWithSomethingOfTheMakers_IsRefused(string twist)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => database.App.ExecuteAsync(Opening(twist)));

        // Before anything is done with it: what PostgreSQL refuses later has run something of the maker's by then.
        Assert.Contains("is not a bare table", refused.MessageText, StringComparison.Ordinal);
        await AssertNothingAttachedAsync();
    }

    [Fact]
    public async Task AttachCampaignItems_TableThatIsStoredInAnotherWay_IsRefused()
    {
        await database.Superuser.ExecuteAsync("CREATE ACCESS METHOD another TYPE TABLE HANDLER heap_tableam_handler");

        var refused = await Assert.ThrowsAsync<PostgresException>(() =>
            database.App.ExecuteAsync(Opening("DROP TABLE {0}; CREATE TABLE {0} (LIKE public.campaign_items) USING another"))
        );

        Assert.Contains("is not a bare table", refused.MessageText, StringComparison.Ordinal);
        await AssertNothingAttachedAsync();
    }

    [Theory]
    [InlineData("DROP TABLE {0}")]
    [InlineData("UPDATE campaigns SET state = 'Closed'")]
    public async Task AttachCampaignItems_NoOpeningInProgress_IsRefused(string twist)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => database.App.ExecuteAsync(Opening(twist)));

        Assert.StartsWith("No opening of campaign", refused.MessageText, StringComparison.Ordinal);
        await AssertNothingAttachedAsync();
    }

    private async Task AssertNothingAttachedAsync() =>
        Assert.Equal(
            1,
            await database.Superuser.ScalarAsync<long>(
                "SELECT count(*) FROM pg_class WHERE relnamespace = 'campaign_partitions'::regnamespace AND relkind IN ('r', 'p')"
            )
        );

    /// <summary>An opening by hand, with a twist before its table is attached.</summary>
    private static string Opening(string twist) => $"""
        INSERT INTO campaigns (id, key, state, requested_by, opened_at, closes_at, policy_json, dictionary_version, population_digest,
                               grant_count, participant_count, shard_count, worklist_state) OVERRIDING SYSTEM VALUE
        VALUES ({Campaign}, '2026Q4', 'Open', 'tester', now(), now(), '{"{}"}', '1', '', 0, 0, 0, 'None');
        CREATE FUNCTION campaign_openings.mine(bigint) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
        CREATE FUNCTION campaign_openings.trap() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TABLE campaign_openings.campaign_items_{Campaign} (LIKE public.campaign_items);
        {twist.Replace("{0}", $"campaign_openings.campaign_items_{Campaign}", StringComparison.Ordinal)};
        SELECT attach_campaign_items({Campaign});
        """;
}
