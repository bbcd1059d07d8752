using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Slack;
using Xunit;

namespace OAuthAttest.Tests.Slack;

/// <summary>Whose people are asked: those of the token's workspace, or of the named one for an organization's token.</summary>
public sealed class SlackTeamTests
{
    private static readonly SlackSimulatorOptions Organization = new() { EnterpriseId = "E0ORG", IsOrganizationToken = true };

    [Fact]
    public async Task SyncAsync_PeopleOfOtherWorkspaces_AreKeptAsSuch()
    {
        await using var setup = await SlackSetup.StartAsync(withDatabase: true);
        setup.AddPerson("U1OWN");
        setup.Slack.Add(
            new SimulatedUser { Id = "U2CONNECT", RealName = "c", Email = "c@x.example", TeamId = "T9OTHER", IsStranger = true });
        setup.Slack.Add(new SimulatedUser { Id = "U3OTHER", RealName = "o", Email = "o@x.example", TeamId = "T9OTHER" });
        setup.Slack.Add(new SimulatedUser { Id = "U4GUEST", RealName = "g", Email = "g@x.example", IsRestricted = true });
        setup.Slack.Add(new SimulatedUser { Id = "U5SINGLE", RealName = "s", Email = "s@x.example", IsUltraRestricted = true });

        var sync = await setup.Directory.SyncAsync(SlackSetup.Now, default);

        Assert.Equal(3, sync.WithEmail);
        Assert.Equal("U2CONNECT U3OTHER", await IdsAsync(setup, "is_external"));
        Assert.Equal("U4GUEST U5SINGLE", await IdsAsync(setup, "is_guest AND NOT is_external"));
        Assert.Equal(SlackSetup.Now, await setup.Directory.FindReadAtAsync(default));
    }

    /// <summary>A stranger is one whatever workspace the record names, or if it names none.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("T0SIMULATE")]
    public async Task SyncAsync_StrangerWhoseWorkspaceSaysNothing_IsNotOurs(string team)
    {
        await using var setup = await SlackSetup.StartAsync(withDatabase: true);
        setup.AddPerson("U1OWN");
        setup.Slack.Add(new SimulatedUser { Id = "U2STRANGE", RealName = "s", Email = "s@x.example", TeamId = team, IsStranger = true });

        await setup.Directory.SyncAsync(SlackSetup.Now, default);

        Assert.Equal("U2STRANGE", await IdsAsync(setup, "is_external"));
    }

    [Fact]
    public async Task SyncAsync_OrganizationsToken_ReadsTheNamedWorkspace()
    {
        await using var setup = await SlackSetup.StartAsync(
            withDatabase: true, Organization, new() { ["Slack:TeamId"] = Organization.TeamId, ["Slack:DirectoryPageSize"] = "2" });
        setup.Slack.Add(new SimulatedUser { Id = "W1OWN", RealName = "a", Email = "a@x.example", Teams = [Organization.TeamId, "T9"] });
        setup.Slack.Add(new SimulatedUser { Id = "W2OTHER", RealName = "b", Email = "b@x.example", TeamId = "T9", Teams = ["T9"] });
        setup.Slack.Add(new SimulatedUser { Id = "W3ORG", RealName = "c", Email = "c@x.example", TeamId = "E0ORG" });
        setup.Slack.Add(new SimulatedUser { Id = "W4ELSE", RealName = "d", Email = "d@x.example", TeamId = "E0ORG", Teams = ["T9"] });

        await setup.Directory.SyncAsync(SlackSetup.Now, default);

        Assert.Equal("W2OTHER W4ELSE", await IdsAsync(setup, "is_external"));
        Assert.Equal("W1OWN W3ORG", await IdsAsync(setup, "NOT is_external AND NOT is_bot"));
        // The token's owner is asked for once, and not for each page.
        Assert.Equal((1, 3), (setup.Slack.Calls["auth.test"], setup.Slack.Calls["users.list"]));
    }

    [Fact]
    public async Task SyncAsync_OrganizationsTokenWithoutAWorkspace_SaysWhichSettingIsMissing()
    {
        await using var setup = await SlackSetup.StartAsync(withDatabase: true, Organization);

        var thrown = await Assert.ThrowsAsync<SlackConfigurationException>(() => setup.Directory.SyncAsync(SlackSetup.Now, default));

        Assert.Equal("team_not_named", thrown.Error);
        Assert.Contains("Slack:TeamId", thrown.Message, StringComparison.Ordinal);
        Assert.False(setup.Slack.Calls.ContainsKey("users.list"));
    }

    [Fact]
    public async Task SyncAsync_TokenOfAnotherWorkspaceThanTheSettings_IsRefused()
    {
        await using var setup = await SlackSetup.StartAsync(withDatabase: true, settings: new() { ["Slack:TeamId"] = "T0ELSEWHERE" });

        var thrown = await Assert.ThrowsAsync<SlackConfigurationException>(() => setup.Directory.SyncAsync(SlackSetup.Now, default));

        Assert.Equal("other_team", thrown.Error);
        Assert.Contains("T0SIMULATE", thrown.Message, StringComparison.Ordinal);
    }

    private static Task<string> IdsAsync(SlackSetup setup, string condition) => setup.Database!.ScalarAsync<string>(
        $"SELECT coalesce(string_agg(slack_user_id, ' ' ORDER BY slack_user_id), '') FROM slack_users WHERE {condition}");
}
