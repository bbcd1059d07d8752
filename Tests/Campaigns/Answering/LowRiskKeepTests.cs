using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Answering;
using OAuthAttest.Grants;
using Xunit;

namespace OAuthAttest.Tests.Campaigns.Answering;

public sealed class LowRiskKeepTests
{
    private const string Jane = "U0JANE";

    public static TheoryData<string> Unsafe =>
        [
            "risk",
            "tenant",
            "orphan",
            "unknown scope",
            "no scopes",
            "higher scope",
            "unverified",
            "not known if verified",
            "grown",
            "voided",
            "answered",
        ];

    [Fact]
    public async Task KeepAll_SafeGrants_KeepsThemWithOneDecisionEach()
    {
        await using var scene = await CampaignScene.CreateAsync();
        var jane = await scene.AddPersonAsync("jane");
        var safe = new[] { await scene.AddGrantAsync(jane), await scene.AddGrantAsync(jane) };
        var risky = await scene.AddGrantAsync(jane, new GrantSketch { Scopes = CampaignScene.HighScopes });

        var receipt = await KeepAllAsync(scene, Jane);

        Assert.Equal((DecisionOutcome.Accepted, 2), (receipt.Outcome, receipt.Answered));
        foreach (var item in safe)
            Assert.Equal(Answer.Keep, (await scene.ReadAsync(item)).Answer);
        Assert.Equal(Answer.None, (await scene.ReadAsync(risky)).Answer);
        Assert.Equal((1, 1), ((await scene.ReadAsync(jane)).OpenCount, (await scene.ReadAsync(jane)).Revision));
        Assert.Equal(2, (await scene.DecisionsAsync()).Count);
    }

    [Theory]
    [MemberData(nameof(Unsafe))]
    public async Task KeepAll_GrantThatIsNotSafe_IsLeftOpenAndNotCounted(string why)
    {
        await using var scene = await CampaignScene.CreateAsync();
        var jane = await scene.AddPersonAsync("jane");
        await scene.AddGrantAsync(jane);
        await scene.AddGrantAsync(jane);
        var item = await scene.AddGrantAsync(jane, Sketch(why));
        if (why == "answered")
            await scene.Service.RecordAsync(scene.Give(item, Answer.Remove, Jane), CancellationToken.None);

        var offered = await OfferedAsync(scene, jane);
        var receipt = await KeepAllAsync(scene, Jane);

        Assert.Equal((2, 2), (offered, receipt.Answered));
        Assert.Equal(why == "answered" ? Answer.Remove : Answer.None, (await scene.ReadAsync(item)).Answer);
    }

    [Fact]
    public async Task KeepAll_OnlyOneSafeGrant_IsNotOffered()
    {
        await using var scene = await CampaignScene.CreateAsync();
        var jane = await scene.AddPersonAsync("jane");
        var item = await scene.AddGrantAsync(jane);

        Assert.Equal(0, await OfferedAsync(scene, jane));
        Assert.Equal(0, (await KeepAllAsync(scene, Jane)).Answered);
        Assert.Equal(Answer.None, (await scene.ReadAsync(item)).Answer);
    }

    [Fact]
    public async Task KeepAll_DeliveredTwice_CountsOnce()
    {
        await using var scene = await CampaignScene.CreateAsync();
        var jane = await scene.AddPersonAsync("jane");
        await scene.AddGrantAsync(jane);
        await scene.AddGrantAsync(jane);

        await KeepAllAsync(scene, Jane);
        var again = await KeepAllAsync(scene, Jane);

        Assert.True(again.IsRepeat);
        Assert.Equal(2, (await scene.DecisionsAsync()).Count);
        Assert.Equal(1, (await scene.ReadAsync(jane)).Revision);
    }

    [Fact]
    public async Task KeepAll_RedeliveredAfterAnAnswerWasTakenBack_LeavesItOpen()
    {
        await using var scene = await CampaignScene.CreateAsync();
        var jane = await scene.AddPersonAsync("jane");
        var items = new[] { await scene.AddGrantAsync(jane), await scene.AddGrantAsync(jane) };
        await KeepAllAsync(scene, Jane);
        foreach (var item in items)
            await scene.Service.RecordAsync(scene.Give(item, Answer.None, Jane), CancellationToken.None);

        await KeepAllAsync(scene, Jane);

        Assert.Equal(2, (await scene.ReadAsync(jane)).OpenCount);
    }

    [Theory]
    [InlineData("U0MALLORY", false, DecisionOutcome.RefusedNotOwner)]
    [InlineData(Jane, true, DecisionOutcome.RefusedAfterCutOff)]
    public async Task KeepAll_Refused_IsOnRecordAndChangesNothing(string clicker, bool late, DecisionOutcome expected)
    {
        await using var scene = await CampaignScene.CreateAsync();
        var jane = await scene.AddPersonAsync("jane");
        await scene.AddGrantAsync(jane);
        await scene.AddGrantAsync(jane);
        if (late)
            scene.Clock.Advance(TimeSpan.FromDays(20));

        var receipt = await KeepAllAsync(scene, clicker);

        Assert.Equal(expected, receipt.Outcome);
        Assert.Equal(expected, Assert.Single(await scene.DecisionsAsync()).Outcome);
        Assert.Equal(2, (await scene.ReadAsync(jane)).OpenCount);
    }

    private static GrantSketch Sketch(string why) => why switch
    {
        "risk" => new() { Risk = Risk.Medium },
        "tenant" => new() { Consent = ConsentType.Tenant, Ownership = Ownership.TenantWide, Risk = Risk.Low },
        "orphan" => new() { Ownership = Ownership.Orphan },
        "unknown scope" => new() { Scopes = ["Nobody.KnowsThis"], Risk = Risk.Low },
        "no scopes" => new() { Scopes = [], Risk = Risk.Low },
        "higher scope" => new() { Scopes = CampaignScene.HighScopes, Risk = Risk.Low },
        "unverified" => new() { PublisherVerified = false },
        "not known if verified" => new() { PublisherVerified = null },
        "grown" => new() { Drift = Drift.ScopesGrown },
        "voided" => new() { Voided = 1 },
        _ => new(),
    };

    private static Task<AnswerReceipt> KeepAllAsync(CampaignScene scene, string by) =>
        scene.Service.KeepAllLowRiskAsync(new KeepAllLowRisk(scene.Campaign.Key.ToString(), "jane", by, "all"), CancellationToken.None);

    private static async Task<int> OfferedAsync(CampaignScene scene, CampaignParticipant participant)
    {
        await using var db = await scene.Databases.CreateDbContextAsync();
        return (
            await scene.Composer.ComposeAsync(
                db,
                new OAuthAttest.Campaigns.Asking.ComposeRequest(participant.Id, 1, scene.Clock.GetUtcNow()),
                CancellationToken.None
            )
        ).KeepAllLowRiskCount;
    }
}
