using OAuthAttest.Tests.Escalations.Incidents;
using Xunit;

namespace OAuthAttest.Tests.Escalations;

public sealed class RespondersTests
{
    [Theory]
    [InlineData("U0ADA", true)]
    [InlineData("U0UNSYNCED", true)]
    [InlineData("U0BOB", true)]
    [InlineData("U0MALLORY", false)]
    [InlineData("U0NOBODY", false)]
    [InlineData("U0GONE", false)]
    [InlineData("U0EX", false)]
    [InlineData("U0BOT", false)]
    [InlineData("U0NOMAIL", false)]
    [InlineData("u0ada", false)]
    [InlineData("bob@example.com", false)]
    [InlineData("", false)]
    public async Task IsAllowedAsync_ByIdOrByTheDirectorysAddress_NeverBotsOrTheDeleted(string slackUserId, bool allowed)
    {
        await using var scene = await IncidentScene.CreateAsync();
        await scene.SaveAsync(
            IncidentScene.Member("U0GONE", "gone@example.com", deleted: true),
            IncidentScene.Member("U0EX", "bob@example.com", deleted: true),
            IncidentScene.Member("U0BOT", "bot@example.com", bot: true),
            IncidentScene.Member("U0NOMAIL", null)
        );
        var responders = scene.RespondersOf("U0ADA", "U0UNSYNCED", "U0GONE", "U0BOT", "Bob@Example.com", "bot@example.com");

        Assert.Equal(allowed, await responders.IsAllowedAsync(slackUserId, default));
    }

    [Fact]
    public async Task IsAllowedAsync_NobodyListed_NobodyMay()
    {
        await using var scene = await IncidentScene.CreateAsync();

        Assert.False(await scene.RespondersOf().IsAllowedAsync(IncidentScene.Ada, default));
    }
}
