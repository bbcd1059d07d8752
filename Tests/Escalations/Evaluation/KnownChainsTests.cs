using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Evaluation;
using OAuthAttest.Grants;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Evaluation;

/// <summary>What one account of the inventory tells leads to a person's other accounts, and these to what the roster lists.</summary>
public sealed class KnownChainsTests
{
    private const string Account = "11111111-2222-3333-4444-555555555555";

    [Theory]
    [InlineData("ceo@example.com", "carla@example.com")]
    [InlineData("c.boss@example.com", "ceo@example.com")]
    public async Task FindAsync_ListedByAnAddressOfASecondAccount_IsPrivileged(string main, string alias)
    {
        await using var world = await EscalationWorld.CreateAsync();
        await world.RosterSourceAsync();
        // The consent names the first account's address or its alias; the list has an alias that only the second account has.
        await world.AccountAsync("entra", Account, main, alias);
        await world.AccountAsync("google", "117", main == "ceo@example.com" ? alias : main, "listed@example.com");
        await world.PrivilegedAsync("listed@example.com");

        Assert.Equal(Privilege.Privileged, (await FindAsync(world, email: "ceo@example.com")).Privilege);
    }

    [Fact]
    public async Task FindAsync_ListedByTheAddressOfAnAccountThatSharesAnAlias_IsPrivileged()
    {
        await using var world = await EscalationWorld.CreateAsync();
        await world.RosterSourceAsync();
        await world.AccountAsync("entra", Account, "ceo@example.com", "carla@example.com");
        await world.AccountAsync("google", "117", "listed@example.com", "carla@example.com");
        await world.PrivilegedAsync("listed@example.com");

        Assert.Equal(Privilege.Privileged, (await FindAsync(world, email: "ceo@example.com")).Privilege);
    }

    [Fact]
    public async Task FindAsync_AnAccountWhoseOnlyAddressIsTold_IsKnownToTheInventory()
    {
        await using var world = await EscalationWorld.CreateAsync();
        await world.RosterSourceAsync();
        await world.PrivilegedAsync(id: "00u1", provider: "okta");
        await world.AccountAsync("google", "117", "dev@example.com");

        // The list has accounts of another provider only: who has an account with an address counts as compared with everybody.
        var found = await FindAsync(world, email: "dev@example.com");

        Assert.Equal((Privilege.Standard, (string?)null), (found.Privilege, found.Why));
    }

    [Fact]
    public async Task FindAsync_AnAliasOfTheEntryThatDiffersByItsTag_IsUnknownAndSaysSo()
    {
        await using var world = await EscalationWorld.CreateAsync();
        await world.RosterSourceAsync();
        await world.PrivilegedAsync("carla@example.com", aliases: "cfo@example.com");

        var found = await FindAsync(world, email: "cfo+apps@example.com");

        Assert.Equal(
            (Privilege.Unknown, "the roster source hr lists an address that differs by a +tag only: it may be the same person"),
            (found.Privilege, found.Why)
        );
    }

    [Fact]
    public async Task FindAsync_ATaggedAddressOfAnAccountThatIsListedById_IsUnknownThoughTheListCanBeCompared()
    {
        await using var world = await EscalationWorld.CreateAsync();
        await world.RosterSourceAsync();
        await world.AccountAsync("google", "117", "cfo@example.com");
        await world.PrivilegedAsync(id: "117", provider: "google");
        await world.AccountAsync("google", "900", "cfo+apps@example.com");

        var found = await FindAsync(world, email: "cfo+apps@example.com");

        Assert.Equal(
            (Privilege.Unknown, "the roster source hr lists an address that differs by a +tag only: it may be the same person"),
            (found.Privilege, found.Why)
        );
    }

    [Theory]
    [InlineData(20, Privilege.Standard)]
    [InlineData(21, Privilege.Unknown)]
    public async Task DecideAsync_ForMoreOthersThanAreLookedUp_IsUnknownAndSaysSo(int others, Privilege expected)
    {
        await using var world = await EscalationWorld.CreateAsync();
        await world.RosterSourceAsync();
        await world.PrivilegedAsync("boss@example.com");
        await world.AccountAsync("entra", Account, "dev@example.com");
        var principals = Enumerable.Range(10, others).Select(i => $"account-{i}").ToList();
        foreach (var id in principals)
            await world.AccountAsync("entra", id, $"{id}@example.com");
        var consent = await world.ConsentAsync("dev@example.com", Account, with: facts => facts with { Principals = principals });

        await world.DecideAsync(consent);

        var decision = await world.DecisionAsync(consent);
        Assert.Equal(
            (expected, expected == Privilege.Standard ? EscalationVerdict.Exit : EscalationVerdict.Escalate),
            (decision.Privilege, decision.Verdict)
        );
        Assert.Equal(
            expected == Privilege.Unknown,
            decision.RosterNote?.Contains("for more than 20 people, and not all of them were looked up", StringComparison.Ordinal) == true
        );
    }

    private static Task<RosterFinding> FindAsync(EscalationWorld world, string? id = null, string? email = null) =>
        world.Roster.FindAsync(new ConsentingPerson(id, email, null), ProviderName.Entra, EscalationWorld.Now, default);
}
