using System.Text.Json;
using OAuthAttest.Local.Demo.Consents;
using OAuthAttest.Local.Demo.Stage;
using OAuthAttest.Local.Simulators.Slack;
using Xunit;

namespace OAuthAttest.Tests.Local.Demo;

public sealed class SlackMessageTextTests
{
    [Theory]
    [InlineData("<!channel> :rotating_light: *FAILED*", "@channel 🚨 *FAILED*")]
    [InlineData(":eyes: by <@U07INESOKAF>, <!date^1760000000^{date}|9 October>", "👀 by @U07INESOKAF, 9 October")]
    [InlineData("<https://example.com/a|the incident> &lt;b&gt; :unknown_one:", "the incident <b> :unknown_one:")]
    [InlineData("&lt;!channel&gt; and &amp;lt;", "<!channel> and &lt;")]
    public void Of_Markup_ReadsAsAPersonWouldSeeIt(string markup, string expected)
    {
        using var message = JsonDocument.Parse(
            JsonSerializer.Serialize(new { blocks = new[] { new { type = "section", text = new { type = "mrkdwn", text = markup } } } })
        );

        Assert.Equal(expected, SlackMessageText.Of(message.RootElement));
    }

    [Fact]
    public void Thread_AnswersStandBelowTheSummaryAndAreMarked()
    {
        var text = ConsentSceneText.Thread([Message("first", thread: null), Message("second\nthird", thread: "1.1")]);

        Assert.Equal("first\n\n  │ second\n  │ third", text);
    }

    private static SimulatedMessage Message(string text, string? thread) => new()
    {
        Channel = "C1",
        Timestamp = "1.1",
        Thread = thread,
        PostedAt = DateTimeOffset.UnixEpoch,
        Text = text,
        Blocks = JsonSerializer.Serialize(new[] { new { type = "section", text = new { type = "mrkdwn", text } } }),
    };
}
