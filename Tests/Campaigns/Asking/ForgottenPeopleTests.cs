using OAuthAttest.Campaigns.Asking;
using Xunit;

namespace OAuthAttest.Tests.Campaigns.Asking;

public sealed class ForgottenPeopleTests
{
    /// <summary>Found in Slack during the campaign, and the wake-up was lost: the next daily look finds who is still to be asked.</summary>
    [Theory]
    [InlineData("state = 'Waiting', unreachable_reason = 'no_slack_account'", true)]
    [InlineData("state = 'Waiting', unreachable_reason = NULL", false)]
    [InlineData("state = 'Unreachable', unreachable_reason = 'no_slack_account'", false)]
    public async Task ListForgotten_PersonWhoCanBeAskedNow_IsListed(string state, bool isListed)
    {
        await using var world = await CampaignWorld.CreateAsync();
        await world.GrantAsync(await world.AppAsync(), await world.UserAsync("late@example.com"));
        var opened = await world.OpenAsync();
        await world.ExecuteAsync($"UPDATE campaign_participants SET {state}");
        await using var register = new ParticipantRegister(world.Source);

        var forgotten = await register.ListForgottenAsync(
            opened.CampaignId, TimeSpan.FromDays(1), 10, CampaignWorld.Start.AddDays(2), CancellationToken.None);

        Assert.Equal(isListed ? 1 : 0, forgotten.Count);
    }
}
