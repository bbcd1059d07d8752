using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OAuthAttest.Configuration;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Blocks;
using Xunit;

namespace OAuthAttest.Tests.Slack;

public sealed class SlackWorkspaceTests
{
    private static readonly SlackTeam Team = new("T0SIMULATE", null, IsOrganizationToken: false);

    private static readonly SlackMessage Hello = SlackMessage.Note("Hello");

    [Fact]
    public async Task PostAsync_ToAUser_OpensTheDirectMessageAndCarriesTheKey()
    {
        await using var setup = await SlackSetup.StartAsync();
        var jane = setup.AddPerson();

        var sent = Assert.IsType<SlackSendOutcome.Sent>(await setup.Workspace.PostAsync(jane.UserId, "key-1", Hello, default));

        Assert.Equal("D0JANE", sent.Channel);
        Assert.Equal("key-1", jane.LatestMessage!.Key);
        Assert.Equal(sent.Timestamp, jane.LatestMessage.Timestamp);
    }

    [Theory]
    [InlineData(SlackFault.Throttled, typeof(SlackThrottledException), 0)]
    [InlineData(SlackFault.ThrottledWithoutDelay, typeof(SlackThrottledException), 0)]
    [InlineData(SlackFault.ServerError, typeof(SlackUncertainException), 0)]
    [InlineData(SlackFault.HtmlPage, typeof(SlackUncertainException), 0)]
    [InlineData(SlackFault.HtmlPageAfterAccepting, typeof(SlackUncertainException), 1)]
    [InlineData(SlackFault.EmptyBody, typeof(SlackUncertainException), 0)]
    [InlineData(SlackFault.SilentBeforeAccepting, typeof(SlackUncertainException), 0)]
    [InlineData(SlackFault.SilentAfterAccepting, typeof(SlackUncertainException), 1)]
    [InlineData(SlackFault.BrokenBeforeAccepting, typeof(SlackUncertainException), 0)]
    [InlineData(SlackFault.BrokenAfterAccepting, typeof(SlackUncertainException), 1)]
    [InlineData(SlackFault.InternalError, typeof(SlackUncertainException), 0)]
    public async Task PostAsync_WhenSlackMisbehaves_SaysWhetherItMayHaveBeenPostedAndDoesNotRepeatIt(
        SlackFault fault,
        Type expected,
        int posted
    )
    {
        await using var setup = await SlackSetup.StartAsync();
        var jane = setup.AddPerson();
        setup.Slack.Faults.Next("chat.postMessage", fault);

        var thrown = await Record.ExceptionAsync(() =>
            setup.HurryAsync(() => setup.Workspace.PostAsync(jane.UserId, "key", Hello, default))
        );

        Assert.IsType(expected, thrown);
        Assert.Equal(posted, jane.Messages.Count);
        Assert.Equal(1, setup.Slack.Calls["chat.postMessage"]);
    }

    [Theory]
    [InlineData(SlackFault.ServerError)]
    [InlineData(SlackFault.HtmlPage)]
    [InlineData(SlackFault.EmptyBody)]
    [InlineData(SlackFault.BrokenBeforeAccepting)]
    [InlineData(SlackFault.InternalError)]
    [InlineData(SlackFault.Throttled)]
    public async Task ListUsersAsync_AfterOneFault_IsTriedAgain(SlackFault fault)
    {
        await using var setup = await SlackSetup.StartAsync();
        setup.AddPerson();
        setup.Slack.Faults.Next("users.list", fault);

        var page = await setup.Workspace.ListUsersAsync(null, Team, default);

        Assert.Contains(page.Users, user => user.Id == "U0JANE" && user.Email == "u0jane@example.com");
        Assert.Equal(2, setup.Slack.Calls["users.list"]);
    }

    [Fact]
    public async Task PostAsync_NobodyListens_IsCertainlyNotPosted()
    {
        var setup = await SlackSetup.StartAsync();
        await setup.Slack.DisposeAsync();

        await Assert.ThrowsAsync<SlackUnavailableException>(() => setup.Workspace.PostAsync("U0JANE", "key", Hello, default));
    }

    [Fact]
    public async Task PostAsync_Throttled_TellsHowLong()
    {
        await using var setup = await SlackSetup.StartAsync();
        setup.Slack.Faults.RetryAfterSeconds = 17;
        setup.Slack.Faults.Next("chat.postMessage", SlackFault.Throttled);

        var thrown = await Assert.ThrowsAsync<SlackThrottledException>(() => setup.Workspace.PostAsync("U0JANE", "key", Hello, default));

        Assert.Equal(TimeSpan.FromSeconds(17), thrown.RetryAfter);
    }

    [Theory]
    [InlineData("U0NOBODY", "channel_not_found")]
    [InlineData("U0GONE", "channel_not_found")]
    [InlineData("U0HIDDEN", "user_not_visible")]
    [InlineData("U0BOT", "cannot_dm_bot")]
    [InlineData("C0OLD", "is_archived")]
    [InlineData("C0CLOSED", "not_in_channel")]
    public async Task PostAsync_NoWayToReachThem_IsUnreachableWithTheReason(string target, string reason)
    {
        await using var setup = await SlackSetup.StartAsync();
        setup.Slack.Add(new SimulatedUser { Id = "U0GONE", RealName = "Gone", IsDeleted = true });
        setup.Slack.Add(new SimulatedUser { Id = "U0HIDDEN", RealName = "Hidden", IsHidden = true });
        setup.Slack.Add(new SimulatedChannel { Id = "C0OLD", IsArchived = true });
        setup.Slack.Add(new SimulatedChannel { Id = "C0CLOSED", HasBot = false });

        var outcome = await setup.Workspace.PostAsync(target, "key", Hello, default);

        Assert.Equal(new SlackSendOutcome.Unreachable(reason), outcome);
    }

    [Fact]
    public async Task PostAsync_BlocksBeyondALimit_IsRejectedWithTheDetails()
    {
        await using var setup = await SlackSetup.StartAsync();
        var jane = setup.AddPerson();
        var tooLong = new SlackMessage("x", [new SlackBlock.Section(new SlackTextObject.Markup(new string('x', 3001)))]);

        var rejected = Assert.IsType<SlackSendOutcome.Rejected>(await setup.Workspace.PostAsync(jane.UserId, "key", tooLong, default));

        Assert.Equal("invalid_blocks", rejected.Error);
        Assert.Contains("/blocks/0/text/text", Assert.Single(rejected.Details), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyCall_WrongToken_IsAConfigurationFaultThatDoesNotNameTheToken()
    {
        await using var setup = await SlackSetup.StartAsync(settings: new() { ["Slack:BotToken"] = "xoxb-wrong-token" });

        var thrown = await Assert.ThrowsAsync<SlackConfigurationException>(() =>
            setup.Workspace.PostAsync("U0JANE", "key", Hello, default)
        );

        Assert.Equal("invalid_auth", thrown.Error);
        Assert.DoesNotContain("xoxb", thrown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyCall_ScopeMissing_NamesTheScope()
    {
        await using var setup = await SlackSetup.StartAsync(options: new SlackSimulatorOptions { Scopes = new HashSet<string>() });

        var thrown = await Assert.ThrowsAsync<SlackConfigurationException>(() => setup.Workspace.ListUsersAsync(null, Team, default));

        Assert.Contains("users:read", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UpdateAsync_WithTheUsersId_IsUnreachable_WithTheConversationsId_Repaints()
    {
        await using var setup = await SlackSetup.StartAsync();
        var jane = setup.AddPerson();
        var sent = Assert.IsType<SlackSendOutcome.Sent>(await setup.Workspace.PostAsync(jane.UserId, "key", Hello, default));

        Assert.Equal(
            new SlackSendOutcome.Unreachable("channel_not_found"),
            await setup.Workspace.UpdateAsync(jane.UserId, sent.Timestamp, SlackMessage.Note("no"), default)
        );
        Assert.Equal(sent, await setup.Workspace.UpdateAsync(sent.Channel, sent.Timestamp, SlackMessage.Note("Changed"), default));

        Assert.Equal("Changed", jane.LatestMessage!.Text);
        Assert.Equal("key", jane.LatestMessage.Key);
    }

    [Fact]
    public async Task FindPermalinkAsync_MessageKnown_IsALink_Unknown_IsNull()
    {
        await using var setup = await SlackSetup.StartAsync();
        var jane = setup.AddPerson();
        var sent = Assert.IsType<SlackSendOutcome.Sent>(await setup.Workspace.PostAsync(jane.UserId, "key", Hello, default));

        var link = await setup.Workspace.FindPermalinkAsync(sent.Channel, sent.Timestamp, default);

        Assert.StartsWith("https://simulated.slack.com/archives/D0JANE/p", link!.AbsoluteUri, StringComparison.Ordinal);
        Assert.Null(await setup.Workspace.FindPermalinkAsync(sent.Channel, "1.2", default));
    }

    [Theory]
    [InlineData("https://hooks.slack.com/actions/T/1/x", true)]
    [InlineData("https://hooks.slack.com:443/actions/T/1/x", true)]
    [InlineData("http://hooks.slack.com/actions/T/1/x", false)]
    [InlineData("https://hooks.slack.com:8443/x", false)]
    [InlineData("https://hooks.slack.com.evil.example/x", false)]
    [InlineData("https://evil.example/hooks.slack.com", false)]
    [InlineData("https://hooks.slack.com@evil.example/x", false)]
    [InlineData("https://user@hooks.slack.com/x", false)]
    [InlineData("http://169.254.169.254/latest/meta-data", false)]
    [InlineData("http://127.0.0.1:9/actions", false)]
    [InlineData("file:///etc/passwd", false)]
    public void ResponseUrl_OnlySlacksOwnHost_IsCalled(string url, bool allowed)
    {
        var options = Options.Create(new SlackOptions { BaseUrl = new Uri("http://127.0.0.1:8080/api/") });
        var guard = new SlackResponseUrl(
            null!,
            options,
            TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<SlackResponseUrl>.Instance
        );

        Assert.Equal(allowed, guard.IsAllowed(new Uri(url)));
    }

    [Fact]
    public async Task AddSlack_Misconfigured_ListsEverythingAtOnce()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddSlack(SlackSetup.Configuration(new Uri("http://slack.example/api"), new()
        {
            ["Slack:BotToken"] = "",
            ["Slack:SigningSecrets:0"] = " ",
            ["Slack:LeadChannel"] = "#security",
            ["Slack:PacePerMinute"] = "-1",
            ["Slack:RequestTimeout"] = "01:00:00",
            ["Slack:RetryDelay"] = "01:00:00",
            ["Slack:DirectoryPageSize"] = "0",
            ["Slack:TemplatesFolder"] = "/nowhere/at/all",
        }));
        await using var provider = services.BuildServiceProvider();

        var thrown = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptions<SlackOptions>>().Value);

        string[] keys =
        [
            "BotToken",
            "SigningSecrets",
            "BaseUrl",
            "LeadChannel",
            "PacePerMinute",
            "RequestTimeout",
            "RetryDelay",
            "DirectoryPageSize",
            "TemplatesFolder",
        ];
        Assert.Equal(keys.Order(), thrown.Failures.Select(failure => failure.Split(':', ' ')[1]).Order());
    }

    [Theory]
    [InlineData("https://proxy.example/slack/", true)]
    [InlineData("http://127.0.0.1:5000/api/", true)]
    [InlineData("http://proxy.example/slack/", false)]
    [InlineData("ftp://127.0.0.1/api/", false)]
    [InlineData("https://slack.com/api", false)]
    [InlineData("https://slack.com/api/?x=1", false)]
    public void Validate_BaseUrl_IsHttpsOrThisMachine(string url, bool valid)
    {
        var options = new SlackOptions
        {
            BotToken = "xoxb-of-a-test",
            SigningSecrets = ["secret-of-a-test"],
            LeadChannel = "C0LEAD",
            BaseUrl = new Uri(url),
        };

        Assert.Equal(valid, new CheckedOptions<SlackOptions>(new ConfigurationBuilder().Build()).Validate(null, options).Succeeded);
    }
}
