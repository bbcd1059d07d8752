using OAuthAttest.Campaigns.Reaching;
using OAuthAttest.Local.Simulators.Slack;
using Xunit;

namespace OAuthAttest.Tests.Slack;

/// <summary>Slack's directory has addresses as people wrote them: they are found by the one form that everybody compares with.</summary>
public sealed class SlackAddressTests
{
    [Theory]
    [InlineData("ja\u00ADne@example.com")]
    [InlineData("\uFEFFJane@Example.com")]
    [InlineData("jane@example.com\u200B")]
    public async Task FindAsync_AddressWithCharactersThatNobodySees_IsThePersons(string written)
    {
        await using var setup = await SlackSetup.StartAsync(withDatabase: true);
        setup.Slack.Add(new SimulatedUser { Id = "U1JANE", RealName = "Jane", Email = written });
        await setup.Directory.SyncAsync(SlackSetup.Now, default);

        var found = await new SlackAccounts(setup.Database!.Source).FindAsync("jane@example.com", default);

        Assert.Equal(("U1JANE", "jane@example.com"), (found.SlackUserId, found.Address));
    }
}
