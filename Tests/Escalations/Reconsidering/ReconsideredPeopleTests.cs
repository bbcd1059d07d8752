using Microsoft.Extensions.Time.Testing;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Reconsidering;
using OAuthAttest.Grants.Import;
using OAuthAttest.Rosters;
using OAuthAttest.Tests.Grants.Import;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Reconsidering;

/// <summary>
/// Each single way that leads from a new row of the roster to a consent of before: nothing but this one way names the person here.
/// </summary>
public sealed class ReconsideredPeopleTests : IDisposable
{
    private const string Account = "acc00000-0000-4000-8000-000000000001";
    private const string Header = "email,provider,account_id,name,category,role\n";
    private const string Somebody = "old@example.com,,,,custom,Board\n";
    private readonly ExportFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    // The same address, and the account's id is in no inventory.
    [InlineData("boss@example.com", null, "boss@example.com,,,,finance,")]
    // The source tells the address as the account's name.
    [InlineData(null, "Boss@Example.com", "boss@example.com,,,,finance,")]
    // The account is listed by its id, and the consent has no address.
    [InlineData(null, Account, $",entra,{Account},,admin,")]
    [InlineData(null, "ACC00000-0000-4000-8000-000000000001", $",entra,{Account},,admin,")]
    // The list has the address, the consent the id, and the inventory both.
    [InlineData(null, "inventory-id", "known@example.com,,,,finance,")]
    [InlineData(null, "inventory-id", "known.alias@example.com,,,,finance,")]
    // The list has the id, the consent the address, and the inventory both.
    [InlineData("known@example.com", null, ",entra,inventory-id,,admin,")]
    // By the tag it is a possible match on either side.
    [InlineData("boss+apps@example.com", null, "boss@example.com,,,,finance,")]
    [InlineData("boss@example.com", null, "boss+apps@example.com,,,,finance,")]
    public async Task Person_NamedByOneWayAlone_IsFound(string? email, string? id, string row)
    {
        await using var world = await StartAsync();
        await world.AccountAsync("entra", "inventory-id", "known@example.com", "known.alias@example.com");
        var consent = await world.ConsentAsync(email, id);
        await ImportAsync(world, $"{Somebody}{row}\n");

        Assert.Equal(consent.Id, Assert.Single(await ReconsiderAsync(world)).Id);
    }

    [Theory]
    [InlineData("other@example.com", null, "boss@example.com,,,,finance,")]
    [InlineData(null, "inventory-id", $",entra,{Account},,admin,")]
    public async Task SomebodyElse_IsLeft(string? email, string? id, string row)
    {
        await using var world = await StartAsync();
        await world.AccountAsync("entra", "inventory-id", "known@example.com");
        await world.ConsentAsync(email, id);
        await ImportAsync(world, $"{Somebody}{row}\n");

        Assert.Empty(await ReconsiderAsync(world));
    }

    [Fact]
    public async Task App_ListedByItsClientId_IsFoundByThat()
    {
        await using var world = await StartAsync();
        var consent = await world.ConsentAsync(null, with: facts => facts with
        {
            Who = new ConsentingPerson(null, null, "Deployer", IsApp: true, Account),
        });
        await ImportAsync(world, $"{Somebody},entra,{Account},,admin,\n");

        Assert.Equal(consent.Id, Assert.Single(await ReconsiderAsync(world)).Id);
    }

    [Fact]
    public async Task Drill_StartedBySomebodyWhoIsListedSince_IsLeft()
    {
        await using var world = await StartAsync();
        await world.ConsentAsync("boss@example.com", source: ConsentSource.Drill);
        await ImportAsync(world, $"{Somebody}boss@example.com,,,,finance,\n");

        Assert.Empty(await ReconsiderAsync(world));
    }

    [Fact]
    public async Task ConsentThatIsDecidedAgainAnyway_IsLeft()
    {
        await using var world = await StartAsync();
        var consent = await world.ConsentAsync("boss@example.com");
        Assert.Equal(EscalationVerdict.Exit, (await world.DecideAsync(consent)).Verdict);
        // A later record's revision is not decided yet: its own decision reads the new roster.
        await world.EnrichAsync(consent, "Mail.ReadWrite", "Files.ReadWrite.All");
        await ImportAsync(world, $"{Somebody}boss@example.com,,,,finance,\n");

        Assert.Empty(await ReconsiderAsync(world));
        Assert.Equal(EscalationVerdict.Escalate, (await world.DecideAsync(consent)).Verdict);
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
            new CsvRosterReader(folder.Write("people.csv", Header + rows)),
            new ImportOptions(),
            CancellationToken.None
        );
}
