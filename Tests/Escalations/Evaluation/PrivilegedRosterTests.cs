using Npgsql;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Evaluation;
using OAuthAttest.Grants;
using OAuthAttest.Rosters;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Evaluation;

public sealed class PrivilegedRosterTests
{
    private const string Listed = "boss@example.com";
    private const string Unlisted = "person@example.com";

    public static TheoryData<string, string, Privilege> Matrix
    {
        get
        {
            var matrix = new TheoryData<string, string, Privilege>();
            foreach (var who in (string[])["email", "id", "email of the id", "id of the email", "another account"])
            {
                foreach (var state in (string[])["fresh", "stale", "failed", "failed before", "never read", "one of two stale"])
                    matrix.Add($"listed by {who}", state, Privilege.Privileged);
            }
            foreach (var who in (string[])["unlisted email", "unlisted id", "unlisted both"])
            {
                foreach (var state in (string[])["fresh", "failed before"])
                    matrix.Add(who, state, Privilege.Standard);
                foreach (
                    var state in (string[])["stale", "failed", "never read", "one of two stale", "one of two failed", "none", "unreadable"]
                )
                {
                    matrix.Add(who, state, Privilege.Unknown);
                }
            }
            foreach (var state in (string[])["fresh", "stale", "none"])
                matrix.Add("nobody", state, Privilege.Unknown);
            matrix.Add("listed by email", "unreadable", Privilege.Unknown);
            return matrix;
        }
    }

    [Theory]
    [MemberData(nameof(Matrix))]
    public async Task FindAsync_EachPersonAndState_GivesItsPrivilege(string who, string state, Privilege expected)
    {
        await using var world = await EscalationWorld.CreateAsync();
        await ArrangeAsync(world, state);
        var person = await PersonAsync(world, who);

        var found = await world.Roster.FindAsync(person, ProviderName.Entra, EscalationWorld.Now, default);

        Assert.Equal(expected, found.Privilege);
        Assert.Equal(expected == Privilege.Unknown, found.Why is not null);
        Assert.Equal(expected == Privilege.Privileged ? (RosterCategory.Executive, "Chief") : (null, null), (found.Category, found.Role));
        if (state is "fresh" && who != "nobody")
            Assert.Equal(EscalationWorld.Now.AddHours(-1), found.ReadAt);
        if (state is "none" or "unreadable")
            Assert.Null(found.ReadAt);
    }

    [Fact]
    public async Task FindAsync_AtTheLimitOfAge_IsStandardAndAMomentLaterUnknown()
    {
        await using var world = await EscalationWorld.CreateAsync();
        await world.RosterSourceAsync(age: world.Options.RosterMaxAge);
        var person = new ConsentingPerson(null, Unlisted, null);

        var atLimit = await world.Roster.FindAsync(person, ProviderName.Entra, EscalationWorld.Now, default);
        var later = await world.Roster.FindAsync(person, ProviderName.Entra, EscalationWorld.Now.AddMilliseconds(1), default);

        Assert.Equal((Privilege.Standard, Privilege.Unknown), (atLimit.Privilege, later.Privilege));
        Assert.Equal(EscalationWorld.Now - world.Options.RosterMaxAge, later.ReadAt);
    }

    [Fact]
    public async Task FindAsync_ListedTwice_GivesTheGravestCategoryWithItsOwnAge()
    {
        await using var world = await EscalationWorld.CreateAsync();
        await world.RosterSourceAsync("hr");
        await world.RosterSourceAsync("entra-roles", TimeSpan.FromDays(9));
        await world.PrivilegedAsync(Listed, category: RosterCategory.Finance, role: "Can pay");
        await world.PrivilegedAsync(
            id: "6f1c2d3e-0000-4000-8000-000000000001",
            provider: "entra",
            category: RosterCategory.Admin,
            role: "Global Administrator",
            source: "entra-roles"
        );

        var found = await world.Roster.FindAsync(
            new ConsentingPerson("6F1C2D3E-0000-4000-8000-000000000001", Listed, null),
            ProviderName.Entra,
            EscalationWorld.Now,
            default
        );

        Assert.Equal(
            (RosterCategory.Admin, "Global Administrator", EscalationWorld.Now.AddDays(-9)),
            (found.Category, found.Role, found.ReadAt)
        );
    }

    [Fact]
    public async Task FindAsync_SameIdAtAnotherProvider_IsSomebodyElse()
    {
        await using var world = await EscalationWorld.CreateAsync();
        await world.RosterSourceAsync();
        await world.PrivilegedAsync(id: "7", provider: "google");

        var found = await world.Roster.FindAsync(new ConsentingPerson("7", null, null), ProviderName.Okta, EscalationWorld.Now, default);

        // Not the one who is listed; but an account at Okta and a list of Google's cannot be compared.
        Assert.Equal(Privilege.Unknown, found.Privilege);
    }

    [Fact]
    public async Task FindAsync_RosterThatDoesNotAnswer_IsUnknownWithinSeconds()
    {
        await using var world = await EscalationWorld.CreateAsync();
        await world.RosterSourceAsync();
        await using var blocker = await world.Source.OpenConnectionAsync();
        await using var transaction = await blocker.BeginTransactionAsync();
        await using (var block = new NpgsqlCommand("LOCK TABLE privileged_roster IN ACCESS EXCLUSIVE MODE", blocker))
            await block.ExecuteNonQueryAsync();

        var found = await world.Roster.FindAsync(
            new ConsentingPerson(null, Unlisted, null),
            ProviderName.Entra,
            EscalationWorld.Now,
            default
        );

        Assert.Equal(Privilege.Unknown, found.Privilege);
        Assert.Contains("no answer within", found.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindAsync_NoDatabaseAtAll_Throws()
    {
        await using var world = await EscalationWorld.CreateAsync();
        await using var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=x;Database=x;Timeout=2");
        var roster = new PrivilegedRoster(nowhere, Microsoft.Extensions.Options.Options.Create(world.Options));

        await Assert.ThrowsAsync<NpgsqlException>(() =>
            roster.FindAsync(new ConsentingPerson(null, Unlisted, null), ProviderName.Entra, EscalationWorld.Now, default)
        );
    }

    private static async Task ArrangeAsync(EscalationWorld world, string state)
    {
        if (state is "none")
            return;
        await (state switch
        {
            "stale" => world.RosterSourceAsync(age: TimeSpan.FromDays(3)),
            "failed" => world.RosterSourceAsync(failedAge: TimeSpan.FromMinutes(1)),
            "failed before" => world.RosterSourceAsync(failedAge: TimeSpan.FromHours(5)),
            "never read" => world.RosterSourceAsync(neverRead: true, failedAge: TimeSpan.FromHours(1)),
            _ => world.RosterSourceAsync(),
        });
        if (state is "one of two stale")
            await world.RosterSourceAsync("other", TimeSpan.FromDays(3));
        if (state is "one of two failed")
            await world.RosterSourceAsync("other", failedAge: TimeSpan.Zero);
        if (state is "unreadable")
            await world.ExecuteAsync("ALTER TABLE privileged_roster RENAME TO privileged_roster_gone");
    }

    private static async Task<ConsentingPerson> PersonAsync(EscalationWorld world, string who)
    {
        switch (who)
        {
            case "listed by email":
                if (await world.ScalarAsync<bool>("SELECT to_regclass('privileged_roster') IS NOT NULL"))
                    await world.PrivilegedAsync(Listed);
                return new ConsentingPerson(null, "Boss@Example.com", null);
            case "listed by id":
                await world.PrivilegedAsync(id: "account-1", provider: "entra");
                return new ConsentingPerson("account-1", null, null);
            case "listed by email of the id":
                await world.AccountAsync("entra", "account-1", Listed);
                await world.PrivilegedAsync(Listed);
                return new ConsentingPerson("account-1", null, null);
            case "listed by id of the email":
                await world.AccountAsync("entra", "account-1", Listed);
                await world.PrivilegedAsync(id: "account-1", provider: "entra");
                return new ConsentingPerson(null, Listed, null);
            case "listed by another account":
                await world.AccountAsync("entra", "account-1", Listed);
                await world.AccountAsync("okta", "account-9", Listed);
                await world.PrivilegedAsync(id: "account-9", provider: "okta");
                return new ConsentingPerson("account-1", null, null);
            case "unlisted email":
                return new ConsentingPerson(null, Unlisted, null);
            case "unlisted id":
                return new ConsentingPerson("account-2", null, null);
            case "unlisted both":
                return new ConsentingPerson("account-2", Unlisted, null);
            default:
                return new ConsentingPerson(null, null, "Boss");
        }
    }
}
