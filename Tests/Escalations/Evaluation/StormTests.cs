using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Evidence;
using OAuthAttest.Grants;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Evaluation;

/// <summary>Which incident an escalated consent belongs to.</summary>
public sealed class StormTests
{
    [Fact]
    public async Task DecideAsync_StormOfOneApp_IsOneIncidentWithOnePage()
    {
        await using var world = await EscalationWorld.CreateAsync();
        var consents = await Task.WhenAll(Enumerable.Range(0, 200).Select(number => world.ConsentAsync($"person-{number}@example.com")));

        var judgements = await Task.WhenAll(consents.Select(consent => world.DecideAsync(consent)));

        var incident = Assert.Single(await world.IncidentsAsync());
        var opener = consents[Array.FindIndex(judgements, evaluation => evaluation.OpensIncident)];
        Assert.Single(judgements, evaluation => evaluation.OpensIncident);
        Assert.All(judgements, evaluation => Assert.Equal(incident.Id, evaluation.IncidentId));
        Assert.Equal((200, 200, IncidentKeys.DedupKey(opener.Key)), (incident.Consents, incident.Revision, incident.DedupKey));
        Assert.Equal(
            ["DatadogEvent 200", "DatadogMetric 200", "Page 1", "SlackDetails 1", "SlackSummary 1"],
            await world.ReadAsync(db =>
                db.Effects.GroupBy(effect => effect.Kind)
                    .OrderBy(group => group.Key.ToString())
                    .Select(group => group.Key.ToString() + " " + group.Count())
            )
        );
        Assert.Equal(200, (await world.ReadAsync(db => db.AuditEvents)).Count);
        Assert.True((await new AuditVerification(world.Source).VerifyAsync(default)).IsIntact);
    }

    [Fact]
    public async Task DecideAsync_StormsOfSeveralAppsAndTenants_AreOneIncidentEach()
    {
        await using var world = await EscalationWorld.CreateAsync();
        var consents = await Task.WhenAll(
            Enumerable
                .Range(0, 60)
                .Select(number =>
                    world.ConsentAsync(
                        $"person-{number}@example.com",
                        client: $"client-{number % 3}",
                        tenant: number % 2 == 0 ? null : "tenant-1"
                    )
                )
        );

        await Task.WhenAll(consents.Select(consent => world.DecideAsync(consent)));

        var incidents = await world.IncidentsAsync();
        Assert.Equal(6, incidents.Count);
        Assert.All(incidents, incident => Assert.Equal(10, incident.Consents));
        Assert.Equal(6, await world.ScalarAsync<long>("SELECT count(*) FROM escalation_outbox WHERE kind = 'Page'"));
    }

    [Fact]
    public async Task DecideAsync_JoiningConsent_GrowsTheIncidentAndWantsNoPageOfItsOwn()
    {
        await using var world = await EscalationWorld.CreateAsync();
        var (first, second) = (
            await world.ConsentAsync("one@example.com"),
            await world.ConsentAsync("two@example.com", scopes: ["RoleManagement.ReadWrite.Directory"])
        );
        await world.DecideAsync(first);

        var joined = await world.DecideAsync(second, EscalationWorld.Now.AddMinutes(30));

        var incident = Assert.Single(await world.IncidentsAsync());
        Assert.False(joined.OpensIncident);
        Assert.Equal(
            (2, Risk.Critical, 2, EscalationWorld.Now.AddMinutes(30)),
            (incident.Consents, incident.Risk, incident.Revision, incident.LastConsentAt)
        );
        Assert.Equal(7, (await world.EffectsAsync()).Count);
    }

    [Fact]
    public async Task DecideAsync_EachWithinTheWindowOfTheOneBefore_KeepsGathering()
    {
        await using var world = await EscalationWorld.CreateAsync();
        for (var hour = 0; hour < 5; hour++)
            await world.DecideAsync(await world.ConsentAsync($"person-{hour}@example.com"), EscalationWorld.Now.AddHours(hour));

        Assert.Equal(5, Assert.Single(await world.IncidentsAsync()).Consents);
    }

    [Fact]
    public async Task DecideAsync_AlwaysAnotherWithinTheWindow_GathersForSixWindowsAtMost()
    {
        await using var world = await EscalationWorld.CreateAsync();
        for (var hour = 0; hour < 9; hour++)
            await world.DecideAsync(await world.ConsentAsync($"person-{hour}@example.com"), EscalationWorld.Now.AddHours(hour));

        Assert.Equal([7, 2], (await world.IncidentsAsync()).Select(incident => incident.Consents));
    }

    [Fact]
    public async Task DecideAsync_WindowPassed_OpensASecondIncidentWithAnotherDedupKey()
    {
        await using var world = await EscalationWorld.CreateAsync();
        var (first, second) = (await world.ConsentAsync("one@example.com"), await world.ConsentAsync("two@example.com"));
        await world.DecideAsync(first);

        var later = await world.DecideAsync(second, EscalationWorld.Now.AddHours(1).AddMilliseconds(1));

        var incidents = await world.IncidentsAsync();
        Assert.True(later.OpensIncident);
        Assert.Equal(
            [(IncidentKeys.DedupKey(first.Key), false, 1), (IncidentKeys.DedupKey(second.Key), true, 1)],
            incidents.Select(incident => (incident.DedupKey, incident.IsGathering, incident.Consents))
        );
        Assert.Equal(2, (await world.EffectsAsync()).Count(key => key.StartsWith("page:", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(IncidentState.Resolved, 2)]
    [InlineData(IncidentState.Acknowledged, 1)]
    public async Task DecideAsync_AfterAnAct_OnlyAResolvedIncidentIsFollowedByANewOne(IncidentState state, int incidents)
    {
        await using var world = await EscalationWorld.CreateAsync();
        await world.DecideAsync(await world.ConsentAsync("one@example.com"));
        await world.ExecuteAsync($"UPDATE incidents SET state = '{state}'");

        await world.DecideAsync(await world.ConsentAsync("two@example.com"), EscalationWorld.Now.AddMinutes(1));

        Assert.Equal(incidents, (await world.IncidentsAsync()).Count);
        Assert.Single(await world.IncidentsAsync(), incident => incident.IsGathering);
    }

    [Fact]
    public async Task DecideAsync_ManyAtOnceAfterTheWindow_OpenOneIncident()
    {
        await using var world = await EscalationWorld.CreateAsync();
        await world.DecideAsync(await world.ConsentAsync("first@example.com"));
        var consents = await Task.WhenAll(Enumerable.Range(0, 40).Select(number => world.ConsentAsync($"person-{number}@example.com")));

        await Task.WhenAll(consents.Select(consent => world.DecideAsync(consent, EscalationWorld.Now.AddHours(2))));

        Assert.Equal([1, 40], (await world.IncidentsAsync()).Select(incident => incident.Consents));
        Assert.Equal(2, (await world.ReadAsync(db => db.Effects)).Count(effect => effect.Kind == EffectKind.Page));
    }

    [Fact]
    public async Task DecideAsync_ConsentsToUnknownApps_AreAnIncidentEach()
    {
        await using var world = await EscalationWorld.CreateAsync();
        var consents = await Task.WhenAll(
            Enumerable.Range(0, 5).Select(number => world.ConsentAsync($"person-{number}@example.com", client: OAuthApp.UnknownClientId)));

        var decided = await Task.WhenAll(consents.Select(consent => world.DecideAsync(consent)));

        Assert.All(decided, evaluation => Assert.True(evaluation.OpensIncident));
        Assert.All(await world.IncidentsAsync(), incident => Assert.False(incident.IsGathering));
        Assert.Equal(5, (await world.IncidentsAsync()).Count);
    }

    [Fact]
    public async Task DecideAsync_ClientIdBecomesKnown_JoinsTheIncidentOfItsObjectId()
    {
        await using var world = await EscalationWorld.CreateAsync();
        (string Client, string? ObjectId)[] told = [("sp:o1", "o1"), ("client-9", "o1"), ("client-9", null), ("sp:o1", "o1")];
        for (var i = 0; i < told.Length; i++)
        {
            var consent = await world.ConsentAsync($"person-{i}@example.com", client: told[i].Client, objectId: told[i].ObjectId);
            await world.DecideAsync(consent, EscalationWorld.Now.AddMinutes(i + 1));
        }

        var incident = Assert.Single(await world.IncidentsAsync());
        Assert.Equal(("client-9", 4), (incident.ClientId, incident.Consents));
    }

    [Fact]
    public async Task DecideAsync_CompanionNamesTheAppLater_TheIncidentHasItsClientIdFromThenOn()
    {
        await using var world = await EscalationWorld.CreateAsync();
        var first = await world.ConsentAsync("one@example.com", client: "sp:o1", objectId: "o1");
        await world.DecideAsync(first, EscalationWorld.Now.AddMinutes(1));
        await world.ExecuteAsync($"UPDATE consents SET client_id = 'client-9', revision = 2 WHERE id = {first.Id}");
        await world.DecideAsync(first, EscalationWorld.Now.AddMinutes(2));

        await world.DecideAsync(await world.ConsentAsync("two@example.com", client: "client-9"), EscalationWorld.Now.AddMinutes(3));

        var incident = Assert.Single(await world.IncidentsAsync());
        Assert.Equal(("client-9", 2), (incident.ClientId, incident.Consents));
    }

    [Fact]
    public async Task DecideAsync_BothNamesHaveAnIncident_OneGathersOn()
    {
        await using var world = await EscalationWorld.CreateAsync();
        var byObject = await world.ConsentAsync("one@example.com", client: "sp:o1", objectId: "o1");
        await world.DecideAsync(byObject, EscalationWorld.Now.AddMinutes(1));
        await world.DecideAsync(await world.ConsentAsync("two@example.com", client: "client-9"), EscalationWorld.Now.AddMinutes(1));
        await world.ExecuteAsync($"UPDATE consents SET client_id = 'client-9', revision = 2 WHERE id = {byObject.Id}");

        await world.DecideAsync(byObject, EscalationWorld.Now.AddMinutes(2));
        var third = await world.ConsentAsync("three@example.com", client: "client-9", objectId: "o1");
        await world.DecideAsync(third, EscalationWorld.Now.AddMinutes(3));

        Assert.Equal([1, 2], (await world.IncidentsAsync()).Select(incident => incident.Consents));
        Assert.Single(await world.IncidentsAsync(), incident => incident.IsGathering);
    }

    [Fact]
    public async Task DecideAsync_WorseAfterTheIncidentWasResolved_IsAConsentOfItsOwn()
    {
        await using var world = await EscalationWorld.CreateAsync();
        var consent = await world.ConsentAsync("one@example.com");
        await world.DecideAsync(consent);
        await world.EnrichAsync(consent, "Mail.ReadWrite", "RoleManagement.ReadWrite.Directory");
        await world.ExecuteAsync("UPDATE incidents SET state = 'Resolved', is_gathering = false");

        await world.DecideAsync(consent, EscalationWorld.Now.AddMinutes(1));

        var next = Assert.Single(await world.ReadAsync(db => db.Consents.Where(other => other.Id != consent.Id)));
        Assert.Equal("event-1+1", next.EventKey);
        Assert.Contains($"start:{next.Key}:1", await world.EffectsAsync());
        Assert.True((await world.DecideAsync(next, EscalationWorld.Now.AddMinutes(2))).OpensIncident);
        Assert.True((await new AuditVerification(world.Source).VerifyAsync(default)).IsIntact);
    }

    [Fact]
    public async Task ReadAsync_IncidentOfManyConsents_HasTheOpenerFirstAndAtMostTwenty()
    {
        await using var world = await EscalationWorld.CreateAsync();
        var consents = await Task.WhenAll(
            Enumerable
                .Range(0, 25)
                .Select(number => world.ConsentAsync($"person-{number}@example.com", scopes: ["User.Read", "Mail.ReadWrite"]))
        );
        var opener = consents.OrderBy(consent => consent.Id).Last();
        var opened = await world.DecideAsync(opener);
        foreach (var consent in consents.Where(consent => consent != opener))
            await world.DecideAsync(consent);

        var view = (await world.Incidents.ReadAsync(opened.IncidentId!.Value, default))!;

        Assert.Equal((opener.Key, 25, IncidentView.MostConsents), (view.First.Consent.Key, view.Total, view.Consents.Count));
        Assert.Equal([Risk.High, Risk.Low], view.First.Scopes.Select(scope => scope.Risk));
        Assert.All(view.Consents, shown => Assert.Equal(shown.Consent.Id, shown.Decision.ConsentId));
        Assert.Null(await world.Incidents.ReadAsync(99, default));
    }
}
