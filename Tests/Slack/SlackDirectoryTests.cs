using OAuthAttest.Campaigns.Reaching;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Slack;
using Xunit;

namespace OAuthAttest.Tests.Slack;

public sealed class SlackDirectoryTests
{
    [Fact]
    public async Task SyncAsync_SeveralPages_CopiesEverybodyAndMarksWhoLeft()
    {
        await using var setup = await StartAsync(people: 23, pageSize: 5);
        await setup.Directory.SyncAsync(SlackSetup.Now, default);
        setup.Slack.Remove("U00007");

        var second = await setup.Directory.SyncAsync(SlackSetup.Now.AddHours(1), default);

        Assert.Equal((23, 1), (second.People, second.Gone));
        Assert.Equal(22, await CountAsync(setup, "NOT deleted AND NOT is_bot"));
        Assert.Equal(1, await CountAsync(setup, "deleted AND slack_user_id = 'U00007'"));
    }

    [Fact]
    public async Task SyncAsync_ListBreaksHalfWay_NobodyIsMarkedAsGone()
    {
        await using var setup = await StartAsync(people: 23, pageSize: 5);
        await setup.Directory.SyncAsync(SlackSetup.Now, default);
        setup.Slack.Faults.Next("users.list", [SlackFault.None, SlackFault.None, .. Enumerable.Repeat(SlackFault.HtmlPage, 5)]);

        await Assert.ThrowsAsync<SlackUnavailableException>(() => setup.Directory.SyncAsync(SlackSetup.Now.AddHours(1), default));

        Assert.Equal(23, await CountAsync(setup, "NOT deleted AND NOT is_bot"));
    }

    [Fact]
    public async Task SyncAsync_EmailScopeMissing_FailsLoudlyInsteadOfFindingNobody()
    {
        var options = new SlackSimulatorOptions { Scopes = new HashSet<string> { "users:read" } };
        await using var setup = await SlackSetup.StartAsync(withDatabase: true, options);
        setup.AddPerson();

        var thrown = await Assert.ThrowsAsync<SlackConfigurationException>(() => setup.Directory.SyncAsync(SlackSetup.Now, default));

        Assert.Contains("users:read.email", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindAsync_PrefersActivePeopleAndIgnoresCase()
    {
        await using var setup = await SlackSetup.StartAsync(withDatabase: true);
        setup.Slack.Add(new SimulatedUser { Id = "U1OLD", RealName = "Jane before", Email = "Jane@Example.com", IsDeleted = true });
        setup.Slack.Add(new SimulatedUser { Id = "U2NEW", RealName = "Jane now", Email = "JANE@example.com" });
        setup.Slack.Add(new SimulatedUser { Id = "U3BOT", RealName = "Bot", Email = "bot@example.com", IsBot = true });
        await setup.Directory.SyncAsync(SlackSetup.Now, default);

        var accounts = new SlackAccounts(setup.Database!.Source);
        var found = new List<string?>();
        foreach (var address in (string[])["jane@example.com", "bot@example.com", "nobody@example.com"])
            found.Add((await accounts.FindAsync(address, default)).SlackUserId);

        Assert.Equal(["U2NEW", null, null], found);
    }

    [Fact]
    public async Task SyncAsync_PersonComesBack_IsActiveAgain()
    {
        await using var setup = await StartAsync(people: 3, pageSize: 5);
        await setup.Directory.SyncAsync(SlackSetup.Now, default);
        setup.Slack.Add(new SimulatedUser { Id = "U00001", RealName = "One", Email = "u00001@example.com", IsDeleted = true });
        await setup.Directory.SyncAsync(SlackSetup.Now.AddHours(1), default);
        Assert.Equal(2, await CountAsync(setup, "NOT deleted AND NOT is_bot"));

        setup.AddPerson("U00001");
        await setup.Directory.SyncAsync(SlackSetup.Now.AddHours(2), default);

        Assert.Equal(3, await CountAsync(setup, "NOT deleted AND NOT is_bot"));
    }

    [Fact]
    public async Task SyncAsync_NamesThatADatabaseRefuses_AreStored()
    {
        await using var setup = await SlackSetup.StartAsync(withDatabase: true);
        setup.Slack.Add(new SimulatedUser { Id = "U0NUL", RealName = "Zero\0Zero", Email = "zero@example.com" });
        setup.Slack.Add(new SimulatedUser { Id = "U0LONG", RealName = new string('x', 255) + "😀😀", Email = "long@example.com" });

        await setup.Directory.SyncAsync(SlackSetup.Now, default);

        Assert.Equal(1, await CountAsync(setup, "real_name = 'ZeroZero'"));
        Assert.Equal(1, await CountAsync(setup, "length(real_name) = 256 AND real_name LIKE '%…'"));
    }

    private static async Task<SlackSetup> StartAsync(int people, int pageSize)
    {
        // The bot is the list's first member.
        var setup = await SlackSetup.StartAsync(withDatabase: true, settings: new() { ["Slack:DirectoryPageSize"] = $"{pageSize}" });
        for (var i = 0; i < people; i++)
            setup.AddPerson($"U{i:00000}");
        return setup;
    }

    private static Task<long> CountAsync(SlackSetup setup, string condition) =>
        setup.Database!.ScalarAsync<long>($"SELECT count(*) FROM slack_users WHERE {condition}");
}
