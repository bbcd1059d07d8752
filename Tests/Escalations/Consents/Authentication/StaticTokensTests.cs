using OAuthAttest.Escalations.Consents.Authentication;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Consents.Authentication;

public sealed class StaticTokensTests
{
    private const string Token = "q9Z-sJ2m_7vXo4Tn0aLrBk5c";
    private const string Next = "n1W-uD8e_3yFp6Hh2gQtRk7z";

    [Fact]
    public void Matches_WhileATokenIsRotated_AcceptsOldAndNewAndNothingElse()
    {
        var tokens = new StaticTokens([Token, Next]);
        Assert.True(tokens.Matches(Token));
        Assert.True(tokens.Matches(Next));
        Assert.False(tokens.Matches(Token + Next));
        Assert.False(tokens.Matches($"{Token},{Token}"));
        Assert.False(tokens.Matches(null));
        Assert.False(tokens.Matches(""));
        Assert.False(new StaticTokens([]).Matches(Token));
    }

    [Fact]
    public void Matches_AnyBitOfTheHeaderFlipped_IsRefused()
    {
        var tokens = StaticTokens.ForAuthorization([Token]);
        Assert.True(tokens.Matches(Token));
        Assert.True(tokens.Matches($"Bearer {Token}"));
        Bits.EachFlip(Token, tampered => Assert.False(tokens.Matches(tampered)));
        Bits.EachFlip($"Bearer {Token}", tampered => Assert.False(tokens.Matches(tampered)));
    }

    [Fact]
    public void Matches_PartOfTheToken_IsRefused()
    {
        var tokens = new StaticTokens([Token]);
        for (var length = 0; length < Token.Length; length++)
            Assert.False(tokens.Matches(Token[..length]));
        Assert.False(tokens.Matches($"Bearer {Token}"));
    }
}
