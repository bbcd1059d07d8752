using Microsoft.Extensions.Time.Testing;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Escalations.Reconsidering;
using OAuthAttest.Evidence;
using OAuthAttest.Grants.Import;
using OAuthAttest.Rosters;
using OAuthAttest.Tests.Grants.Import;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Reconsidering;

/// <summary>Whose consents are decided about again when a roster's new version lists somebody.</summary>
public sealed class RoleReconsiderationTests : IDisposable
{
    private const string Header = "email,provider,account_id,name,category,role\n";
    private const string Somebody = "old@example.com,,,,custom,Board\n";
    private const string Boss = "boss@example.com,,,Bo,finance,CFO\n";
    private readonly ExportFolder folder = new();
    private int files;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task ExitOfSomebodyWhoIsListedSince_IsDecidedAgain_AndSaysThatTheRoleIsNew()
    {
        await using var world = await StartAsync();
        var consent = await world.ConsentAsync();
        Assert.Equal(EscalationVerdict.Exit, (await world.DecideAsync(consent)).Verdict);
        await ImportAsync(world, Somebody + Boss);

        var reopened = Assert.Single(await ReconsiderAsync(world));
        var evaluation = await world.DecideAsync(consent, EscalationWorld.Now.AddMinutes(1));

        Assert.Equal((consent.Id, consent.Key, 2), (reopened.Id, reopened.Key, reopened.Revision));
        Assert.Equal(EscalationVerdict.Escalate, evaluation.Verdict);
        var decision = await world.DecisionAsync(consent);
        Assert.Equal((Privilege.Privileged, "CFO", EscalationWorld.Now), (decision.Privilege, decision.Role, decision.RoleIsNewSince));
        Assert.Equal(
            "the role is new: the roster did not list it when this consent was decided about first, at 2026-11-25 12:00:00 UTC",
            decision.RosterNote
        );
        Assert.Contains($"start:{consent.Key}:2", await world.EffectsAsync());
        Assert.Contains($"page:{evaluation.DedupKey}", await world.EffectsAsync());
        var entry = Assert.Single(await world.ReadAsync(db => db.AuditEvents.Where(e => e.Kind == AuditKinds.ConsentReconsidered)));
        Assert.Equal($"consent/{consent.Key}", entry.Subject);
        Assert.Empty(await ReconsiderAsync(world));
        Assert.Empty(await world.ReadAsync(db => db.RosterNews));
    }

    [Fact]
    public async Task RoleThatIsNew_StaysNewInALaterDecision()
    {
        await using var world = await StartAsync();
        var consent = await world.ConsentAsync();
        await world.DecideAsync(consent);
        await ImportAsync(world, Somebody + Boss);
        await ReconsiderAsync(world);
        await world.DecideAsync(consent, EscalationWorld.Now.AddMinutes(1));
        await world.EnrichAsync(consent, "Mail.ReadWrite", "Files.ReadWrite.All");

        await world.DecideAsync(consent, EscalationWorld.Now.AddMinutes(2));

        var decision = await world.DecisionAsync(consent);
        Assert.Equal((3, EscalationWorld.Now), (decision.Revision, decision.RoleIsNewSince));
        Assert.StartsWith("the role is new", decision.RosterNote, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("boss@example.com,,,,finance,", true)]
    [InlineData("boss+apps@example.com,,,,finance,", true)]
    [InlineData("chief@example.com,,,,finance,", true)]
    [InlineData(",google,117,,admin,", true)]
    [InlineData(",entra,ACC00000-0000-4000-8000-000000000001,,admin,", true)]
    [InlineData(",okta,ACC00000-0000-4000-8000-000000000001,,admin,", false)]
    [InlineData("other@example.com,,,,finance,", false)]
    public async Task Person_ByWhateverTheInventoryKnows_IsFound(string row, bool isFound)
    {
        const string account = "acc00000-0000-4000-8000-000000000001";
        await using var world = await StartAsync();
        await world.AccountAsync("entra", account, "boss@example.com", "chief@example.com");
        await world.AccountAsync("google", "117", "chief@example.com");
        var consent = await world.ConsentAsync(id: account.ToUpperInvariant());
        Assert.Equal(EscalationVerdict.Exit, (await world.DecideAsync(consent)).Verdict);
        await ImportAsync(world, $"{Somebody}{row}\n");

        Assert.Equal(isFound, (await ReconsiderAsync(world)).Count == 1);
    }

    [Fact]
    public async Task PersonForWhomTheGrantIs_IsFoundToo()
    {
        const string holder = "acc00000-0000-4000-8000-000000000002";
        await using var world = await StartAsync();
        await world.AccountAsync("entra", holder, "boss@example.com");
        var consent = await world.ConsentAsync("clerk@example.com", with: facts => facts with { Principals = [holder] });
        Assert.Equal(EscalationVerdict.Exit, (await world.DecideAsync(consent)).Verdict);
        await ImportAsync(world, Somebody + Boss);

        Assert.Single(await ReconsiderAsync(world));

        Assert.Equal(EscalationVerdict.Escalate, (await world.DecideAsync(consent)).Verdict);
        Assert.True((await world.DecisionAsync(consent)).IsPrivilegeOfPrincipal);
    }

    [Fact]
    public async Task OlderThanADay_LowScopes_PagedAlready_AreLeft()
    {
        await using var world = await StartAsync();
        var old = await world.ConsentAsync(receivedAt: EscalationWorld.Now.AddHours(-24).AddSeconds(-1));
        var harmless = await world.ConsentAsync(scopes: EscalationWorld.LowScopes);
        await world.DecideAsync(old);
        await world.DecideAsync(harmless);
        await world.ExecuteAsync("UPDATE roster_sources SET incomplete_because = 'lacks some'");
        var paged = await world.ConsentAsync();
        Assert.Equal(EscalationVerdict.Escalate, (await world.DecideAsync(paged)).Verdict);
        await ImportAsync(world, Somebody + Boss);

        Assert.Empty(await ReconsiderAsync(world));
    }

    [Fact]
    public async Task TwoWhoAreNew_EachReachesADayBackFromWhenItWasListed()
    {
        await using var world = await StartAsync();
        var ofEarlier = await world.ConsentAsync("clerk@example.com", receivedAt: EscalationWorld.Now.AddHours(-30));
        var ofLater = await world.ConsentAsync(receivedAt: EscalationWorld.Now.AddHours(-30));
        await world.DecideAsync(ofEarlier);
        await world.DecideAsync(ofLater);
        const string clerk = "clerk@example.com,,,Cleo,finance,CFO\n";
        await ImportAsync(world, Somebody + clerk);
        await world.ExecuteAsync("UPDATE roster_news SET found_at = found_at - interval '20 hours'");
        await ImportAsync(world, Somebody + clerk + Boss);

        Assert.Equal(ofEarlier.Id, Assert.Single(await ReconsiderAsync(world)).Id);
    }

    [Fact]
    public async Task EscalationThatPagedNobody_IsPagedForThen()
    {
        await using var world = await StartAsync();
        world.Options.UnknownPerson = UnknownPersonPolicy.Channel;
        await world.ExecuteAsync("UPDATE roster_sources SET incomplete_because = 'lacks some'");
        var consent = await world.ConsentAsync();
        var evaluation = await world.DecideAsync(consent);
        Assert.DoesNotContain($"page:{evaluation.DedupKey}", await world.EffectsAsync());
        await ImportAsync(world, Somebody + Boss);

        Assert.Single(await ReconsiderAsync(world));
        await world.DecideAsync(consent);

        Assert.Contains($"page:{evaluation.DedupKey}", await world.EffectsAsync());
    }

    [Fact]
    public async Task ConsentThatIsBeingDecided_BeginsAgain()
    {
        await using var world = await StartAsync();
        await world.ConsentAsync();
        await ImportAsync(world, Somebody + Boss);

        Assert.Equal(2, Assert.Single(await ReconsiderAsync(world)).Revision);
    }

    [Fact]
    public async Task WhoWasListedBefore_IsNoNews_AndAGraverCategoryIs()
    {
        await using var world = await StartAsync();
        await ImportAsync(world, Somebody + Boss);
        await ReconsiderAsync(world);

        Assert.Equal(0, (await ImportAsync(world, Somebody + Boss.Replace("CFO", "Treasurer", StringComparison.Ordinal))).New);
        Assert.Equal(0, (await ImportAsync(world, Somebody + Boss.Replace("finance", "custom", StringComparison.Ordinal))).New);
        Assert.Equal(1, (await ImportAsync(world, Somebody + Boss.Replace("finance", "admin", StringComparison.Ordinal))).New);
    }

    [Fact]
    public async Task ManyConsentsOfOnePerson_AreTakenPageByPage()
    {
        const int count = 1203;
        await using var world = await StartAsync();
        var first = await world.ConsentAsync();
        await world.DecideAsync(first);
        await world.ExecuteAsync(
            $"""
            DO $$
            DECLARE names text := (SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns
                WHERE table_name = 'consents' AND column_name NOT IN ('id', 'key', 'event_key'));
                others text := (SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns
                WHERE table_name = 'escalations' AND column_name <> 'consent_id');
            BEGIN
                EXECUTE format('INSERT INTO consents (key, event_key, %1$s) SELECT key || n, event_key || n, %1$s
                    FROM consents, generate_series(2, {count}) n', names);
                EXECUTE format('INSERT INTO escalations (consent_id, %1$s) SELECT c.id, %1$s
                    FROM (SELECT id FROM consents WHERE id <> {first.Id}) c, escalations', others);
            END $$
            """
        );
        await ImportAsync(world, Somebody + Boss);

        var reopened = await ReconsiderAsync(world);

        Assert.Equal(count, reopened.Select(consent => consent.Id).Distinct().Count());
        Assert.Equal(
            count,
            (await world.ReadAsync(db => db.Effects.Where(e => e.Kind == EffectKind.Start && e.State == EffectState.Pending))).Count
        );
        Assert.Empty(await world.ReadAsync(db => db.RosterNews));
    }

    [Fact]
    public async Task TwoAtOnce_EndWithOneDecision()
    {
        await using var world = await StartAsync();
        var consent = await world.ConsentAsync();
        await world.DecideAsync(consent);
        await ImportAsync(world, Somebody + Boss);

        await AtOnce.RunAsync(4, _ => ReconsiderAsync(world));
        await AtOnce.RunAsync(4, _ => world.DecideAsync(consent));

        Assert.Single(await world.IncidentsAsync());
        Assert.Single(await world.ReadAsync(db => db.Effects.Where(e => e.Kind == EffectKind.Page)));
    }

    private static async Task<EscalationWorld> StartAsync()
    {
        var world = await EscalationWorld.CreateAsync();
        await world.RosterSourceAsync();
        await world.PrivilegedAsync("old@example.com", category: RosterCategory.Custom, role: "Board");
        return world;
    }

    private static Task<IReadOnlyList<AcceptedConsent>> ReconsiderAsync(EscalationWorld world) =>
        new RoleReconsideration(world.Source).RunAsync(EscalationWorld.Now, CancellationToken.None);

    private Task<RosterImportResult> ImportAsync(EscalationWorld world, string rows) =>
        new RosterImport(world.Source, new FakeTimeProvider(EscalationWorld.Now)).ImportAsync(
            "hr",
            new CsvRosterReader(folder.Write($"people-{++files}.csv", Header + rows)),
            new ImportOptions(),
            CancellationToken.None
        );
}
