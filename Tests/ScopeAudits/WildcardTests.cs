using System.Diagnostics;
using OAuthAttest.ScopeAudits.Approvals;
using Xunit;

namespace OAuthAttest.Tests.ScopeAudits;

public sealed class WildcardTests
{
    [Theory]
    [InlineData("read", "read", true)]
    [InlineData("read", "Read", false)]
    [InlineData("read", "reader", false)]
    [InlineData("read", "read\n", false)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("*", "", true)]
    [InlineData("*", "anything at all", true)]
    [InlineData("?", "", false)]
    [InlineData("?", "ab", false)]
    [InlineData("arn:aws:iam::*:role/Deploy", "arn:aws:iam::111122223333:role/Deploy", true)]
    [InlineData("arn:aws:iam::*:role/Deploy", "arn:aws:iam::111122223333:role/DeployAll", false)]
    [InlineData("arn:aws:iam::*:role/Deploy*", "arn:aws:iam::111122223333:role/DeployAll", true)]
    [InlineData("a*b*c", "a-b-b-c", true)]
    [InlineData("a*b*c", "a-c-b", false)]
    [InlineData("**a**", "xxa", true)]
    [InlineData("a?c*", "abcde", true)]
    [InlineData("a.c", "abc", false)]
    [InlineData("[a-z]", "b", false)]
    [InlineData("a\\*", "ab", false)]
    [InlineData("a${*}", "a*", true)]
    [InlineData("a${*}", "ab", false)]
    [InlineData("a${?}${$}*", "a?$b", true)]
    [InlineData("a${?}", "ab", false)]
    [InlineData("${aws:username}", "${aws:username}", true)]
    [InlineData("${*", "${anything", true)]
    [InlineData("$", "$", true)]
    public void Matches_PatternAndText_AsIamDoes(string pattern, string text, bool matches) =>
        Assert.Equal(matches, new Wildcard(pattern).Matches(text));

    [Theory]
    [InlineData("arn:aws:s3:::*")]
    [InlineData("???")]
    [InlineData("$${*}${?}$")]
    [InlineData("")]
    [InlineData("read")]
    public void Exactly_AnyText_MatchesThatAlone(string text)
    {
        var pattern = Wildcard.Exactly(text);

        Assert.True(pattern.Matches(text));
        Assert.False(pattern.Matches(text + "x"));
        Assert.False(pattern.Matches("x" + text));
        if (text.AsSpan().ContainsAny('*', '?'))
            Assert.False(pattern.Matches(text.Replace('*', 'x').Replace('?', 'x')));
        Assert.Equal(pattern, new Wildcard(pattern.Text));
    }

    [Fact]
    public void Matches_PatternMadeToTakeLong_DoesNot()
    {
        var started = Stopwatch.GetTimestamp();

        // A pattern that tries every way to place its stars would never end.
        Assert.False(new Wildcard(string.Concat(Enumerable.Repeat("*a", 200)) + "b").Matches(new string('a', 10_000)));
        Assert.True(new Wildcard(string.Concat(Enumerable.Repeat("*?", 200)) + "*").Matches(new string('a', 10_000)));

        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(2));
    }
}
