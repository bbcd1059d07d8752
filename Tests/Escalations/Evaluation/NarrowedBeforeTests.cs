using OAuthAttest.Campaigns;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Dispatch;
using OAuthAttest.Tests.Campaigns;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Evaluation;

/// <summary>An app that a campaign kept with less was never removed: only the scopes that it lost are a matter of a consent.</summary>
public sealed class NarrowedBeforeTests
{
    private const string Person = "person@example.com";
    private const string Again = "kept without some of these permissions 2 days ago by campaign 2026Q4, consented to them again";

    [Theory]
    [InlineData("Closed", -2, "Mail.Read User.Read", RemovalStanding.Narrowed, Again)]
    [InlineData("Reopened", -2, "Mail.Read", RemovalStanding.Narrowed, Again)]
    [InlineData("Closed", -2, "Files.ReadWrite.All", null, null)]
    [InlineData("Absent", +1, "Mail.Read", null, null)]
    [InlineData("Failed", 0, "Mail.Read", null, null)]
    [InlineData("Queued", 0, "Mail.Read", null, null)]
    [InlineData("Restored", -2, "Mail.Read", null, null)]
    public async Task DecideAsync_AfterNarrowing_SaysOnlyWhatTheRowsProve(
        string state, int goneAfterDays, string scopes, RemovalStanding? standing, string? words)
    {
        await using var campaign = await CampaignWorld.CreateAsync();
        await using var world = EscalationWorld.On(campaign.Database);
        var user = await campaign.UserAsync(Person);
        var grant = await campaign.GrantAsync(await campaign.AppAsync(clientId: "client-1"), user, scopes: ["Mail.Read", "User.Read"]);
        var opened = await campaign.OpenAsync(policy: CampaignWorld.Policy with { Breaker = new BreakerPolicy(1, 1, 1, []) });
        await campaign.AskEverybodyAsync(opened.CampaignId);
        await campaign.AnswerAsync(opened.CampaignId, grant, Answer.Keep, "needed");
        await campaign.ExecuteAsync("UPDATE campaign_items SET without_scopes = '{Mail.Read}'");
        await campaign.CloseAsync(opened);
        var consent = await world.ConsentAsync(Person, scopes: scopes.Split(' '));
        var occurred = consent.Facts.OccurredAt;
        var gone = goneAfterDays == 0 ? "NULL" : $"timestamptz '{occurred.AddDays(goneAfterDays):O}'";
        await campaign.ExecuteAsync($"""
            UPDATE revocation_worklist SET state = '{state}', absent_at = {gone}, created_at = timestamptz '{occurred.AddDays(-12):O}',
                approved_at = CASE WHEN '{state}' <> 'Queued' THEN timestamptz '{occurred.AddDays(-12):O}' END
            """);

        await world.DecideAsync(consent, occurred.AddDays(2));

        var decision = await world.DecisionAsync(consent);
        Assert.Equal(standing, decision.RemovalStanding);
        Assert.Equal(words, EscalationWords.RemovedBefore(new ConsentView(consent, decision, [])));
    }
}
