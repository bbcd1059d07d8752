using Moq;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Answering;
using OAuthAttest.Campaigns.Approving;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Telemetry;
using OAuthAttest.Tests.Campaigns;
using Xunit;

namespace OAuthAttest.Tests.Evidence;

/// <summary>A click that is delivered again adds nothing to the audit log, whatever became of it.</summary>
public sealed class ClickDeliveryTests : IAsyncLifetime
{
    private CampaignWorld world = null!;

    public async Task InitializeAsync() => world = await CampaignWorld.CreateAsync();

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Theory]
    [InlineData("2030Q1")]
    [InlineData("no key at all")]
    public async Task RecordAsync_UnknownCampaignDeliveredAgain_IsInTheAuditLogOnce(string campaign)
    {
        var answers = new AnswerService(world.Databases, ScopeDictionary.Embedded, TimeProvider.System, Mock.Of<IBusinessTelemetry>());
        GiveAnswer Given(string delivery) => new()
        {
            Campaign = campaign,
            GrantId = 1,
            Answer = Answer.Keep,
            DigestPrefix = "00000000",
            SlackUserId = "U1",
            DeliveryKey = delivery,
        };

        var first = await answers.RecordAsync(Given("one"), default);
        var again = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => answers.RecordAsync(Given("one"), default)));
        await answers.RecordAsync(Given("two"), default);

        Assert.False(first.IsRepeat);
        Assert.All(again, receipt => Assert.Equal((true, first.Outcome), (receipt.IsRepeat, receipt.Outcome)));
        Assert.Equal(2, await world.ScalarAsync<long>("SELECT count(*) FROM audit_events WHERE kind = 'answer.refused'"));
    }

    [Fact]
    public async Task DecideAsync_ClickDeliveredAgain_IsInTheAuditLogOnce()
    {
        var lead = await world.SlackAsync(CampaignWorld.Lead);
        var stranger = await world.SlackAsync("stranger@example.com");
        await world.GrantAsync(await world.AppAsync(), await world.UserAsync("jane@example.com"));
        var opened = await world.OpenAsync(policy: CampaignWorld.Policy with { Silence = SilencePolicy.AskManager });
        await world.AskEverybodyAsync(opened.CampaignId);
        var list = await world.CloseAsync(opened);
        DecideWorklist Click(string who, string delivery) => new(opened.Key, list.Digest, true, who, null, opened.ClosesAt, delivery);

        foreach (var click in new[] { Click(stranger, "a"), Click(stranger, "a"), Click(lead, "b"), Click(lead, "b"), Click(lead, "b") })
            await world.Approval.DecideAsync(click, default);

        Assert.Equal(1, await world.ScalarAsync<long>("SELECT count(*) FROM audit_events WHERE kind = 'worklist.decision_refused'"));
        Assert.Equal(1, await world.ScalarAsync<long>("SELECT count(*) FROM audit_events WHERE kind = 'worklist.approved'"));
    }
}
