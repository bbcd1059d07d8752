using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Outbox;
using Xunit;

namespace OAuthAttest.Tests.Slack;

/// <summary>A token that nothing accepts proves nothing about a message: nobody counts as unreachable for it.</summary>
public sealed class SlackOutboxRefusedTests
{
    [Theory]
    [InlineData("conversations.open", "token_revoked")]
    [InlineData("conversations.history", "account_inactive")]
    [InlineData("conversations.history", "team_access_not_granted")]
    public async Task SendAsync_TokenRefusedWhileAnUncertainSendIsChecked_IsProvenWhenThatIsMended(string method, string error)
    {
        await using var setup = await SlackSetup.StartAsync(withDatabase: true);
        var jane = setup.AddPerson();
        setup.Slack.Faults.Next("chat.postMessage", SlackFault.SilentAfterAccepting);
        var first = await setup.HurryAsync(() => SendAsync(setup, "U0JANE", SlackSetup.Now));
        setup.Slack.Faults.Refused[method] = error;

        var refused = await Assert.ThrowsAsync<SlackConfigurationException>(
            () => SendAsync(setup, "U0JANE", first.RetryAt!.Value));
        setup.Slack.Faults.Refused.Clear();
        var again = await SendAsync(setup, "U0JANE", first.RetryAt!.Value.AddMinutes(15));

        Assert.Equal((method, error), (refused.Method, refused.Error));
        Assert.Equal(SlackDeliveryState.Sent, again.State);
        Assert.Single(jane.Messages);
    }

    private static Task<SlackDelivery> SendAsync(SlackSetup setup, string target, DateTimeOffset now) =>
        setup.Outbox.SendAsync("2026Q4:u:jane:request", target, () => SlackMessage.Note("Please answer"), now, CancellationToken.None);
}
