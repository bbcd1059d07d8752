using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Grants;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Evaluation;

/// <summary>
/// Every actor with every kind of consent, at every risk and every state of the roster: the verdict, and the rule that decided. The same
/// table is in docs/escalation.md.
/// </summary>
public sealed class VerdictTableTests
{
    private const string Ceo = "6f1c2d3e-0000-4000-8000-00000000000a";
    private const string Dev = "6f1c2d3e-0000-4000-8000-00000000000b";
    private const string Listed = "ceo@example.com";

    private static readonly string[] Risks = ["low", "high", "critical", "undescribed"];
    private static readonly string[] Rosters = ["fresh", "stale", "failed", "none"];

    /// <summary>
    /// For each risk the four states of the roster, in the order above: N exits as not high-scope, S exits as a standard user, P escalates
    /// as privileged, U escalates as unknown.
    /// </summary>
    public static TheoryData<string, string, string> Table =>
        new()
        {
            { "listed", "own", "NNNN PPPU PPPU PPPU" },
            { "listed", "tenant-wide", "PPPP PPPP PPPP PPPP" },
            { "listed", "application", "PPPP PPPP PPPP PPPP" },
            { "listed", "administrator's", "PPPP PPPP PPPP PPPP" },
            { "not listed", "own", "NNNN SUUU SUUU SUUU" },
            { "not listed", "tenant-wide", "PPPP PPPP PPPP PPPP" },
            { "not listed", "application", "PPPP PPPP PPPP PPPP" },
            { "not listed", "administrator's", "PPPP PPPP PPPP PPPP" },
            { "unknown", "own", "NNNN UUUU UUUU UUUU" },
            { "unknown", "tenant-wide", "PPPP PPPP PPPP PPPP" },
            { "unknown", "application", "PPPP PPPP PPPP PPPP" },
            { "unknown", "administrator's", "PPPP PPPP PPPP PPPP" },
            { "nameless", "own", "NNNN UUUU UUUU UUUU" },
            { "nameless", "tenant-wide", "PPPP PPPP PPPP PPPP" },
            { "nameless", "application", "PPPP PPPP PPPP PPPP" },
            { "nameless", "administrator's", "PPPP PPPP PPPP PPPP" },
            { "app", "own", "NNNN PPPP PPPP PPPP" },
            { "app", "tenant-wide", "PPPP PPPP PPPP PPPP" },
            { "app", "application", "PPPP PPPP PPPP PPPP" },
            { "app", "administrator's", "PPPP PPPP PPPP PPPP" },
            { "guest, listed", "own", "NNNN PPPU PPPU PPPU" },
            { "guest, listed", "tenant-wide", "PPPP PPPP PPPP PPPP" },
            { "guest, listed", "application", "PPPP PPPP PPPP PPPP" },
            { "guest, listed", "administrator's", "PPPP PPPP PPPP PPPP" },
            { "guest, not listed", "own", "NNNN SUUU SUUU SUUU" },
            { "guest, not listed", "tenant-wide", "PPPP PPPP PPPP PPPP" },
            { "guest, not listed", "application", "PPPP PPPP PPPP PPPP" },
            { "guest, not listed", "administrator's", "PPPP PPPP PPPP PPPP" },
            { "on behalf of a listed person", "own", "NNNN PPPU PPPU PPPU" },
            { "on behalf of a listed person", "tenant-wide", "PPPP PPPP PPPP PPPP" },
            { "on behalf of a listed person", "application", "PPPP PPPP PPPP PPPP" },
            { "on behalf of a listed person", "administrator's", "PPPP PPPP PPPP PPPP" },
            { "on behalf of an unknown account", "own", "NNNN UUUU UUUU UUUU" },
            { "on behalf of an unknown account", "tenant-wide", "PPPP PPPP PPPP PPPP" },
            { "on behalf of an unknown account", "application", "PPPP PPPP PPPP PPPP" },
            { "on behalf of an unknown account", "administrator's", "PPPP PPPP PPPP PPPP" },
        };

    [Theory]
    [MemberData(nameof(Table))]
    public async Task DecideAsync_EachCell_HasItsVerdictAndRules(string actor, string consent, string expected)
    {
        await using var world = await EscalationWorld.CreateAsync();
        await world.AccountAsync("entra", Dev, "dev@example.com");
        await world.AccountAsync("entra", Ceo, Listed);
        var cells = Risks.Select(_ => new char[Rosters.Length]).ToArray();
        for (var roster = 0; roster < Rosters.Length; roster++)
        {
            await ArrangeAsync(world, Rosters[roster]);
            for (var risk = 0; risk < Risks.Length; risk++)
            {
                var record = await world.ConsentAsync(client: $"client-{roster}-{risk}", with: facts => With(facts, actor, consent, risk));
                await world.DecideAsync(record);
                var decision = await world.DecisionAsync(record);
                cells[risk][roster] = Letter(decision);
                AssertRules(decision, consent, risk);
                AssertNoSilence(decision);
            }
        }

        Assert.Equal(expected, string.Join(' ', cells.Select(row => new string(row))));
    }

    [Fact]
    public void Table_OfThisTest_HasEveryActorWithEveryConsent()
    {
        var actors = Table.Select(row => (string)row[0]).ToHashSet(StringComparer.Ordinal);
        var consents = Table.Select(row => (string)row[1]).ToHashSet(StringComparer.Ordinal);

        Assert.Equal(actors.Count * consents.Count, Table.Select(row => ((string)row[0], (string)row[1])).Distinct().Count());
        Assert.Equal(4, consents.Count);
    }

    [Fact]
    public void Documentation_OfTheRules_HasThisTable()
    {
        var text = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "escalation.md"));

        Assert.All(Table, row =>
            Assert.Contains($"| {row[0]} | {row[1]} | `{((string)row[2]).Replace(" ", "` | `", StringComparison.Ordinal)}` |", text));
    }

    private static async Task ArrangeAsync(EscalationWorld world, string roster)
    {
        await world.ExecuteAsync("DELETE FROM privileged_roster; DELETE FROM roster_sources");
        if (roster == "none")
            return;
        await world.PrivilegedAsync(Listed);
        await world.PrivilegedAsync("guest.admin@partner.example");
        await world.RosterSourceAsync(
            age: roster == "stale" ? TimeSpan.FromDays(9) : null,
            failedAge: roster == "failed" ? TimeSpan.Zero : null
        );
    }

    private static ConsentFacts With(ConsentFacts facts, string actor, string consent, int risk) =>
        facts with
        {
            Who = actor switch
            {
                "listed" => new ConsentingPerson(Ceo, null, null),
                "unknown" => new ConsentingPerson("6f1c2d3e-0000-4000-8000-0000000000ff", null, null),
                "nameless" => new ConsentingPerson(null, null, null),
                "app" => new ConsentingPerson("6f1c2d3e-0000-4000-8000-0000000000aa", null, "Provisioner", IsApp: true),
                "guest, listed" => new ConsentingPerson(null, "guest.admin_partner.example#EXT#@contoso.onmicrosoft.com", null),
                "guest, not listed" => new ConsentingPerson(null, "other_partner.example#EXT#@contoso.onmicrosoft.com", null),
                _ => new ConsentingPerson(Dev, null, null),
            },
            Principals = actor switch
            {
                "on behalf of a listed person" => [Ceo],
                "on behalf of an unknown account" => ["6f1c2d3e-0000-4000-8000-0000000000ff"],
                _ => [],
            },
            ConsentType = consent switch
            {
                "tenant-wide" => ConsentType.Tenant,
                "application" => ConsentType.Application,
                _ => ConsentType.Principal,
            },
            IsAdminConsent = consent == "administrator's" ? true : null,
            Scopes = Risks[risk] switch
            {
                "low" => ["User.Read"],
                "high" => ["Mail.ReadWrite"],
                "critical" => ["RoleManagement.ReadWrite.Directory"],
                _ => ["Nobody.Described.This"],
            },
        };

    private static char Letter(Escalation decision) => (decision.Verdict, decision.Privilege) switch
    {
        (EscalationVerdict.Escalate, Privilege.Privileged) => 'P',
        (EscalationVerdict.Escalate, Privilege.Unknown) => 'U',
        (EscalationVerdict.Exit, Privilege.Standard) when decision.Rules is [RuleNames.StandardUser] => 'S',
        (EscalationVerdict.Exit, _) when decision.Rules is [RuleNames.NotHighScope] => 'N',
        _ => '?',
    };

    private static void AssertRules(Escalation decision, string consent, int risk)
    {
        if (decision.Verdict == EscalationVerdict.Exit)
            return;
        var byReach = consent switch
        {
            "tenant-wide" => RuleNames.TenantWide,
            "application" => RuleNames.ApplicationPermissions,
            "administrator's" => RuleNames.AdminConsent,
            _ => null,
        };
        if (byReach is not null)
            Assert.Contains(byReach, decision.Rules);
        if (Risks[risk] != "low")
            Assert.Contains(RuleNames.ScopeRisk, decision.Rules);
    }

    /// <summary>What is high ends quietly only if the person is known to be a standard user.</summary>
    private static void AssertNoSilence(Escalation decision)
    {
        if (decision.Verdict == EscalationVerdict.Exit && decision.Risk >= Risk.High)
            Assert.Equal(Privilege.Standard, decision.Privilege);
        if (decision.Privilege == Privilege.Unknown)
            Assert.NotNull(decision.RosterNote);
    }
}
