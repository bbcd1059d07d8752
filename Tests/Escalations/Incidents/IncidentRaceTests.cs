using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Incidents;
using OAuthAttest.Evidence;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Incidents;

public sealed class IncidentRaceTests
{
    [Fact]
    public async Task Act_ManyParallelDeliveriesOfOne_IsOneAct()
    {
        await using var scene = await IncidentScene.CreateAsync();
        var order = scene.Order(IncidentActKind.Revoke, delivery: "one");

        var outcomes = await AtOnce.RunAsync(200, _ => scene.ActAsync(order));

        Assert.All(outcomes, outcome => Assert.Equal(IncidentActOutcome.Done, outcome));
        Assert.Single(await scene.ActsAsync());
        Assert.Single(await scene.AuditKindsAsync());
        Assert.Equal(2, (await scene.IncidentAsync()).Revision);
    }

    [Fact]
    public async Task Act_ManyRespondersAtOnce_OneAcknowledgesAndEverybodyIsOnRecord()
    {
        await using var scene = await IncidentScene.CreateAsync();

        var outcomes = await AtOnce.RunAsync(60, i =>
            scene.ActAsync(scene.Order(IncidentActKind.Acknowledge, i % 2 == 0 ? IncidentScene.Ada : IncidentScene.Bob))
        );

        Assert.Single(outcomes, IncidentActOutcome.Done);
        Assert.Equal(59, outcomes.Count(outcome => outcome == IncidentActOutcome.AlreadySo));
        var acts = await scene.ActsAsync();
        Assert.Equal(60, acts.Count);
        Assert.Equal(acts.Single(act => act.Outcome == IncidentActOutcome.Done).Actor, (await scene.IncidentAsync()).AcknowledgedBy);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Act_OfEveryKindAtOnce_EndsOnceAndTheChainHolds(int seed)
    {
        await using var scene = await IncidentScene.CreateAsync();
        var orders = new List<IncidentActOrder>();
        for (var i = 0; i < 10; i++)
        {
            orders.Add(scene.Order(IncidentActKind.Acknowledge));
            orders.Add(scene.Order(IncidentActKind.Revoke, IncidentScene.Bob));
            orders.Add(scene.Order(IncidentActKind.FalsePositive, reason: "It was planned, see the change"));
            orders.Add(scene.FromPagerDuty(IncidentActKind.Acknowledge));
            orders.Add(scene.FromPagerDuty(IncidentActKind.Resolve));
            orders.Add(scene.Order(IncidentActKind.FalsePositive, IncidentScene.Mallory, "I would like it to be over"));
        }
        var shuffled = orders.ToArray();
        new Random(seed).Shuffle(shuffled);

        await AtOnce.RunAsync(shuffled.Length, i => scene.ActAsync(shuffled[i]));

        var (incident, acts) = (await scene.IncidentAsync(), await scene.ActsAsync());
        var ends = acts.Where(act =>
                act.Outcome == IncidentActOutcome.Done && act.Kind is IncidentActKind.FalsePositive or IncidentActKind.Resolve
            )
            .ToList();
        var end = Assert.Single(ends, act => act.Outcome == IncidentActOutcome.Done);
        Assert.Equal((IncidentState.Resolved, end.Actor, false), (incident.State, incident.ResolvedBy, incident.IsGathering));
        Assert.Equal(end.Kind == IncidentActKind.Resolve ? IncidentEnd.ResolvedInPagerDuty : IncidentEnd.FalsePositive, incident.End);
        Assert.Equal(1 + acts.Count(act => act.Outcome == IncidentActOutcome.Done), incident.Revision);
        Assert.Equal(orders.Count, acts.Count);
        Assert.Equal(acts.Count(act => act.Outcome != IncidentActOutcome.AlreadySo), (await scene.AuditKindsAsync()).Count);
        var wanted = await scene.WantedAsync();
        Assert.Equal(wanted.Distinct().Count(), wanted.Count);
        Assert.Equal(end.Origin == ActOrigin.Slack, wanted.Contains("resolve:consent:standard-1"));
        Assert.True((await new AuditVerification(scene.Database.Source).VerifyAsync(default)).IsIntact);
    }
}
