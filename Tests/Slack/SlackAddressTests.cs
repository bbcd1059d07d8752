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
    public async Task FindByEmailAsync_AddressWithCharactersThatNobodySees_IsThePersons(string written)
    {
        await using var setup = await SlackSetup.StartAsync(withDatabase: true);
        setup.Slack.Add(new SimulatedUser { Id = "U1JANE", RealName = "Jane", Email = written });
        await setup.Directory.SyncAsync(SlackSetup.Now, default);

        var found = await setup.Directory.FindByEmailAsync(["jane@example.com"], default);

        Assert.Equal(new Dictionary<string, string> { ["jane@example.com"] = "U1JANE" }, found);
    }
}
