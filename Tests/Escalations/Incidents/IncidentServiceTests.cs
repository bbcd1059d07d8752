using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Outbox;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Incidents;

public sealed class IncidentServiceTests
{
    private const string Good = "Approved by the CISO";

    [Fact]
    public async Task Acknowledge_FromSlack_IsMirroredAndMeasured()
    {
        await using var scene = await IncidentScene.CreateAsync();

        Assert.Equal(IncidentActOutcome.Done, await scene.ActAsync(scene.Order(IncidentActKind.Acknowledge)));

        var incident = await scene.IncidentAsync();
        Assert.Equal(
            (IncidentState.Acknowledged, IncidentScene.Ada, scene.Now, 2, true),
            (incident.State, incident.AcknowledgedBy, incident.AcknowledgedAt, incident.Revision, incident.IsGathering)
        );
        Assert.Equal(["datadog-metric:acknowledgement:standard-1", "acknowledge:consent:standard-1"], await scene.WantedAsync());
        Assert.All(await scene.EffectsAsync(), effect =>
            Assert.Equal((EffectState.Pending, scene.Now, scene.IncidentId), (effect.State, effect.NextAttemptAt, effect.IncidentId))
        );
        Assert.Equal(["incident.acknowledged"], await scene.AuditKindsAsync());
    }

    [Fact]
    public async Task Acknowledge_FromPagerDuty_IsNotSentBack()
    {
        await using var scene = await IncidentScene.CreateAsync();

        Assert.Equal(IncidentActOutcome.Done, await scene.ActAsync(scene.FromPagerDuty(IncidentActKind.Acknowledge)));

        Assert.Equal("PRESPONDER", (await scene.IncidentAsync()).AcknowledgedBy);
        Assert.Equal(["datadog-metric:acknowledgement:standard-1"], await scene.WantedAsync());
    }

    [Fact]
    public async Task Acknowledge_BySomebodyElseToo_ChangesNothingAndIsOnRecord()
    {
        await using var scene = await IncidentScene.CreateAsync();
        await scene.ActAsync(scene.Order(IncidentActKind.Acknowledge));

        Assert.Equal(IncidentActOutcome.AlreadySo, await scene.ActAsync(scene.Order(IncidentActKind.Acknowledge, IncidentScene.Bob)));

        var incident = await scene.IncidentAsync();
        Assert.Equal((IncidentScene.Ada, 2), (incident.AcknowledgedBy, incident.Revision));
        Assert.Equal([IncidentActOutcome.Done, IncidentActOutcome.AlreadySo], (await scene.ActsAsync()).Select(act => act.Outcome));
    }

    [Fact]
    public async Task Revoke_WantsEveryEscalatedConsentRevoked_AndTakesTheIncident()
    {
        await using var scene = await IncidentScene.CreateAsync();
        await scene.AddConsentAsync(scene.IncidentId, "standard-exit", EscalationVerdict.Exit);
        await scene.AddConsentAsync(await scene.AddIncidentAsync("standard-9"), "standard-9");

        Assert.Equal(IncidentActOutcome.Done, await scene.ActAsync(scene.Order(IncidentActKind.Revoke)));

        Assert.Equal(
            ["revoke:standard-1", "revoke:standard-2", "datadog-metric:acknowledgement:standard-1", "acknowledge:consent:standard-1"],
            await scene.WantedAsync()
        );
        Assert.Equal(
            (IncidentState.Acknowledged, IncidentScene.Ada),
            ((await scene.IncidentAsync()).State, (await scene.IncidentAsync()).AcknowledgedBy)
        );
        Assert.Equal(["incident.revocation_ordered"], await scene.AuditKindsAsync());
    }

    [Fact]
    public async Task Revoke_Again_WantsOnlyWhatJoinedSince()
    {
        await using var scene = await IncidentScene.CreateAsync();
        await scene.ActAsync(scene.Order(IncidentActKind.Revoke));

        Assert.Equal(IncidentActOutcome.AlreadySo, await scene.ActAsync(scene.Order(IncidentActKind.Revoke, IncidentScene.Bob)));
        await scene.AddConsentAsync(scene.IncidentId, "standard-3");
        Assert.Equal(IncidentActOutcome.Done, await scene.ActAsync(scene.Order(IncidentActKind.Revoke, IncidentScene.Bob)));

        Assert.Equal(3, (await scene.WantedAsync()).Count(key => key.StartsWith("revoke:", StringComparison.Ordinal)));
        Assert.Equal(3, (await scene.IncidentAsync()).Revision);
    }

    [Fact]
    public async Task FinishRevocation_OnlyWhenEveryConsentIsProvenGone()
    {
        await using var scene = await IncidentScene.CreateAsync();
        Assert.False(await scene.Service.FinishRevocationAsync(scene.IncidentId, scene.Now, default));
        await scene.ActAsync(scene.Order(IncidentActKind.Revoke, IncidentScene.Bob));
        Assert.False(await scene.Service.FinishRevocationAsync(scene.IncidentId, scene.Now, default));
        await scene.SetRevocationAsync("standard-1", EffectState.Done);
        await scene.SetRevocationAsync("standard-2", EffectState.Failed);
        Assert.False(await scene.Service.FinishRevocationAsync(scene.IncidentId, scene.Now, default));
        await scene.SetRevocationAsync("standard-2", EffectState.Done);
        await scene.AddConsentAsync(scene.IncidentId, "standard-3");
        Assert.False(await scene.Service.FinishRevocationAsync(scene.IncidentId, scene.Now, default));
        await scene.ActAsync(scene.Order(IncidentActKind.Revoke));
        await scene.SetRevocationAsync("standard-3", EffectState.Done);

        Assert.True(await scene.Service.FinishRevocationAsync(scene.IncidentId, scene.Now, default));
        Assert.True(await scene.Service.FinishRevocationAsync(scene.IncidentId, scene.Now.AddHours(1), default));

        var incident = await scene.IncidentAsync();
        Assert.Equal(
            (IncidentState.Resolved, IncidentEnd.Revoked, IncidentScene.Ada, scene.Now, false),
            (incident.State, incident.End, incident.ResolvedBy, incident.ResolvedAt, incident.IsGathering)
        );
        Assert.Single(await scene.WantedAsync(), "resolve:consent:standard-1");
        Assert.Equal("incident.resolved", (await scene.AuditKindsAsync())[^1]);
    }

    [Fact]
    public async Task FalsePositive_WithAReason_EndsItAndResolvesThePage()
    {
        await using var scene = await IncidentScene.CreateAsync();

        Assert.Equal(
            IncidentActOutcome.Done,
            await scene.ActAsync(scene.Order(IncidentActKind.FalsePositive, IncidentScene.Bob, $"  {Good} "))
        );

        var incident = await scene.IncidentAsync();
        Assert.Equal(
            (IncidentState.Resolved, IncidentEnd.FalsePositive, IncidentScene.Bob, Good, false),
            (incident.State, incident.End, incident.ResolvedBy, incident.Reason, incident.IsGathering)
        );
        Assert.Equal(["resolve:consent:standard-1"], await scene.WantedAsync());
        Assert.Equal(Good, Assert.Single(await scene.ActsAsync()).Reason);
    }

    [Fact]
    public async Task FalsePositive_AfterRevokeWasPressed_CallsOffWhatHasNotBegun()
    {
        await using var scene = await IncidentScene.CreateAsync();
        await scene.ActAsync(scene.Order(IncidentActKind.Revoke));
        await scene.SetRevocationAsync("standard-1", EffectState.Sending);

        await scene.ActAsync(scene.Order(IncidentActKind.FalsePositive, reason: Good));

        Assert.Equal(
            [EffectState.Sending, EffectState.Skipped],
            (await scene.EffectsAsync()).Where(effect => effect.Kind == EffectKind.Revoke).Select(effect => effect.State)
        );
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("too short")]
    [InlineData("         x")]
    public async Task FalsePositive_WithoutAReason_IsRefused(string? reason)
    {
        await using var scene = await IncidentScene.CreateAsync();

        Assert.Equal(
            IncidentActOutcome.RefusedReasonMissing,
            await scene.ActAsync(scene.Order(IncidentActKind.FalsePositive, reason: reason))
        );

        await AssertUntouchedAsync(scene, 1);
    }

    [Fact]
    public async Task FalsePositive_WithAVeryLongReason_IsKeptCut()
    {
        await using var scene = await IncidentScene.CreateAsync();

        await scene.ActAsync(scene.Order(IncidentActKind.FalsePositive, reason: new string('r', 5000)));

        Assert.Equal(1000, (await scene.IncidentAsync()).Reason!.Length);
    }

    [Theory]
    [InlineData(IncidentActKind.Acknowledge)]
    [InlineData(IncidentActKind.Revoke)]
    [InlineData(IncidentActKind.FalsePositive)]
    public async Task Act_BySomebodyElse_IsRefusedAndOnRecord(IncidentActKind kind)
    {
        await using var scene = await IncidentScene.CreateAsync();

        Assert.Equal(IncidentActOutcome.RefusedNotResponder, await scene.ActAsync(scene.Order(kind, IncidentScene.Mallory, Good)));

        await AssertUntouchedAsync(scene, 1);
        Assert.Equal(["incident.act_refused"], await scene.AuditKindsAsync());
    }

    [Theory]
    [InlineData(IncidentActKind.Acknowledge)]
    [InlineData(IncidentActKind.Revoke)]
    [InlineData(IncidentActKind.FalsePositive)]
    public async Task Act_OnAResolvedIncident_IsRefused(IncidentActKind kind)
    {
        await using var scene = await IncidentScene.CreateAsync();
        await scene.ActAsync(scene.FromPagerDuty(IncidentActKind.Resolve));
        var before = await scene.IncidentAsync();

        Assert.Equal(IncidentActOutcome.RefusedResolved, await scene.ActAsync(scene.Order(kind, reason: Good)));

        Assert.Equivalent(before, await scene.IncidentAsync(), strict: true);
        Assert.Empty(await scene.WantedAsync());
    }

    [Fact]
    public async Task Act_OnAnUnknownIncident_IsRefusedAndOnRecord()
    {
        await using var scene = await IncidentScene.CreateAsync();

        var receipt = await scene.Service.ActAsync(scene.Order(IncidentActKind.Acknowledge) with { IncidentId = 999 }, default);

        Assert.Equal((IncidentActOutcome.RefusedUnknownIncident, (Incident?)null), (receipt.Outcome, receipt.Incident));
        Assert.Equal(["incident.act_refused"], await scene.AuditKindsAsync());
        await AssertUntouchedAsync(scene, 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PagerDuty_AcknowledgesAndResolves_InEitherOrder_LeavesTheSame(bool inOrder)
    {
        await using var scene = await IncidentScene.CreateAsync();
        IncidentActKind[] acts = inOrder
            ? [IncidentActKind.Acknowledge, IncidentActKind.Resolve]
            : [IncidentActKind.Resolve, IncidentActKind.Acknowledge];

        foreach (var act in acts)
            Assert.Equal(IncidentActOutcome.Done, await scene.ActAsync(scene.FromPagerDuty(act)));

        var incident = await scene.IncidentAsync();
        Assert.Equal(
            (IncidentState.Resolved, IncidentEnd.ResolvedInPagerDuty, scene.Now, scene.Now, 3),
            (incident.State, incident.End, incident.AcknowledgedAt, incident.ResolvedAt, incident.Revision)
        );
        Assert.Equal(["datadog-metric:acknowledgement:standard-1"], await scene.WantedAsync());
        Assert.Equal(IncidentActOutcome.AlreadySo, await scene.ActAsync(scene.FromPagerDuty(IncidentActKind.Resolve)));
        Assert.Equal(IncidentActOutcome.RefusedResolved, await scene.ActAsync(scene.FromPagerDuty(IncidentActKind.Acknowledge)));
    }

    [Theory]
    [InlineData(IncidentActKind.Acknowledge, IncidentScene.Ada, IncidentActOutcome.Done)]
    [InlineData(IncidentActKind.Revoke, IncidentScene.Ada, IncidentActOutcome.Done)]
    [InlineData(IncidentActKind.Acknowledge, IncidentScene.Mallory, IncidentActOutcome.RefusedNotResponder)]
    public async Task Act_DeliveredAgain_GetsItsReceiptAgain_AlsoAfterTheWorldWentOn(
        IncidentActKind kind,
        string by,
        IncidentActOutcome expected
    )
    {
        await using var scene = await IncidentScene.CreateAsync();
        var order = scene.Order(kind, by);
        await scene.ActAsync(order);
        await scene.ActAsync(scene.FromPagerDuty(IncidentActKind.Resolve));
        var (acts, audit, incident) = (await scene.ActsAsync(), await scene.AuditKindsAsync(), await scene.IncidentAsync());

        Assert.Equal(expected, await scene.ActAsync(order with { Now = order.Now.AddHours(1) }));

        Assert.Equal((acts.Count, audit.Count), ((await scene.ActsAsync()).Count, (await scene.AuditKindsAsync()).Count));
        Assert.Equivalent(incident, await scene.IncidentAsync(), strict: true);
    }

    [Fact]
    public async Task Act_ThatNoDoorCanGive_IsABrokenPromise()
    {
        await using var scene = await IncidentScene.CreateAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => scene.ActAsync(scene.Order(IncidentActKind.Resolve)));
        await Assert.ThrowsAsync<ArgumentException>(() => scene.ActAsync(scene.FromPagerDuty(IncidentActKind.Revoke)));
        await Assert.ThrowsAsync<ArgumentException>(() => scene.ActAsync(scene.FromPagerDuty(IncidentActKind.FalsePositive)));
        await Assert.ThrowsAsync<ArgumentException>(() => scene.ActAsync(scene.Order((IncidentActKind)99)));
        await Assert.ThrowsAsync<ArgumentException>(() => scene.ActAsync(scene.Order(IncidentActKind.Acknowledge, origin: (ActOrigin)9)));
        await Assert.ThrowsAsync<ArgumentException>(() => scene.ActAsync(scene.Order(IncidentActKind.Acknowledge, by: "")));
    }

    private static async Task AssertUntouchedAsync(IncidentScene scene, int acts)
    {
        var incident = await scene.IncidentAsync();
        Assert.Equal((IncidentState.Open, 1, true), (incident.State, incident.Revision, incident.IsGathering));
        Assert.Empty(await scene.WantedAsync());
        Assert.Equal(acts, (await scene.ActsAsync()).Count);
    }
}
