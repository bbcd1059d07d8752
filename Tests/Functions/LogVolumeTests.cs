using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using OAuthAttest.Functions.Campaigns;
using OAuthAttest.Slack.Messages;
using Xunit;

namespace OAuthAttest.Tests.Functions;

/// <summary>Logging costs money: no messages at Information level may be written per step of a campaign.</summary>
public sealed class LogVolumeTests
{
    [Theory]
    [InlineData("Host.Triggers.DurableTask", LogLevel.Warning)]
    [InlineData("DurableTask.AzureStorage", LogLevel.Warning)]
    [InlineData("DurableTask.Core", LogLevel.Warning)]
    [InlineData("Microsoft.DurableTask.Worker", LogLevel.Warning)]
    [InlineData("Function.ParticipantOrchestrator", LogLevel.Warning)]
    [InlineData("Function.PlanParticipant", LogLevel.Warning)]
    [InlineData("Function.StartQuarterlyCampaign.User", LogLevel.Information)]
    [InlineData("Host.Results", LogLevel.Information)]
    [InlineData("Host.Startup", LogLevel.Information)]
    [InlineData("System.Net.Http.HttpClient.Slack.LogicalHandler", LogLevel.Warning)]
    [InlineData("Microsoft.EntityFrameworkCore.Database.Command", LogLevel.Warning)]
    public void HostJson_OfACategory_LetsThroughFromThisLevelOn(string category, LogLevel least)
    {
        var configuration = new ConfigurationBuilder().AddJsonFile(RepositoryFiles.PathOf("host.json")).Build();
        using var logs = new EventLog(LogLevel.Trace);
        using var factory = LoggerFactory.Create(logging =>
            logging.AddConfiguration(configuration.GetSection("logging")).AddProvider(logs)
        );
        var logger = factory.CreateLogger(category);

        Assert.Equal((true, false), (logger.IsEnabled(least), logger.IsEnabled(least - 1)));
    }

    [Fact]
    public async Task Campaign_FromTheQuestionToTheReport_LogsNoLineAStepAtInformation()
    {
        using var logs = new EventLog(LogLevel.Trace);
        await using var world = await FlowWorld.StartAsync(
            new()
            {
                ConfigureHost = host => host with
                {
                    ConfigureLogging = logging => logging.AddProvider(logs).SetMinimumLevel(LogLevel.Information),
                },
            }
        );
        foreach (var name in (string[])["ann", "bob", "jane"])
        {
            await world.AddPersonAsync(name);
            await world.AddGrantAsync(name);
        }
        await world.OpenCampaignAsync();
        await world.PressAsync(world.Person("jane"), SlackActions.Remove);
        await world.Time.AdvanceAsync(TimeSpan.FromDays(15));

        Assert.Equal(OAuthAttest.Campaigns.CampaignState.Closed, (await world.CampaignAsync()).State);
        // A timer logs one line per run; the web server replaces the Functions host here, whose levels are set separately.
        string[] others = [typeof(CampaignTimers).FullName!, "Microsoft.AspNetCore", "Microsoft.Hosting"];
        Assert.DoesNotContain(logs.Lines, line =>
            line.Level == LogLevel.Information && !others.Any(other => line.Category.StartsWith(other, StringComparison.Ordinal))
        );
    }
}
