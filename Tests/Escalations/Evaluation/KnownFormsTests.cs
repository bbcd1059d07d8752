using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Evaluation;
using OAuthAttest.Grants;
using OAuthAttest.Rosters;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Evaluation;

/// <summary>
/// One person has many keys. A person who is listed by any of them is found, and only who can be compared with every list is standard.
/// </summary>
public sealed class KnownFormsTests
{
    private const string Account = "6f1c2d3e-0000-4000-8000-00000000000a";

    [Theory]
    [InlineData("ceo@example.com\u200B")]
    [InlineData("\u00A0Ceo@Example.com")]
    [InlineData("mailto:ceo@example.com")]
    [InlineData("Carla Chief <ceo@example.com>")]
    [InlineData("ceo@example.com.")]
    public async Task FindAsync_AnotherWritingOfTheListedAddress_IsThePerson(string written)
    {
        await using var world = await EscalationWorld.CreateAsync();
        await world.RosterSourceAsync();
        await world.PrivilegedAsync("ceo@example.com");

        Assert.Equal(Privilege.Privileged, (await FindAsync(world, email: written)).Privilege);
    }

    [Theory]
    [InlineData("zo\u00EB.\u00E9lan@contoso.example", "ZOE\u0308.E\u0301LAN@Contoso.Example")]
    [InlineData("guest.admin@partner.example", "guest.admin_partner.example#EXT#@contoso.onmicrosoft.com")]
    [InlineData("ceo@xn--bcher-kva.example", "ceo@b\u00FCcher.example")]
    public async Task FindAsync_AnotherFormOfTheListedAddress_IsThePerson(string listed, string told)
    {
        await using var world = await EscalationWorld.CreateAsync();
        await world.RosterSourceAsync();
        await world.PrivilegedAsync(listed);

        Assert.Equal(Privilege.Privileged, (await FindAsync(world, email: told)).Privilege);
    }

    [Theory]
    [InlineData("alias of the account, consent by id")]
    [InlineData("alias of the account, consent by alias")]
    [InlineData("alias of the entry")]
    [InlineData("alias of the entry, through the account")]
    [InlineData("entry by id, consent by alias")]
    [InlineData("id in capitals")]
    [InlineData("address as id")]
    public async Task FindAsync_ListedByAnAlias_IsPrivileged(string how)
    {
        await using var world = await EscalationWorld.CreateAsync();
        await world.RosterSourceAsync();
        var (id, email) = ((string?)null, (string?)null);
        switch (how)
        {
            case "alias of the account, consent by id":
                await world.AccountAsync("entra", Account, "carla@example.com", "ceo@example.com");
                await world.PrivilegedAsync("ceo@example.com");
                id = Account;
                break;
            case "alias of the account, consent by alias":
                await world.AccountAsync("entra", Account, "ceo@example.com", "carla@example.com");
                await world.PrivilegedAsync("ceo@example.com");
                email = "carla@example.com";
                break;
            case "alias of the entry":
                await world.PrivilegedAsync("carla@example.com", aliases: "ceo@example.com");
                email = "ceo@example.com";
                break;
            case "alias of the entry, through the account":
                await world.AccountAsync("google", "117", "ceo@example.com");
                await world.PrivilegedAsync("carla@example.com", aliases: "ceo@example.com");
                await world.AccountAsync("entra", Account, "c@example.com", "ceo@example.com");
                id = Account;
                break;
            case "entry by id, consent by alias":
                await world.AccountAsync("okta", "00u1", "carla@example.com", "ceo@example.com");
                await world.PrivilegedAsync(id: "00u1", provider: "okta");
                email = "ceo@example.com";
                break;
            case "id in capitals":
                await world.PrivilegedAsync(id: Account, provider: "entra");
                id = Account.ToUpperInvariant();
                break;
            default:
                await world.PrivilegedAsync("ceo@example.com");
                id = "CEO@example.com";
                break;
        }

        Assert.Equal(Privilege.Privileged, (await FindAsync(world, id, email)).Privilege);
    }

    [Theory]
    [InlineData("cfo@example.com", "cfo+apps@example.com")]
    [InlineData("cfo+admin@example.com", "cfo@example.com")]
    [InlineData("cfo+admin@example.com", "cfo+apps@example.com")]
    public async Task FindAsync_AnAddressThatDiffersByItsTag_IsUnknownAndSaysSo(string listed, string told)
    {
        await using var world = await EscalationWorld.CreateAsync();
        await world.RosterSourceAsync();
        await world.PrivilegedAsync(listed);

        var found = await FindAsync(world, email: told);

        Assert.Equal(
            (Privilege.Unknown, "the roster source hr lists an address that differs by a +tag only: it may be the same person"),
            (found.Privilege, found.Why)
        );
    }

    [Fact]
    public async Task FindAsync_ATaggedAddressWhoseAccountIsListedById_IsUnknown()
    {
        await using var world = await EscalationWorld.CreateAsync();
        await world.RosterSourceAsync();
        await world.AccountAsync("google", "117", "cfo@example.com");
        await world.PrivilegedAsync(id: "117", provider: "google");

        Assert.Equal(Privilege.Unknown, (await FindAsync(world, email: "cfo+apps@example.com")).Privilege);
    }

    [Theory]
    [InlineData("email", "email", Privilege.Standard)]
    [InlineData("email", "id", Privilege.Unknown)]
    [InlineData("email", "both", Privilege.Standard)]
    [InlineData("entra id", "id", Privilege.Standard)]
    [InlineData("entra id", "email", Privilege.Unknown)]
    [InlineData("okta id", "id", Privilege.Unknown)]
    [InlineData("okta id", "both", Privilege.Unknown)]
    [InlineData("entra id and email", "id", Privilege.Standard)]
    [InlineData("entra id and email", "email", Privilege.Standard)]
    [InlineData("two lists", "email", Privilege.Unknown)]
    [InlineData("two lists", "both", Privilege.Standard)]
    [InlineData("an app", "email", Privilege.Standard)]
    public async Task FindAsync_NobodyTheListsName_IsStandardOnlyIfEveryListCouldBeCompared(string list, string told, Privilege expected)
    {
        await using var world = await EscalationWorld.CreateAsync();
        await world.RosterSourceAsync();
        if (list is "email" or "two lists")
            await world.PrivilegedAsync("boss@example.com");
        if (list is "two lists")
            await world.RosterSourceAsync("entra-roles");
        if (list is "entra id" or "two lists")
            await world.PrivilegedAsync(id: Account, provider: "entra", source: list == "two lists" ? "entra-roles" : "hr");
        if (list is "okta id")
            await world.PrivilegedAsync(id: "00u1", provider: "okta");
        if (list is "entra id and email")
            await world.PrivilegedAsync("boss@example.com", Account, "entra");
        if (list is "an app")
            await world.PrivilegedAsync(id: Account, provider: "entra", isApp: true);

        var found = await FindAsync(world, told is "id" or "both" ? "account-2" : null, told is "email" or "both" ? "x@example.com" : null);

        Assert.Equal(expected, found.Privilege);
        Assert.Equal(expected == Privilege.Unknown, found.Why?.Contains("could not be compared", StringComparison.Ordinal) == true);
    }

    [Theory]
    [InlineData("x@example.com", Privilege.Standard)]
    [InlineData(null, Privilege.Unknown)]
    public async Task FindAsync_AnAccountOfTheInventory_IsStandardIfItsAddressIsKnown(string? address, Privilege expected)
    {
        await using var world = await EscalationWorld.CreateAsync();
        await world.RosterSourceAsync();
        await world.PrivilegedAsync("boss@example.com");
        await world.AccountAsync("entra", "account-2", address);

        Assert.Equal(expected, (await FindAsync(world, "account-2")).Privilege);
    }

    [Fact]
    public async Task FindAsync_ANumericAccountOfAnotherProvider_NamesTheListThatCouldNotBeCompared()
    {
        await using var world = await EscalationWorld.CreateAsync();
        await world.RosterSourceAsync();
        await world.PrivilegedAsync("boss@example.com");

        var found = await world.Roster.FindAsync(
            new ConsentingPerson("8", null, "octo-admin"),
            ProviderName.GitHub,
            EscalationWorld.Now,
            default
        );

        Assert.Equal(
            (Privilege.Unknown, "the roster source hr could not be compared: it lists addresses, and none is known of this account"),
            (found.Privilege, found.Why)
        );
    }

    [Fact]
    public async Task FindAsync_AnIncompleteSource_MakesNobodyStandardAndSaysWhy()
    {
        await using var world = await EscalationWorld.CreateAsync();
        await world.RosterSourceAsync("hr");
        await world.RosterSourceAsync("entra-roles", incompleteBecause: "lists eligible roles only");

        var found = await FindAsync(world, "account-2", "x@example.com");

        Assert.Equal(
            (Privilege.Unknown, "the roster source entra-roles is not complete: it lists eligible roles only"),
            (found.Privilege, found.Why)
        );
    }

    [Theory]
    [InlineData("object-1", null)]
    [InlineData("client-1", null)]
    [InlineData("object-9", "client-1")]
    public async Task FindAsync_AnAppThatIsListed_IsFoundByItsObjectOrClientId(string id, string? client)
    {
        await using var world = await EscalationWorld.CreateAsync();
        await world.RosterSourceAsync();
        await world.PrivilegedAsync(
            id: "object-1",
            provider: "entra",
            category: RosterCategory.Admin,
            role: "Application Administrator",
            isApp: true,
            clientId: "client-1"
        );

        var found = await world.Roster.FindAsync(
            new ConsentingPerson(id, null, "Provisioner", IsApp: true, client),
            ProviderName.Entra,
            EscalationWorld.Now,
            default
        );

        Assert.Equal((Privilege.Privileged, "Application Administrator"), (found.Privilege, found.Role));
    }

    private static Task<RosterFinding> FindAsync(EscalationWorld world, string? id = null, string? email = null) =>
        world.Roster.FindAsync(new ConsentingPerson(id, email, null), ProviderName.Entra, EscalationWorld.Now, default);
}
