using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Polling;
using OAuthAttest.Escalations.RosterReading;
using OAuthAttest.Evidence;
using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.Identity.Graph;
using OAuthAttest.Local.Simulators.Identity.Okta;
using OAuthAttest.Rosters;
using OAuthAttest.Tests.Escalations.Polling;
using Xunit;

namespace OAuthAttest.Tests.Escalations.RosterReading;

/// <summary>What a reading of the roster finds at each source, and what becomes of the version before when it fails.</summary>
public sealed class RosterRefreshTests
{
    private const string Ana = "aaaaaaaa-0000-4000-8000-000000000001";
    private const string Ben = "aaaaaaaa-0000-4000-8000-000000000002";
    private const string Bot = "aaaaaaaa-0000-4000-8000-000000000003";
    private const string BotClient = "bbbbbbbb-0000-4000-8000-000000000003";
    private const string Cleo = "aaaaaaaa-0000-4000-8000-000000000004";
    private const string Team = "aaaaaaaa-0000-4000-8000-000000000005";

    [Fact]
    public async Task Entra_ActiveEligibleAppsAndGroupsOverManyPages_AreAllListed()
    {
        await using var world = await StartAsync(pageSize: 1, Entra);
        AddPeople(world.Graph);
        // Deleted meanwhile: an assignment without anybody.
        world.Graph.Add(new SimulatedRoleHolder("aaaaaaaa-0000-4000-8000-00000000dead", "Helpdesk Administrator"));

        await ReadAsync(world);

        Assert.Equal(
            [
                $"{Ana} ana@example.com Global Administrator",
                $"{Ben} ben@example.com Helpdesk Administrator",
                $"{Bot}  Application Administrator app {BotClient}",
                $"{Cleo} cleo@example.com User Administrator",
            ],
            await EntriesAsync(world, "entra")
        );
        Assert.Null(Assert.Single(await world.ReadAsync(db => db.RosterSources)).IncompleteBecause);
        Assert.Equal(PollWorld.Start, (await FeedAsync(world, FeedSource.Entra)).LastSucceededAt);
    }

    [Fact]
    public async Task Entra_PageFailsInTheMiddle_KeepsTheVersionBefore()
    {
        await using var world = await StartAsync(pageSize: 1, Entra);
        AddPeople(world.Graph);
        await ReadAsync(world);
        var before = await EntriesAsync(world, "entra");
        world.Graph.RemoveRoleHolders(holder => holder.PrincipalId == Ana);
        world.Graph.Faults.RetryAfterSeconds = 60;
        world.Graph.Faults.Next("transitiveMembers", HttpFault.Throttled);
        world.Clock.Advance(TimeSpan.FromMinutes(15));

        await ReadAsync(world);

        Assert.Equal(before, await EntriesAsync(world, "entra"));
        var source = Assert.Single(await world.ReadAsync(db => db.RosterSources));
        Assert.Equal((PollWorld.Start, null), (source.LastSucceededAt, source.LastFailedAt));
        Assert.Equal(1, (await FeedAsync(world, FeedSource.Entra)).Failures);
        Assert.Equal([5138], world.Warnings);

        world.Clock.Advance(TimeSpan.FromMinutes(15));
        await ReadAsync(world);

        Assert.Equal(before.Skip(1), await EntriesAsync(world, "entra"));
        Assert.Equal(0, (await FeedAsync(world, FeedSource.Entra)).Failures);
    }

    [Fact]
    public async Task Outage_ThatGoesOn_MarksTheSourceAsFailedOnceTheFeedIsDead()
    {
        await using var world = await StartAsync(pageSize: 10, Entra, ("Roster:MaxFailures", "2"));
        AddPeople(world.Graph);
        await ReadAsync(world);
        world.Graph.Faults.RetryAfterSeconds = 60;
        world.Graph.Faults.Next("roleAssignments", HttpFault.Throttled, HttpFault.Throttled);

        world.Clock.Advance(TimeSpan.FromMinutes(15));
        await ReadAsync(world);
        Assert.Null(Assert.Single(await world.ReadAsync(db => db.RosterSources)).LastFailedAt);
        world.Clock.Advance(TimeSpan.FromMinutes(15));
        await ReadAsync(world);

        Assert.Equal(world.Now, Assert.Single(await world.ReadAsync(db => db.RosterSources)).LastFailedAt);
        Assert.NotEmpty(await EntriesAsync(world, "entra"));
    }

    [Fact]
    public async Task Outage_BeforeTheFirstReading_IsASourceThatWasNeverRead()
    {
        await using var world = await StartAsync(pageSize: 10, Okta);
        world.Okta.Faults.RetryAfterSeconds = 60;
        world.Okta.Faults.Next("assignees", HttpFault.Throttled);

        await ReadAsync(world);

        var source = Assert.Single(await world.ReadAsync(db => db.RosterSources));
        Assert.Equal(("okta", null, 0), (source.Name, source.LastSucceededAt, source.Entries));
    }

    [Fact]
    public async Task Okta_UsersAndMembersOfGroupsOverManyPages_AreListedWithTheirRoles()
    {
        await using var world = await StartAsync(pageSize: 1, Okta);
        foreach (var name in new[] { "ana", "ben", "cleo", "dan" })
            world.Okta.AddUser($"{name}@example.com", $"00u{name}");
        world.Okta.Add(new SimulatedOktaRole("00uana", "Super Administrator"));
        world.Okta.Add(new SimulatedOktaRole("00uana", "Old Role", "INACTIVE"));
        world.Okta.Add(new SimulatedOktaRole("00uben", "Report Administrator"));
        world.Okta.Add(new SimulatedOktaGroup("00gall", [], ["00udan"]));
        world.Okta.Add(new SimulatedOktaGroup("00gops", ["Application Administrator"], ["00uben", "00ucleo"]));

        await ReadAsync(world);

        Assert.Equal(
            [
                "00uana ana@example.com Super Administrator",
                "00uben ben@example.com Application Administrator",
                "00uben ben@example.com Report Administrator",
                "00ucleo cleo@example.com Application Administrator",
            ],
            await EntriesAsync(world, "okta")
        );
    }

    [Fact]
    public async Task OneSourceFails_TheOthersAreRead()
    {
        await using var world = await StartAsync(pageSize: 10, Entra, Okta);
        AddPeople(world.Graph);
        world.Okta.AddUser("ana@example.com", "00uana");
        world.Okta.Add(new SimulatedOktaRole("00uana", "Super Administrator"));
        world.Okta.Faults.Next("groups", HttpFault.Refused);

        await ReadAsync(world);

        Assert.Equal(4, (await EntriesAsync(world, "entra")).Count);
        Assert.Empty(await EntriesAsync(world, "okta"));
        Assert.Equal((1, true), (await FeedAsync(world, FeedSource.Okta)) is var okta ? (okta.Failures, okta.IsLasting) : default);
        Assert.False((await FeedAsync(world, FeedSource.Entra)).IsLasting);
    }

    [Fact]
    public async Task ReadingThatLosesMost_IsHeldAndCountsAsFailed_UntilItIsTakenOut()
    {
        await using var world = await StartAsync(pageSize: 10, Entra);
        AddPeople(world.Graph);
        await ReadAsync(world);
        world.Graph.RemoveRoleHolders(holder => holder.PrincipalId != Ana);
        for (var reading = 0; reading < 2; reading++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(15));
            await ReadAsync(world);
        }

        Assert.Equal(4, (await EntriesAsync(world, "entra")).Count);
        var source = Assert.Single(await world.ReadAsync(db => db.RosterSources));
        Assert.Equal(world.Now, source.LastFailedAt);
        Assert.Equal(
            "entra: 3 of 4 accounts would leave the roster at once, more than Roster:MaxLoss allows: the reading is held.",
            source.LastFailure
        );
        Assert.True((await FeedAsync(world, FeedSource.Entra)).IsLasting);
        // The same failure again is no news.
        Assert.Single(await world.ReadAsync(db => db.AuditEvents.Where(entry => entry.Kind == AuditKinds.RosterFailed)));

        await world.Service<RosterImport>().ForgetAsync("entra", "lead", CancellationToken.None);
        await ReadAsync(world);

        Assert.Single(await EntriesAsync(world, "entra"));
        Assert.False((await FeedAsync(world, FeedSource.Entra)).IsLasting);
    }

    [Fact]
    public async Task ReadTwice_AndAtOnce_ChangesNothingAndIsOneAuditEntry()
    {
        await using var world = await StartAsync(pageSize: 10, Entra);
        AddPeople(world.Graph);

        await AtOnce.RunAsync(4, async _ =>
        {
            await ReadAsync(world);
            return true;
        });
        await ReadAsync(world);

        Assert.Equal(4, (await EntriesAsync(world, "entra")).Count);
        Assert.Single(await world.ReadAsync(db => db.AuditEvents.Where(entry => entry.Kind == AuditKinds.RosterImported)));
        Assert.Equal(4, (await world.ReadAsync(db => db.RosterNews)).Count);
    }

    [Theory]
    [InlineData("SELECT 'cfo@example.com' AS email, 'finance' AS category, 'CFO' AS role", null)]
    [InlineData("SELECT 'entra' AS provider, 'AAAAAAAA-0000-4000-8000-000000000001' AS account_id, 'ADMIN' AS category", null)]
    [InlineData("SELECT 'cfo@example.com' AS email", "must have the column category")]
    [InlineData("SELECT '117' AS account_id, 'admin' AS category", "must have the column category")]
    [InlineData("SELECT 'cfo' AS email, 'finance' AS category", "1 errors, the first: query line 1, email: 'cfo' is no email address")]
    [InlineData("SELECT '' AS email, 'finance' AS category WHERE false", "nobody is listed")]
    [InlineData("SELECT pg_sleep(20)::text AS email, 'finance' AS category", "SQLSTATE 57014")]
    [InlineData("DELETE FROM roster_sources RETURNING name AS email, 'finance' AS category", "SQLSTATE 25006")]
    [InlineData("SELEC", "SQLSTATE 42601")]
    public async Task Query_ReadsOnlyAndInTime_OrIsRefused(string sql, string? refusal)
    {
        await using var world = await StartAsync(10, ("Roster:Query:Sql", sql), ("Roster:Query:Timeout", "00:00:01"));

        await ReadAsync(world);

        var source = Assert.Single(await world.ReadAsync(db => db.RosterSources));
        Assert.Equal("query", source.Name);
        if (refusal is null)
            Assert.Equal((world.Now, 1), (source.LastSucceededAt, source.Entries));
        else
            Assert.Contains(refusal, source.LastFailure, StringComparison.Ordinal);
        Assert.Equal(refusal is not null, (await FeedAsync(world, FeedSource.Query)).IsLasting);
    }

    [Fact]
    public async Task Query_OnAnotherDatabase_UsesItsConnectionString()
    {
        await using var other = await TestDatabase.CreateAsync();
        const string made = "CREATE TABLE chiefs AS SELECT 'ceo@example.com' AS email, 'executive' AS class";
        await using (var table = other.Source.CreateCommand(made))
            await table.ExecuteNonQueryAsync();
        await using var world = await StartAsync(
            10,
            ("Roster:Query:Sql", "SELECT email, class AS category FROM chiefs"),
            ("Roster:Query:ConnectionName", "People"),
            ("ConnectionStrings:People", other.ConnectionString)
        );

        await ReadAsync(world);

        Assert.Equal([" ceo@example.com "], await EntriesAsync(world, "query"));
    }

    [Fact]
    public async Task NothingIsSetUp_NothingIsRead()
    {
        await using var world = await StartAsync(10);

        await ReadAsync(world);

        Assert.Empty(await world.ReadAsync(db => db.RosterSources));
        Assert.Empty(world.Graph.Calls);
    }

    private static (string, string?) Entra => ("Roster:Entra", "true");

    private static (string, string?) Okta => ("Roster:Okta", "true");

    private static Task<PollWorld> StartAsync(int pageSize, params IReadOnlyList<(string Key, string? Value)> settings) =>
        PollWorld.StartAsync(pageSize, settings.ToDictionary(setting => setting.Key, setting => setting.Value));

    private static Task ReadAsync(PollWorld world) => world.Service<RosterRefresh>().ReadAsync(world.Now, CancellationToken.None);

    private static async Task<IReadOnlyList<string>> EntriesAsync(PollWorld world, string source) =>
        [
            .. (await world.ReadAsync(db => db.Roster.Where(entry => entry.Source == source)))
                .Select(entry => $"{entry.ExternalId} {entry.Email} {entry.Role}{(entry.IsApp ? $" app {entry.ClientId}" : "")}")
                .Order(StringComparer.Ordinal),
        ];

    private static async Task<FeedHealth> FeedAsync(PollWorld world, FeedSource source) =>
        Assert.Single(await world.ReadAsync(db => db.FeedHealth.Where(row => row.Source == source && row.Part == FeedPart.Roster)));

    private static void AddPeople(GraphSimulator graph)
    {
        graph.Add(new SimulatedDirectoryObject("user", Ana, "Ana", "Ana@example.com"));
        graph.Add(new SimulatedDirectoryObject("user", Ben, "Ben", "ben@example.com"));
        graph.Add(new SimulatedDirectoryObject("servicePrincipal", Bot, "Bot", AppId: BotClient));
        graph.Add(new SimulatedDirectoryObject("user", Cleo, "Cleo", "cleo@example.com"));
        graph.Add(new SimulatedDirectoryObject("group", Team, "Team") { Members = [Cleo] });
        graph.Add(new SimulatedRoleHolder(Ana, "Global Administrator"));
        graph.Add(new SimulatedRoleHolder(Ben, "Helpdesk Administrator", IsEligible: true));
        graph.Add(new SimulatedRoleHolder(Bot, "Application Administrator"));
        graph.Add(new SimulatedRoleHolder(Team, "User Administrator", IsEligible: true));
    }
}
