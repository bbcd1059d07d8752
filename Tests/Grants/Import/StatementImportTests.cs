using OAuthAttest.Grants.Import;
using OAuthAttest.Grants.Import.Statements;
using Xunit;

namespace OAuthAttest.Tests.Grants.Import;

public sealed class StatementImportTests
{
    [Fact]
    public async Task OwnersImport_KnownApps_GivesThemOwners()
    {
        using var folder = new ExportFolder();
        await using var inventory = await FilledAsync();

        var changed = await Owners(inventory)
            .ImportAsync(
                folder.Write("owners.csv", "provider,client_id,owner_email\nentra,c1,Owner@Larkspur.example\nentra,c2,\n"),
                "test"
            );

        Assert.Equal(2, changed);
        Assert.Equal(
            ("owner@larkspur.example", null),
            ((await inventory.AppAsync("c1")).OwnerEmail, (await inventory.AppAsync("c2")).OwnerEmail)
        );
    }

    [Theory]
    [InlineData(
        "provider,client_id,owner_email\nentra,c1,owner@larkspur.example\nentra,c9,owner@larkspur.example\n",
        "owners.csv line 3, client_id: the inventory has no app 'c9' at entra"
    )]
    [InlineData(
        "provider,client_id,owner_email\nEntra ID,c1,owner@larkspur.example\n",
        "owners.csv line 2, provider: 'Entra ID' is no provider name"
    )]
    [InlineData("provider,client_id,owner_email\nentra,c1,nobody\n", "owners.csv line 2, owner_email: 'nobody' is no email address")]
    [InlineData(
        "provider,client_id,owner_email\nentra,c1,a@b.example\nentra,c1,c@d.example\n",
        "owners.csv line 3, client_id: the app 'c1' is there twice: first on line 2"
    )]
    public async Task OwnersImport_BadRow_ChangesNothing(string text, string error)
    {
        using var folder = new ExportFolder();
        await using var inventory = await FilledAsync();

        var refused = await Assert.ThrowsAsync<InventoryRejectedException>(() =>
            Owners(inventory).ImportAsync(folder.Write("owners.csv", text), "test")
        );

        Assert.Equal(error, Assert.Single(refused.Errors).ToString());
        Assert.Null((await inventory.AppAsync("c1")).OwnerEmail);
    }

    [Fact]
    public async Task OwnersImport_WrongHeader_IsRefused()
    {
        using var folder = new ExportFolder();
        await using var inventory = await FilledAsync();

        var refused = await Assert.ThrowsAsync<InventoryRejectedException>(() =>
            Owners(inventory).ImportAsync(folder.Write("owners.csv", "app,owner\n"), "test")
        );

        Assert.Equal("owners.csv line 1: the header must be provider,client_id,owner_email; it is 'app,owner'.", refused.Message);
    }

    [Fact]
    public async Task PeopleImport_KnownAndUnknownPeople_FillsInWhatProvidersLack()
    {
        using var folder = new ExportFolder();
        await using var inventory = await FilledAsync();
        var people = new PeopleImport(inventory.Database.Source, TimeProvider.System);

        var changed = await people.ImportAsync(
            folder.Write(
                "people.csv",
                "email,manager_email,groups\nU1@larkspur.example,Boss@larkspur.example,Sales; Berlin\nstranger@larkspur.example,,\n"
            ),
            "test"
        );
        await inventory.ImportAsync(Roster());

        var user = await inventory.UserAsync("u1");
        Assert.Equal((1L, "boss@larkspur.example"), (changed, user.ManagerEmail));
        Assert.Equal(["Berlin", "Sales"], user.Groups);
    }

    private static AppOwnersImport Owners(ImportedInventory inventory) => new(inventory.Database.Source, TimeProvider.System);

    private static RecordedInventory Roster() =>
        new RecordedInventory()
            .User("u1")
            .App("c1")
            .App("c2", suggestedOwner: "old@larkspur.example")
            .Grant("g1")
            .Grant("g2", client: "c2");

    private static async Task<ImportedInventory> FilledAsync()
    {
        var inventory = await ImportedInventory.CreateAsync();
        await inventory.ImportAsync(Roster());
        return inventory;
    }
}
