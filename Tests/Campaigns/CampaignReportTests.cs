using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Monitoring;
using OAuthAttest.Campaigns.Reporting;
using OAuthAttest.Grants;
using Xunit;

namespace OAuthAttest.Tests.Campaigns;

public sealed class CampaignReportTests
{
    [Fact]
    public async Task BuildAsync_MixedCampaign_CountsEachThingOnce()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var mailer = await world.AppAsync("Mailer", verified: null);
        var complete = await world.UserAsync("complete@example.com", name: "Cora");
        var partial = await world.UserAsync("partial@example.com");
        var silent = await world.UserAsync("silent@example.com");
        var unreachable = await world.UserAsync("unreachable@example.com", inSlack: false, name: "Una");
        var keptCritical = await world.GrantAsync(mailer, complete, Risk.Critical, scopes: ["Mail.ReadWrite"]);
        var keptLow = await world.GrantAsync(mailer, complete, Risk.Low);
        var notMine = await world.GrantAsync(mailer, partial, Risk.High);
        await world.GrantAsync(mailer, partial, Risk.High);
        await world.GrantAsync(mailer, silent, Risk.Medium);
        await world.GrantAsync(mailer, unreachable, Risk.Medium);
        await world.GrantAsync(mailer, null, Risk.Medium);
        await world.GrantAsync(mailer, null, Risk.Critical, ConsentType.Tenant);
        await world.GrantAsync(mailer, null, Risk.Critical, ConsentType.Application);
        var opened = await world.OpenAsync(policy: CampaignWorld.Policy with { Breaker = new BreakerPolicy(1, 1, 1, []) });
        await world.AskEverybodyAsync(opened.CampaignId);
        await world.AnswerAsync(opened.CampaignId, keptCritical, Answer.Keep, "needed for the newsletter");
        await world.AnswerAsync(opened.CampaignId, keptLow, Answer.Keep);
        await world.AnswerAsync(opened.CampaignId, notMine, Answer.NotMine);
        var counts = await new CampaignProgress(world.Source).ReadAsync(opened.CampaignId, default);
        var written = await world.CloseAsync(opened);

        var report = (await world.Reports.BuildAsync(opened.Key, opened.ClosesAt, default))!;

        Assert.Equal(new CampaignCounts(CampaignState.Open, 5, 0, 4, 1, 0, 1, 9, 3), counts);
        Assert.Equal(new ClassNumbers(2, 1, 5, 1, 0), report.Classes);
        Assert.Equal([Risk.Critical, Risk.High, Risk.Medium, Risk.Low], report.ByRisk.Select(risk => risk.Risk));
        Assert.Equal(new ClassNumbers(1, 0, 2, 0, 0), report.ByRisk[0].Classes);
        Assert.Equal(new UserCoverage(5, 1, 1, 2, 1), report.Users);
        Assert.Equal(
            (9L, 5L, 1L, opened.PopulationDigest, "test-1"),
            (
                report.Population.Grants,
                report.Population.People,
                report.Population.Apps,
                report.Population.Digest,
                report.Population.DictionaryVersion
            )
        );
        Assert.Equal(
            (1L, 1L, 1L, 1L),
            (report.OrphanGrants, report.TenantWideGrants, report.ApplicationGrants, report.NotRecognisedGrants)
        );
        Assert.Equal((WorklistState.Held, 6L, written.Digest), (report.Worklist.State, report.Worklist.Size, report.Worklist.Digest));
        Assert.Equal(
            ("Una", "unreachable@example.com", 1L),
            (Assert.Single(report.UnreachablePeople).Name, report.UnreachablePeople[0].Email, report.UnreachablePeople[0].Grants)
        );
        Assert.Equal([keptCritical, keptLow], report.RiskiestKept.Select(kept => kept.GrantId));
        Assert.Equal(
            ("needed for the newsletter", (bool?)null, "complete@example.com"),
            (report.RiskiestKept[0].Reason, report.RiskiestKept[0].PublisherVerified, report.RiskiestKept[0].Owner)
        );
        Assert.NotEmpty(report.RiskiestKept[0].WorstAbility);
    }

    [Fact]
    public async Task BuildAsync_EmptyOrUnknownCampaign_IsEmptyOrNull()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var opened = await world.OpenAsync();
        await world.CloseAsync(opened);

        var report = await world.Reports.BuildAsync(opened.Key, opened.ClosesAt, default);

        Assert.Equal(0, report!.Classes.Sum);
        Assert.Equal(0, report.Users.Total);
        Assert.Equal(CampaignState.Closed, report.State);
        Assert.Null(await world.Reports.BuildAsync(CampaignKey.Parse("other"), opened.ClosesAt, default));
        await Assert.ThrowsAsync<InvalidOperationException>(() => new CampaignProgress(world.Source).ReadAsync(4711, default));
    }
}
