using OAuthAttest.ScopeAudits.Remediating;
using OAuthAttest.Tests.Functions.ScopeAudits;
using Xunit;

namespace OAuthAttest.Tests.Functions.Remediations;

/// <summary>A remediation whose confirmation rests on audits that ask Athena.</summary>
public sealed class RemediationByAthenaTests
{
    [Fact]
    public async Task Confirmation_NeedsACompleteAuditOfThatAccountAndRegion()
    {
        await using var athena = await AthenaFlowWorld.StartAsync(
            settings: new Dictionary<string, string?> { ["ScopeAudit:Overlap"] = "00:00:00" });
        var world = RemediationWorld.Over(athena.Audits);
        world.Account.AddEntity("role", "Reader", RemediationWorld.Policy);
        await athena.AddAsync(TimeSpan.FromHours(1));
        await athena.AuditAsync();
        await world.PlanAsync();
        await world.ApproveAsync();
        Assert.Contains("iam:DetachRolePolicy", world.Changed);
        await athena.Flow.Time.AdvanceAsync(TimeSpan.FromHours(1));

        // The table has nothing of one of the Regions: that audit was not complete.
        await athena.AddAsync(TimeSpan.FromMinutes(30), "ListRoles");
        Assert.False((await athena.AuditAsync()).IsComplete);
        await athena.Flow.Time.AdvanceAsync(TimeSpan.FromMinutes(10));
        Assert.NotEqual(RemediationState.Clean, (await world.LastAsync()).State);

        await athena.AddAsync(TimeSpan.FromMinutes(30), "ListRoles", "eu-west-1");
        Assert.True((await athena.AuditAsync()).IsComplete);
        await athena.Flow.Time.AdvanceAsync(TimeSpan.FromHours(2));

        Assert.Equal(RemediationState.Clean, (await world.LastAsync()).State);
    }
}
