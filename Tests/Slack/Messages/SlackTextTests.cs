using System.Text;
using OAuthAttest.Slack.Text;
using Xunit;

namespace OAuthAttest.Tests.Slack.Messages;

public sealed class SlackTextTests
{
    [Theory]
    [InlineData("<!channel>", "&lt;!channel&gt;")]
    [InlineData("<@U123> & friends", "&lt;@U123&gt; &amp; friends")]
    [InlineData("<https://evil.example|Click>", "&lt;https://evil.example∣Click&gt;")]
    [InlineData("*bold* ~gone~ `code`", "∗bold∗ ∼gone∼ ˋcodeˋ")]
    [InlineData("_sly_ but snake_case stays", "＿sly＿ but snake_case stays")]
    [InlineData(":smile: Calendar: sync", "∶smile: Calendar: sync")]
    [InlineData("two\nlines\tand\r\nmore", "two lines and more")]
    [InlineData("  padded   inside  ", "padded inside")]
    [InlineData("a\u202Eb\u2066c\u200Bd\uFEFFe\u00ADf", "abcdef")]
    [InlineData("zero\0zero\u0007", "zerozero")]
    [InlineData("hidden\u3164\u115F\u2800", "hidden")]
    [InlineData("half \uD83D pair", "half pair")]
    [InlineData("日本語 Ünï 🎉", "日本語 Ünï 🎉")]
    [InlineData("e\u0301\u0301\u0301\u0301\u0301\u0301", "e\u0301\u0301\u0301")]
    [InlineData(null, "")]
    public void Markup_TextFromOutside_FormatsNothingAndHidesNothing(string? raw, string expected) =>
        Assert.Equal(expected, SlackText.Markup(raw, 200));

    [Fact]
    public void Markup_TooLong_IsCutBetweenCharactersWithAnEllipsis()
    {
        Assert.Equal("&amp;&amp;…", SlackText.Markup(new string('&', 50), 12));
        Assert.Equal("👩🏽👩🏽…", SlackText.Markup(string.Concat(Enumerable.Repeat("👩🏽", 10)), 10));
        Assert.Equal("abcd…", SlackText.Plain("abcd efgh", 6));
    }

    [Fact]
    public void Markup_AnyLimit_IsNeverExceededAndNeverSplitsACharacter()
    {
        const string Raw = "a&b <👩‍👩‍👧> 🇳🇱 e\u0301 \uD83D x";
        for (var limit = 1; limit < 60; limit++)
        {
            var text = SlackText.Markup(Raw, limit);
            Assert.InRange(text.Length, 1, limit);
            Assert.Equal(text, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));
        }
    }

    [Fact]
    public void DateToken_GivesEachReaderTheirOwnClock_AndUtcAsTheFallback() =>
        Assert.Equal(
            "<!date^1793610000^{date_long_pretty} at {time}|2 Nov 2026 09:00 UTC>",
            SlackText.DateToken(SlackSetup.Now, withTime: true)
        );
}
