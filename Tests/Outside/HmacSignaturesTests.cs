using System.Text;
using OAuthAttest.Outside;
using Xunit;

namespace OAuthAttest.Tests.Outside;

public sealed class HmacSignaturesTests
{
    // RFC 4231, test case 2.
    private const string Key = "Jefe";
    private const string Sum = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";

    [Fact]
    public void Sign_PublishedVector_InTwoParts() =>
        Assert.Equal("v0=" + Sum, HmacSignatures.SignHex(Key, "v0=", "what do ya want "u8, "for nothing?"u8));

    [Theory]
    [InlineData("Jefe", true)]
    [InlineData("old|Jefe", true)]
    [InlineData("Jefe|new", true)]
    [InlineData("jefe", false)]
    [InlineData("", false)]
    public void Match_OneOfSeveralKeys_IsEnough(string keys, bool expected)
    {
        var signatures = HmacSignatures.OfTexts(keys.Split('|', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(expected, signatures.Match("what do ya want "u8, "for nothing?"u8, new byte[32], Convert.FromHexString(Sum)));
        Assert.False(signatures.Match("what do ya want "u8, "for nothing?"u8));
        Assert.Equal(keys.Length > 0, signatures.HasKeys);
    }

    [Fact]
    public void Match_AnyBitOfTheSignatureOrTheBodyChanged_IsNone()
    {
        var signatures = HmacSignatures.OfTexts([Key]);
        var body = Encoding.ASCII.GetBytes("what do ya want for nothing?");
        for (var bit = 0; bit < 256; bit++)
        {
            var given = Convert.FromHexString(Sum);
            given[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(signatures.Match([], body, given));
        }
        body[^1] ^= 1;
        Assert.False(signatures.Match([], body, Convert.FromHexString(Sum)));
    }

    [Theory]
    [InlineData("v0=" + Sum, true)]
    [InlineData("v1=" + Sum, false)]
    [InlineData(Sum, false)]
    [InlineData("v0=" + Sum + "0", false)]
    [InlineData("v0=", false)]
    [InlineData("v0=5BDCC146BF60754E6A042426089575C75A003F089D2739839DEC58B964EC3843", false)]
    [InlineData("v0= bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843", false)]
    public void ReadHex_OneSpellingOnly_IsTaken(string text, bool expected) =>
        Assert.Equal(expected, HmacSignatures.ReadHex(text, "v0=") is not null);
}
