using System.Text.Json;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Grants;
using OAuthAttest.Rosters;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Evaluation;

/// <summary>What the consent itself proves, whom it is for, and what is done where nobody can tell.</summary>
public sealed class ProvenPrivilegeTests
{
    private const string Ceo = "6f1c2d3e-0000-4000-8000-00000000000a";
    private const string Dev = "6f1c2d3e-0000-4000-8000-00000000000b";

    [Theory]
    [InlineData(ConsentType.Principal, true, "entra")]
    [InlineData(ConsentType.Tenant, null, "entra")]
    [InlineData(ConsentType.Application, null, "entra")]
    [InlineData(ConsentType.Application, false, "entra")]
    [InlineData(ConsentType.Application, true, "github")]
    [InlineData(ConsentType.Application, null, "github")]
    public async Task DecideAsync_AConsentThatProvesAnAdministrator_IsNeverAStandardUsers(ConsentType type, bool? admin, string provider)
    {
        await using var world = await EscalationWorld.CreateAsync();
        await world.RosterSourceAsync();
        await world.AccountAsync(provider, "account-2", "x@example.com");
        var consent = await world.ConsentAsync("x@example.com", "account-2", with: facts =>
            facts with { Provider = ProviderName.Parse(provider), ConsentType = type, IsAdminConsent = admin });

        var evaluation = await world.DecideAsync(consent);

        var decision = await world.DecisionAsync(consent);
        Assert.Equal(
            (EscalationVerdict.Escalate, Privilege.Privileged, (RosterCategory?)null, "an administrator's consent, not in the roster"),
            (evaluation.Verdict, decision.Privilege, decision.Category, decision.Role)
        );
        Assert.Equal("all of it is fresh, and it does not list who gave this consent", decision.RosterNote);
        using var data = JsonDocument.Parse(Assert.Single(await world.ReadAsync(db => db.AuditEvents)).Data);
        Assert.Equal(decision.RosterNote, data.RootElement.GetProperty("rosterGap").GetString());
        var report = (await world.Reports.FindAsync(consent.Key, default))!.Decision!;
        Assert.Equal((decision.Role, decision.RosterNote), (report.Standing, report.RosterNote));
    }

    [Fact]
    public async Task DecideAsync_AnAppOnASomebodysOwnGitHubAccount_ProvesNothing()
    {
        await using var world = await EscalationWorld.CreateAsync();
        await world.RosterSourceAsync();
        var consent = await world.ConsentAsync("x@example.com", "8", with: facts =>
            facts with { Provider = ProviderName.GitHub, ConsentType = ConsentType.Application, IsAdminConsent = false });

        await world.DecideAsync(consent);

        Assert.Equal(Privilege.Standard, (await world.DecisionAsync(consent)).Privilege);
    }

    [Fact]
    public async Task DecideAsync_AnAdministratorWithARosterThatIsOld_KeepsTheReasonOfTheDoubt()
    {
        await using var world = await EscalationWorld.CreateAsync();
        await world.RosterSourceAsync(age: TimeSpan.FromDays(9));
        var consent = await world.ConsentAsync("x@example.com", with: facts => facts with { IsAdminConsent = true });

        await world.DecideAsync(consent);

        var decision = await world.DecisionAsync(consent);
        Assert.Equal((Privilege.Privileged, "the roster source hr is too old"), (decision.Privilege, decision.RosterNote));
    }

    [Fact]
    public async Task DecideAsync_AnAppThatGivesAConsent_IsEscalatedAndNamedAsAnApp()
    {
        await using var world = await EscalationWorld.CreateAsync();
        await world.RosterSourceAsync();
        await world.AccountAsync("entra", "object-1", "x@example.com");
        var consent = await world.ConsentAsync(with: facts =>
            facts with { Who = new ConsentingPerson("object-1", null, "Provisioner", IsApp: true) });

        await world.DecideAsync(consent);

        var decision = await world.DecisionAsync(consent);
        Assert.Equal(
            (EscalationVerdict.Escalate, Privilege.Privileged, "an app that gives consents, not in the roster"),
            (decision.Verdict, decision.Privilege, decision.Role)
        );
        var view = (await world.Incidents.ReadAsync(decision.IncidentId!.Value, default))!;
        Assert.StartsWith(
            "the app Provisioner (an app that gives consents, not in the roster) let in Mail Helper",
            OAuthAttest.Escalations.Dispatch.Paging.PageComposer.Summary(view),
            StringComparison.Ordinal
        );
        Assert.Equal(ActorKind.App, (await world.Reports.FindAsync(consent.Key, default))!.Consent.PersonKind);
    }

    [Theory]
    [InlineData("maker standard, principal listed", Privilege.Privileged, true)]
    [InlineData("maker standard, principal unknown", Privilege.Unknown, true)]
    [InlineData("both standard", Privilege.Standard, false)]
    [InlineData("maker listed, principal standard", Privilege.Privileged, false)]
    [InlineData("maker listed, principal unknown", Privilege.Privileged, false)]
    [InlineData("maker unknown, principal standard", Privilege.Unknown, false)]
    public async Task DecideAsync_OnBehalfOfSomebodyElse_IsJudgedByTheMorePrivilegedOfTheTwo(
        string who,
        Privilege expected,
        bool isPrincipals
    )
    {
        await using var world = await EscalationWorld.CreateAsync();
        await world.RosterSourceAsync();
        await world.PrivilegedAsync("boss@example.com");
        if (!who.StartsWith("maker unknown", StringComparison.Ordinal))
        {
            await world.AccountAsync(
                "entra", Dev, who.StartsWith("maker listed", StringComparison.Ordinal) ? "boss@example.com" : "dev@example.com");
        }
        if (!who.EndsWith("principal unknown", StringComparison.Ordinal))
        {
            await world.AccountAsync(
                "entra", Ceo, who.EndsWith("principal listed", StringComparison.Ordinal) ? "boss@example.com" : "else@example.com");
        }
        var consent = await world.ConsentAsync(null, Dev, with: facts => facts with { Principals = [Ceo] });

        await world.DecideAsync(consent);

        var decision = await world.DecisionAsync(consent);
        Assert.Equal((expected, isPrincipals), (decision.Privilege, decision.IsPrivilegeOfPrincipal));
        Assert.Equal(
            expected == Privilege.Standard ? EscalationVerdict.Exit : EscalationVerdict.Escalate,
            decision.Verdict
        );
    }

    [Fact]
    public async Task DecideAsync_OnBehalfOfTheChief_NamesBothInThePageAndTheReport()
    {
        await using var world = await EscalationWorld.CreateAsync();
        await world.RosterSourceAsync();
        await world.PrivilegedAsync("ceo@example.com", role: "CEO");
        await world.AccountAsync("entra", Dev, "dev@example.com");
        await world.AccountAsync("entra", Ceo, "ceo@example.com");
        var consent = await world.ConsentAsync("dev@example.com", Dev, with: facts => facts with { Principals = [Ceo] });

        await world.DecideAsync(consent);

        var decision = await world.DecisionAsync(consent);
        var view = (await world.Incidents.ReadAsync(decision.IncidentId!.Value, default))!;
        Assert.StartsWith(
            "Somebody (dev@example.com) on behalf of ceo@example.com, executive: CEO (for whom it is: executive: CEO) let in Mail Helper",
            OAuthAttest.Escalations.Dispatch.Paging.PageComposer.Summary(view),
            StringComparison.Ordinal
        );
        var report = (await world.Reports.FindAsync(consent.Key, default))!;
        Assert.Equal(("ceo@example.com, executive: CEO", true), (report.Decision!.OnBehalfOf, report.Decision.IsPrivilegeOfPrincipal));
        Assert.Equal([Ceo], report.Consent.OnBehalfOfIds);
    }

    [Fact]
    public async Task DecideAsync_UnknownPersonAndChannelOnly_PostsWithoutAPage()
    {
        await using var world = await EscalationWorld.CreateAsync();
        world.Options.UnknownPerson = UnknownPersonPolicy.Channel;
        var consent = await world.ConsentAsync("x@example.com");

        await world.DecideAsync(consent);

        var incident = Assert.Single(await world.IncidentsAsync());
        var effects = await world.EffectsAsync();
        Assert.DoesNotContain(EffectKeys.Page(incident.DedupKey), effects);
        Assert.Contains(EffectKeys.SlackSummary(incident.DedupKey), effects);
        Assert.Contains(EffectKeys.DatadogEvent(consent.Key), effects);
        Assert.Equal(
            "there is no roster; pages nobody by itself, as Escalation:UnknownPerson says",
            (await world.DecisionAsync(consent)).RosterNote
        );
    }

    [Fact]
    public async Task DecideAsync_APrivilegedPersonJoinsWhatWasOnlyPosted_PagesOnce()
    {
        await using var world = await EscalationWorld.CreateAsync();
        world.Options.UnknownPerson = UnknownPersonPolicy.Channel;
        await world.PrivilegedAsync("boss@example.com");
        await world.DecideAsync(await world.ConsentAsync("x@example.com"));

        await world.DecideAsync(await world.ConsentAsync());
        await world.DecideAsync(await world.ConsentAsync());

        var incident = Assert.Single(await world.IncidentsAsync());
        Assert.Single(await world.EffectsAsync(), key => key == EffectKeys.Page(incident.DedupKey));
    }

    [Fact]
    public async Task DecideAsync_ALaterRevisionShowsAnAdministrator_PagesForWhatWasOnlyPosted()
    {
        await using var world = await EscalationWorld.CreateAsync();
        world.Options.UnknownPerson = UnknownPersonPolicy.Channel;
        var consent = await world.ConsentAsync("x@example.com");
        await world.DecideAsync(consent);
        await world.ExecuteAsync("UPDATE consents SET revision = 2, is_admin_consent = true");

        await world.DecideAsync(consent);

        Assert.Equal(Privilege.Privileged, (await world.DecisionAsync(consent)).Privilege);
        Assert.Contains(EffectKeys.Page(Assert.Single(await world.IncidentsAsync()).DedupKey), await world.EffectsAsync());
    }
}
