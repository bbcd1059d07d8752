using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Grants;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Evaluation;

/// <summary>A drill tries the pager: it is paged whatever the rules, the roster and the policy for unknown people would say.</summary>
public sealed class DrillDecisionTests
{
    [Fact]
    public async Task DecideAsync_ADrill_IsPagedWhateverRulesAndPolicySay()
    {
        await using var world = await EscalationWorld.CreateAsync();
        world.Options.UnknownPerson = UnknownPersonPolicy.Channel;
        world.Options.Rules = new EscalationRules { MinRisk = Risk.Critical };
        var drill = await world.ConsentAsync(null, scopes: ["User.Read"], source: ConsentSource.Drill);

        await world.DecideAsync(drill);

        var incident = Assert.Single(await world.IncidentsAsync());
        Assert.True(incident.IsDrill);
        Assert.Contains(EffectKeys.Page(incident.DedupKey), await world.EffectsAsync());
        Assert.Equal(["drill"], (await world.DecisionAsync(drill)).Rules);
    }
}
