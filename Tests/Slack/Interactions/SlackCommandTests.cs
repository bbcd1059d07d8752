using OAuthAttest.Interactions;
using Xunit;

namespace OAuthAttest.Tests.Slack.Interactions;

public sealed class SlackCommandTests
{
    [Fact]
    public void EveryCommand_BelongsToOneJob()
    {
        Type[] jobs =
        [
            typeof(AttestationCommand), typeof(WorklistCommand), typeof(RemovalCommand), typeof(IncidentCommand),
            typeof(RemediationCommand), typeof(ScopeCommand),
        ];
        var commands = typeof(SlackCommand)
            .Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(SlackCommand)) && !type.IsAbstract)
            .ToList();

        Assert.NotEmpty(commands);
        Assert.All(commands, command => Assert.Contains(command.BaseType, jobs));
    }
}
