using OAuthAttest.Grants.Import.Statements;
using Xunit;

namespace OAuthAttest.Tests.Grants.Import;

/// <summary>Addresses of people, managers and owners, however they are written, are those that everybody compares with.</summary>
public sealed class StatementAddressesTests
{
    [Theory]
    [InlineData("U1@Larkspur.example")]
    [InlineData("u1\u200B@larkspur.example")]
    [InlineData("mailto:u1@larkspur.example")]
    [InlineData("User One <u1@larkspur.example>")]
    public async Task PeopleImport_AddressesInTheirWrittenForms_AreThePeoplesOwn(string written)
    {
        using var folder = new ExportFolder();
        await using var inventory = await FilledAsync();
        var people = new PeopleImport(inventory.Database.Source, TimeProvider.System);

        var manager = written.Replace("u1", "boss", StringComparison.OrdinalIgnoreCase);
        var changed = await people.ImportAsync(
            folder.Write("people.csv", $"email,manager_email,groups\n{written},{manager},\n"),
            "test"
        );

        Assert.Equal((1L, "boss@larkspur.example"), (changed, (await inventory.UserAsync("u1")).ManagerEmail));
    }

    [Theory]
    [InlineData("own\u00ADer@larkspur.example")]
    [InlineData("mailto:owner@larkspur.example")]
    [InlineData("The Owner <Owner@Larkspur.example>")]
    public async Task OwnersImport_AddressesInTheirWrittenForms_AreTheOwnersOwn(string written)
    {
        using var folder = new ExportFolder();
        await using var inventory = await FilledAsync();

        await new AppOwnersImport(inventory.Database.Source, TimeProvider.System).ImportAsync(
            folder.Write("owners.csv", $"provider,client_id,owner_email\nentra,c1,{written}\n"), "test");

        Assert.Equal("owner@larkspur.example", (await inventory.AppAsync("c1")).OwnerEmail);
    }

    private static async Task<ImportedInventory> FilledAsync()
    {
        var inventory = await ImportedInventory.CreateAsync();
        await inventory.ImportAsync(new RecordedInventory().User("u1").App("c1").Grant("g1"));
        return inventory;
    }
}
