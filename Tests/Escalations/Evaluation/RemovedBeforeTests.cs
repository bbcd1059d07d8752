using OAuthAttest.Campaigns;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Dispatch;
using OAuthAttest.Tests.Campaigns;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Evaluation;

/// <summary>"Removed 12 days ago, consented again", from the rows of real campaigns.</summary>
public sealed class RemovedBeforeTests
{
    private const string Person = "person@example.com";
    private const string ToBeRemoved = "decided 12 days ago by campaign 2026Q4 to be removed and not proven gone, consented again";

    [Theory]
    [InlineData("by email", true)]
    [InlineData("by id", true)]
    [InlineData("somebody else", false)]
    [InlineData("another app", false)]
    [InlineData("kept", false)]
    [InlineData("held", false)]
    [InlineData("rejected", false)]
    [InlineData("an app owner's orphan", false)]
    public async Task DecideAsync_AfterACampaign_TellsWhatItRemovedOfThisPerson(string fate, bool flagged)
    {
        await using var campaign = await CampaignWorld.CreateAsync();
        await using var world = EscalationWorld.On(campaign.Database);
        var user = await campaign.UserAsync(Person);
        var app = await campaign.AppAsync(
            "Mail Helper",
            owner: fate.StartsWith("an app", StringComparison.Ordinal) ? Person : null,
            clientId: "client-1"
        );
        var grant = await campaign.GrantAsync(app, fate.StartsWith("an app", StringComparison.Ordinal) ? null : user);
        var opened = await campaign.OpenAsync(
            policy: CampaignWorld.Policy with
            {
                Breaker = new BreakerPolicy(fate is "held" or "rejected" ? 0 : 1, 1, 1, []),
            }
        );
        await campaign.AskEverybodyAsync(opened.CampaignId);
        await campaign.AnswerAsync(
            opened.CampaignId,
            grant,
            fate == "kept" ? Answer.Keep : Answer.Remove,
            fate == "kept" ? "needed" : null
        );
        await campaign.CloseAsync(opened);
        if (fate == "rejected")
            await campaign.ExecuteAsync("UPDATE campaigns SET worklist_state = 'Rejected'");
        var id = await campaign.ScalarAsync<string>($"SELECT external_id FROM users WHERE id = {user}");
        var consent = await world.ConsentAsync(
            fate == "by id" ? null
                : fate == "somebody else" ? "other@example.com"
                : Person,
            fate == "by id" ? id : null,
            client: fate == "another app" ? "client-2" : "client-1"
        );

        await world.DecideAsync(consent, opened.ClosesAt.AddDays(12));

        var decision = await world.DecisionAsync(consent);
        Assert.Equal(EscalationVerdict.Escalate, decision.Verdict);
        Assert.Equal(
            flagged ? (opened.ClosesAt, "2026Q4") : (null, null),
            ((DateTimeOffset?, string?))(decision.RemovedAt, decision.RemovedByCampaign)
        );
    }

    [Theory]
    [InlineData("Queued", 0, RemovalStanding.Listed, "listed for removal 12 days ago by campaign 2026Q4, consented again")]
    [InlineData("Approved", 0, RemovalStanding.Decided, ToBeRemoved)]
    [InlineData("Failed", 0, RemovalStanding.Decided, ToBeRemoved)]
    [InlineData("Closed", -2, RemovalStanding.Removed, "removed 2 days ago by campaign 2026Q4, consented again")]
    [InlineData("Reopened", -2, RemovalStanding.Removed, "removed 2 days ago by campaign 2026Q4, consented again")]
    [InlineData("Absent", +1, RemovalStanding.Decided, ToBeRemoved)]
    [InlineData("Rejected", 0, null, null)]
    [InlineData("Restored", -2, null, null)]
    [InlineData("Held", 0, null, null)]
    public async Task DecideAsync_AfterACampaign_SaysOnlyWhatTheItemsStateProves(
        string state, int goneAfterDays, RemovalStanding? standing, string? words)
    {
        await using var campaign = await CampaignWorld.CreateAsync();
        await using var world = EscalationWorld.On(campaign.Database);
        var grant = await campaign.GrantAsync(await campaign.AppAsync(clientId: "client-1"), await campaign.UserAsync(Person));
        var opened = await campaign.OpenAsync(policy: CampaignWorld.Policy with { Breaker = new BreakerPolicy(1, 1, 1, []) });
        await campaign.AskEverybodyAsync(opened.CampaignId);
        await campaign.AnswerAsync(opened.CampaignId, grant, Answer.Remove);
        await campaign.CloseAsync(opened);
        var consent = await world.ConsentAsync(Person);
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

    [Fact]
    public async Task DecideAsync_RemovedTwice_TellsTheNewestCampaign()
    {
        await using var campaign = await CampaignWorld.CreateAsync();
        await using var world = EscalationWorld.On(campaign.Database);
        var grant = await campaign.GrantAsync(await campaign.AppAsync(clientId: "client-1"), await campaign.UserAsync(Person));
        var policy = CampaignWorld.Policy with { Breaker = new BreakerPolicy(1, 1, 1, []) };
        foreach (var (key, now) in new[] { ("2026Q3", CampaignWorld.Start.AddDays(-90)), ("2026Q4", CampaignWorld.Start) })
        {
            var opened = await campaign.OpenAsync(key, policy, now);
            await campaign.AskEverybodyAsync(opened.CampaignId);
            await campaign.AnswerAsync(opened.CampaignId, grant, Answer.Remove);
            await campaign.CloseAsync(opened);
        }
        var consent = await world.ConsentAsync(Person);

        await world.DecideAsync(consent);

        Assert.Equal("2026Q4", (await world.DecisionAsync(consent)).RemovedByCampaign);
    }

    [Fact]
    public async Task DecideAsync_CampaignsThatCannotBeRead_HoldUpNoEscalation()
    {
        await using var world = await EscalationWorld.CreateAsync();
        await world.ExecuteAsync("ALTER TABLE revocation_worklist RENAME TO gone");
        var consent = await world.ConsentAsync(Person);

        var evaluation = await world.DecideAsync(consent);

        Assert.Equal(EscalationVerdict.Escalate, evaluation.Verdict);
        Assert.Contains(
            "\"removedUnknownBecause\":\"PostgreSQL refused the query (SQLSTATE 42P01)\"",
            await world.ScalarAsync<string>("SELECT data FROM audit_events"),
            StringComparison.Ordinal
        );
    }
}
