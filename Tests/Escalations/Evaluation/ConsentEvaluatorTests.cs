using System.Text.Json;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Evaluation;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Evidence;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Rosters;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Evaluation;

public sealed class ConsentEvaluatorTests
{
    private const string Boss = "boss@example.com";

    [Theory]
    [InlineData("low", "privileged", EscalationVerdict.Exit, "not-high-scope")]
    [InlineData("low", "standard", EscalationVerdict.Exit, "not-high-scope")]
    [InlineData("low", "unknown", EscalationVerdict.Exit, "not-high-scope")]
    [InlineData("high", "standard", EscalationVerdict.Exit, "standard-user")]
    [InlineData("high", "privileged", EscalationVerdict.Escalate, "scope-risk")]
    [InlineData("high", "unknown", EscalationVerdict.Escalate, "scope-risk")]
    public async Task DecideAsync_EachScopeAndPerson_HasItsVerdictAndSaysWhy(
        string scopes,
        string person,
        EscalationVerdict verdict,
        string rule
    )
    {
        await using var world = await EscalationWorld.CreateAsync();
        if (person != "unknown")
            await world.RosterSourceAsync();
        if (person == "privileged")
            await world.PrivilegedAsync(Boss);
        var consent = await world.ConsentAsync(Boss, scopes: scopes == "low" ? EscalationWorld.LowScopes : EscalationWorld.HighScopes);

        var evaluation = await world.DecideAsync(consent);

        var decision = await world.DecisionAsync(consent);
        Assert.Equal((verdict, verdict, rule), (evaluation.Verdict, decision.Verdict, Assert.Single(decision.Rules)));
        Assert.Equal(verdict == EscalationVerdict.Escalate, evaluation is { IncidentId: not null, OpensIncident: true });
        Assert.Equal(
            (person, ScopeDictionary.Embedded.Version),
            (decision.Privilege.ToString().ToLowerInvariant(), decision.DictionaryVersion)
        );
        var audit = Assert.Single(await world.ReadAsync(db => db.AuditEvents));
        using var data = JsonDocument.Parse(audit.Data);
        Assert.Equal(("escalation.decided", $"escalation/{consent.Key}"), (audit.Kind, audit.Subject));
        Assert.Equal(
            (verdict.ToString(), rule),
            (data.RootElement.GetProperty("verdict").GetString(), data.RootElement.GetProperty("rules")[0].GetString())
        );
        Assert.Equal(180, data.RootElement.GetProperty("arrivalDelaySeconds").GetInt64());
        Assert.Equal(
            person == "unknown" ? JsonValueKind.Null : JsonValueKind.Number,
            data.RootElement.GetProperty("rosterAgeSeconds").ValueKind
        );
        Assert.Equal(
            person == "unknown" ? "there is no roster" : null,
            data.RootElement.GetProperty("privilegeUnknownBecause").GetString()
        );
        Assert.Equal(verdict == EscalationVerdict.Escalate ? 5 : 0, (await world.EffectsAsync()).Count);
    }

    [Fact]
    public async Task DecideAsync_PrivilegedPerson_OpensAnIncidentWithItsEffects()
    {
        await using var world = await EscalationWorld.CreateAsync();
        await world.RosterSourceAsync();
        await world.PrivilegedAsync(Boss, category: RosterCategory.Finance, role: "Can pay");
        var consent = await world.ConsentAsync(Boss);

        await world.DecideAsync(consent);

        var incident = Assert.Single(await world.IncidentsAsync());
        Assert.Equal(
            (IncidentKeys.DedupKey(consent.Key), 1, Risk.High, IncidentState.Open, true),
            (incident.DedupKey, incident.Consents, incident.Risk, incident.State, incident.IsGathering)
        );
        var effects = await world.ReadAsync(db => db.Effects);
        Assert.Equal(
            [
                EffectKeys.DatadogEvent(consent.Key),
                EffectKeys.DatadogMetric("arrival", consent.Key),
                EffectKeys.Page(incident.DedupKey),
                EffectKeys.SlackDetails(incident.DedupKey),
                EffectKeys.SlackSummary(incident.DedupKey),
            ],
            effects.Select(effect => effect.Key).Order(StringComparer.Ordinal)
        );
        Assert.All(effects, effect =>
            Assert.Equal(
                (EffectState.Pending, EscalationWorld.Now, incident.Id),
                (effect.State, effect.NextAttemptAt, effect.IncidentId!.Value)
            )
        );
        Assert.All(effects, effect =>
            Assert.Equal(effect.Kind is EffectKind.DatadogEvent or EffectKind.DatadogMetric ? consent.Id : null, effect.ConsentId)
        );
        var decision = await world.DecisionAsync(consent);
        Assert.Equal(
            (RosterCategory.Finance, "Can pay", EscalationWorld.Now.AddHours(-1), incident.Id),
            (decision.Category, decision.Role, decision.RosterReadAt, decision.IncidentId)
        );
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 3)]
    public async Task DecideAsync_AppNamedOnlyByItsObject_WaitsForTheOtherRecordAndNoLonger(bool isPrivileged, int seconds)
    {
        await using var world = await EscalationWorld.CreateAsync();
        if (isPrivileged)
            await world.PrivilegedAsync(Boss);
        var consent = await world.ConsentAsync(Boss, client: "sp:o1", objectId: "o1", app: null);
        var due = EscalationWorld.Now.AddSeconds(seconds);

        var early = await world.DecideAsync(consent, due.AddMilliseconds(-1));
        Assert.Equal((null, due), (early.IncidentId, early.NotBefore!.Value));
        Assert.Empty(await world.IncidentsAsync());

        var decided = await world.DecideAsync(consent, due);
        Assert.True(decided.OpensIncident);
        Assert.Null(decided.NotBefore);
    }

    [Fact]
    public async Task DecideAsync_AppNamedOnlyByItsObjectAndNoEscalation_WaitsForNothing()
    {
        await using var world = await EscalationWorld.CreateAsync();
        var consent = await world.ConsentAsync(Boss, scopes: EscalationWorld.LowScopes, client: "sp:o1", objectId: "o1");

        var exit = await world.DecideAsync(consent);

        Assert.Equal((EscalationVerdict.Exit, (DateTimeOffset?)null), (exit.Verdict, exit.NotBefore));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DecideAsync_AppNamedOnlyByItsObject_IsCompletedFromInventoryOrEarlierConsents(bool isInInventory)
    {
        await using var world = await EscalationWorld.CreateAsync();
        if (isInInventory)
            await world.AppAsync("client-7", "o1", "Known App");
        else
            await world.ConsentAsync("earlier@example.com", client: "client-7", objectId: "o1", app: "Known App");
        var consent = await world.ConsentAsync(Boss, client: "sp:o1", objectId: "o1", app: null);

        var decided = await world.DecideAsync(consent);

        Assert.True(decided.OpensIncident);
        Assert.Equal("client-7", Assert.Single(await world.IncidentsAsync()).ClientId);
        var stored = Assert.Single(await world.ReadAsync(db => db.Consents.Where(row => row.Id == consent.Id)));
        Assert.Equal(("client-7", "Known App", 1), (stored.Facts.App.ClientId, stored.Facts.App.Name, stored.Revision));
        Assert.Contains(
            "\"appFromInventory\":true",
            Assert.Single(await world.ReadAsync(db => db.AuditEvents.Where(entry => entry.Kind == AuditKinds.EscalationDecided))).Data,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task DecideAsync_SameRevisionAgain_AnswersTheSameAndWritesNothing()
    {
        await using var world = await EscalationWorld.CreateAsync();
        var (first, second, exit) = (
            await world.ConsentAsync(),
            await world.ConsentAsync("two@example.com"),
            await world.ConsentAsync(scopes: EscalationWorld.LowScopes)
        );
        List<ConsentEvaluation> before = [await world.DecideAsync(first), await world.DecideAsync(second), await world.DecideAsync(exit)];
        var state = await StateAsync(world);

        List<ConsentEvaluation> again =
        [
            await world.DecideAsync(first, EscalationWorld.Now.AddDays(1)),
            await world.DecideAsync(second, EscalationWorld.Now.AddDays(1)),
            await world.DecideAsync(exit, EscalationWorld.Now.AddDays(1)),
        ];

        Assert.Equal(before, again);
        Assert.Equal(state, await StateAsync(world));
        Assert.Equal([true, false, false], again.Select(evaluation => evaluation.OpensIncident));
    }

    [Fact]
    public async Task DecideAsync_OneConsentBySeveralAtOnce_IsDecidedOnce()
    {
        await using var world = await EscalationWorld.CreateAsync();
        var consent = await world.ConsentAsync();

        var judgements = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => world.DecideAsync(consent)));

        Assert.Single(judgements.Distinct());
        Assert.Equal(
            (1, 5, 1L),
            (
                (await world.IncidentsAsync()).Single().Consents,
                (await world.EffectsAsync()).Count,
                await world.ScalarAsync<long>("SELECT count(*) FROM audit_events")
            )
        );
    }

    [Fact]
    public async Task DecideAsync_RevisionThatEscalates_TurnsAnExitIntoAnIncident()
    {
        await using var world = await EscalationWorld.CreateAsync();
        var consent = await world.ConsentAsync(scopes: EscalationWorld.LowScopes);
        var before = await world.DecideAsync(consent);
        await world.EnrichAsync(consent, "User.Read", "Mail.ReadWrite");

        var after = await world.DecideAsync(consent);

        Assert.Equal((EscalationVerdict.Exit, EscalationVerdict.Escalate, true), (before.Verdict, after.Verdict, after.OpensIncident));
        Assert.Equal(
            (2, EscalationVerdict.Escalate),
            ((await world.DecisionAsync(consent)).Revision, (await world.DecisionAsync(consent)).Verdict)
        );
        Assert.Equal(5, (await world.EffectsAsync()).Count);
    }

    [Fact]
    public async Task DecideAsync_RevisionThatWouldExit_KeepsTheEscalation()
    {
        await using var world = await EscalationWorld.CreateAsync();
        var consent = await world.ConsentAsync();
        var before = await world.DecideAsync(consent);
        await world.EnrichAsync(consent, "User.Read");

        var after = await world.DecideAsync(consent, EscalationWorld.Now.AddMinutes(1));

        var decision = await world.DecisionAsync(consent);
        Assert.Equal(before, after);
        Assert.Equal((EscalationVerdict.Escalate, Risk.High, 2), (decision.Verdict, decision.Risk, decision.Revision));
        Assert.Equal(1, (await world.IncidentsAsync()).Single().Consents);
        var kept = await world.ScalarAsync<string>("SELECT data FROM audit_events ORDER BY sequence DESC LIMIT 1");
        Assert.Contains("\"keptEarlierEscalation\":true", kept, StringComparison.Ordinal);
        Assert.Contains("not-high-scope", kept, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DecideAsync_RevisionThatIsWorse_RaisesTheIncidentWithoutCountingTwice()
    {
        await using var world = await EscalationWorld.CreateAsync();
        await world.RosterSourceAsync();
        await world.PrivilegedAsync(Boss);
        var consent = await world.ConsentAsync(Boss);
        await world.DecideAsync(consent);
        await world.EnrichAsync(consent, "Directory.ReadWrite.All", "RoleManagement.ReadWrite.Directory");
        await world.ExecuteAsync("DELETE FROM privileged_roster; UPDATE roster_sources SET last_failed_at = last_succeeded_at");

        await world.DecideAsync(consent, EscalationWorld.Now.AddMinutes(1));

        var (incident, decision) = ((await world.IncidentsAsync()).Single(), await world.DecisionAsync(consent));
        Assert.Equal((Risk.Critical, 1, 2), (incident.Risk, incident.Consents, incident.Revision));
        Assert.Equal((Privilege.Privileged, Risk.Critical), (decision.Privilege, decision.Risk));
        Assert.Equal(5, (await world.EffectsAsync()).Count);
    }

    [Fact]
    public async Task DecideAsync_UnknownConsent_Throws()
    {
        await using var world = await EscalationWorld.CreateAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => world.Evaluator.DecideAsync(7, EscalationWorld.Now, default));
    }

    [Fact]
    public async Task DecideAsync_RosterThatCannotBeRead_EscalatesAsUnknown()
    {
        await using var world = await EscalationWorld.CreateAsync();
        await world.ExecuteAsync("ALTER TABLE privileged_roster RENAME TO gone");
        var consent = await world.ConsentAsync();

        var evaluation = await world.DecideAsync(consent);

        Assert.Equal(EscalationVerdict.Escalate, evaluation.Verdict);
        Assert.Contains("42P01", await world.ScalarAsync<string>("SELECT data FROM audit_events"), StringComparison.Ordinal);
    }

    private static async Task<(string, string, long, long)> StateAsync(EscalationWorld world) => (
        await world.ScalarAsync<string>("SELECT string_agg(e::text, ';' ORDER BY consent_id) FROM escalations e"),
        await world.ScalarAsync<string>("SELECT string_agg(i::text, ';' ORDER BY id) FROM incidents i"),
        await world.ScalarAsync<long>("SELECT count(*) FROM escalation_outbox"),
        await world.ScalarAsync<long>("SELECT count(*) FROM audit_events"));
}
