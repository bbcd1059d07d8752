using OAuthAttest.Local.CommandLine;
using OAuthAttest.Local.Configuration;
using OAuthAttest.Local.Run;
using Xunit;

namespace OAuthAttest.Tests.Local.CommandLine;

public sealed class SettingsTests : IDisposable
{
    private readonly string file = Path.GetTempFileName();

    public void Dispose() => File.Delete(file);

    [Fact]
    public void Read_FileWithNestedNames_GivesConfigurationKeys()
    {
        File.WriteAllText(
            file,
            """{ "IsEncrypted": false, /* as the tools write it */ "Values": { "Slack__BotToken": "xoxb", "Campaign:Enabled": true, }, }"""
        );

        var settings = Settings.Read(file);

        Assert.Equal("xoxb", settings["Slack:BotToken"]);
        Assert.Equal("True", settings["Campaign:Enabled"]);
        Assert.True(settings.ContainsKey("PATH"));
    }

    [Theory]
    [InlineData("{ not json")]
    [InlineData("""{ "Values": 3 }""")]
    public void Read_FileThatCannotBeRead_NamesTheFile(string content)
    {
        File.WriteAllText(file, content);

        var mistake = Assert.Throws<LocalConfigurationException>(() => Settings.Read(file));

        Assert.Contains(file, mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NamedFileMissing_IsAMistake() =>
        Assert.Contains(
            "does not exist",
            Assert.Throws<LocalConfigurationException>(() => Settings.Read("/no/such/file")).Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("Slack:BotToken", false)]
    [InlineData("slack:leadchannel", false)]
    [InlineData("SlackTeam", true)]
    [InlineData("Campaign:Enabled", true)]
    public void IsNeeded_OnlyWithoutAnySlackSetting_Simulates(string key, bool expected) =>
        Assert.Equal(expected, SimulatedSlack.IsNeeded(["PATH", key]));
}
