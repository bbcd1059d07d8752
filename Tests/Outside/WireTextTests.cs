using System.Text;
using System.Text.RegularExpressions;
using OAuthAttest.Outside;
using Xunit;

namespace OAuthAttest.Tests.Outside;

public sealed partial class WireTextTests
{
    private const string Family = "👩‍👩‍👧";

    [Theory]
    [InlineData("", 0, "")]
    [InlineData("a", 0, "")]
    [InlineData("a", 1, "a")]
    [InlineData("ab", 1, "…")]
    [InlineData("ab", 2, "ab")]
    [InlineData("abc", 2, "a…")]
    [InlineData("🎉", 0, "")]
    [InlineData("🎉", 1, "…")]
    [InlineData("🎉", 2, "🎉")]
    [InlineData("🎉🎉", 3, "🎉…")]
    [InlineData("a🎉b", 3, "a…")]
    [InlineData("abcd efgh", 6, "abcd…")]
    public void Cut_AtAnyLimit_EndsWithAnEllipsisThatCounts(string text, int most, string expected) =>
        Assert.Equal(expected, WireText.Cut(text, most));

    [Theory]
    [InlineData("xe\u0301y", 3, "x…")]
    [InlineData("xe\u0301yz", 4, "xe\u0301…")]
    [InlineData("👩🏽👩🏽", 6, "👩🏽…")]
    [InlineData("🇳🇱🇧🇪", 7, "🇳🇱…")]
    [InlineData("a" + Family + "b", 9, "a…")]
    [InlineData("a" + Family + "bc", 10, "a" + Family + "…")]
    public void Cut_CharactersAsPeopleSeeThem_StayWhole(string text, int most, string expected) =>
        Assert.Equal(expected, WireText.Cut(text, most));

    // A fact and not a theory, because attributes are stored as UTF-8, which cannot hold half a surrogate pair.
    [Fact]
    public void Cut_HalfOfAPairInTheText_DoesNotComeOut()
    {
        Assert.Equal("half \uFFFD pair", WireText.Cut("half \uD83D pair", 20));
        Assert.Equal("\uFFFD\uFFFD", WireText.Cut("\uDE00\uD83D", 2));
        Assert.Equal("\uFFFD", WireText.Cut("\uD83D", 1));
        Assert.Equal("ab…", WireText.Cut("abc\uD83D", 3));
        Assert.Equal("ab…", WireText.Cut("ab\uD83Dc", 3));
        Assert.Equal("\uFFFD…", WireText.Cut("\uD83Dab", 2));
    }

    [Fact]
    public void Start_AtAnyLimit_IsTheBeginningWithoutAMark()
    {
        Assert.Equal("", WireText.Start("ab", 0));
        Assert.Equal("a", WireText.Start("a🎉", 2));
        Assert.Equal("a🎉", WireText.Start("a🎉", 3));
        Assert.Equal("x", WireText.Start("xe\u0301\u0301", 3));
        Assert.Equal("a\uFFFD", WireText.Start("a\uD83Db", 2));
    }

    [Fact]
    public void Cut_WrittenText_FitsAsItIsWritten()
    {
        static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal);

        Assert.Equal("&amp;&amp;", WireText.Cut("&&", 10, Escape));
        Assert.Equal("&amp;…", WireText.Cut("&&", 9, Escape));
        Assert.Equal("…", WireText.Cut("&&", 2, Escape));
        Assert.Equal("", WireText.Cut("&&", 0, Escape));
    }

    [Fact]
    public void Cut_EveryLimitOfANastyText_FitsAndHasUtf8()
    {
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
        const string Nasty = "a\uD83D " + Family + " e\u0301\u0301 🇳🇱 \uDE00\uDE00 🎉";
        for (var most = 0; most <= Nasty.Length + 1; most++)
        {
            var cut = WireText.Cut(Nasty, most);
            Assert.InRange(cut.Length, 0, most);
            Assert.Equal(cut, strict.GetString(strict.GetBytes(cut)));
            Assert.True(cut.TrimEnd('…') is var kept && WireText.WellFormed(Nasty).StartsWith(kept, StringComparison.Ordinal), cut);
        }
    }

    [Fact]
    public void Cut_NegativeLimit_Fails() => Assert.Throws<ArgumentOutOfRangeException>(() => WireText.Cut("a", -1));

    [Fact]
    public void Sources_CutTextInOnePlace()
    {
        // An email that is too long must be refused, not cut, so EmailAddress checks its length itself.
        string[] known = ["WireText.cs", "EmailAddress.cs"];
        var others = RepositoryFiles.Sources("Core", "Functions", "Local")
            .Where(path => !known.Contains(Path.GetFileName(path), StringComparer.Ordinal) && OwnCutting().IsMatch(File.ReadAllText(path)));

        Assert.Empty(others.Select(Path.GetFileName));
    }

    // Finds checks for surrogates or text elements, and slices up to a maximum length.
    [GeneratedRegex(@"Is(High|Low)?Surrogate\b|\bStringInfo\b|\[\.\.\(?(Longest|Most|Max)[A-Z]\w*\]", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex OwnCutting();
}
