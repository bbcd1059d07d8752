using System.Text;
using OAuthAttest.Escalations.Consents.Authentication;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Consents.Authentication;

public sealed class StandardWebhookSignatureTests
{
    // The published vector of https://github.com/standard-webhooks/standard-webhooks.
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const string Timestamp = "1614265330";
    private const string Expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private const string Other = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    private static readonly byte[] Body = """{"test": 2432232314}"""u8.ToArray();

    [Fact]
    public void Sign_PublishedVector_GivesPublishedSignature() =>
        Assert.Equal(Expected, StandardWebhookSignature.Sign(Secret, Id, Timestamp, Body));

    [Theory]
    [InlineData(Expected)]
    [InlineData("v1,AAAA " + Expected)]
    [InlineData("v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg== " + Expected)]
    [InlineData("v2,x  not-a-member , v1, " + Expected)]
    [InlineData(Expected + " v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OF=")]
    public void Matches_ListWithOneGoodEntry_IsAccepted(string signatures) =>
        Assert.True(new StandardWebhookSignature([Secret]).Matches(Id, Timestamp, signatures, Body));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("v1,")]
    [InlineData("v1")]
    [InlineData("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE")]
    [InlineData("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OF=")]
    [InlineData("V1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("v1,g0hM9SsE-OTPJTGt_tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData(Expected + "," + Expected)]
    public void Matches_NoGoodEntry_IsRefused(string signatures) =>
        Assert.False(new StandardWebhookSignature([Secret]).Matches(Id, Timestamp, signatures, Body));

    [Fact]
    public void Matches_EndlessList_IsRefused() =>
        Assert.False(
            new StandardWebhookSignature([Secret]).Matches(
                Id,
                Timestamp,
                string.Join(' ', Enumerable.Repeat("v1,x", 40)) + " " + Expected,
                Body
            )
        );

    [Fact]
    public void Matches_AnyBitOfTheBodyFlipped_IsRefused() => Bits.EachFlip(Body, tampered =>
        Assert.False(new StandardWebhookSignature([Secret]).Matches(Id, Timestamp, Expected, tampered)));

    [Fact]
    public void Matches_AnyBitOfAHeaderFlipped_IsRefused()
    {
        var signature = new StandardWebhookSignature([Secret]);
        Bits.EachFlip(Id, id => Assert.False(signature.Matches(id, Timestamp, Expected, Body)));
        Bits.EachFlip(Timestamp, timestamp => Assert.False(signature.Matches(Id, timestamp, Expected, Body)));
        Bits.EachFlip(Expected, signatures => Assert.False(signature.Matches(Id, Timestamp, signatures, Body)));
    }

    [Fact]
    public void Matches_WhileASecretIsRotated_AcceptsOldAndNewAndNothingElse()
    {
        var signature = new StandardWebhookSignature([Other, Secret]);
        Assert.True(signature.Matches(Id, Timestamp, Expected, Body));
        Assert.True(signature.Matches(Id, Timestamp, StandardWebhookSignature.Sign(Other, Id, Timestamp, Body), Body));
        Assert.False(
            signature.Matches(
                Id,
                Timestamp,
                StandardWebhookSignature.Sign("whsec_" + Convert.ToBase64String(new byte[24]), Id, Timestamp, Body),
                Body
            )
        );
        Assert.False(new StandardWebhookSignature([]).Matches(Id, Timestamp, Expected, Body));
    }

    [Fact]
    public void Matches_DotMovedBetweenIdAndTimestamp_IsTheSameTextAndStillOnlyOneTimestamp()
    {
        // "a.1" + "2" and "a" + "1.2" have the same signature; "1.2" is no valid timestamp, so the second is refused before.
        Assert.False(StandardWebhookSignature.TryReadTimestamp("1.2", out _));
    }

    [Theory]
    [InlineData("whsec_", false)]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", false)]
    [InlineData("whsec_not base64 at all, really!", false)]
    [InlineData("whpk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", false)]
    [InlineData(Secret, true)]
    public void TryReadSecret_OnlyWhatIsOne(string secret, bool expected) =>
        Assert.Equal(expected, StandardWebhookSignature.TryReadSecret(secret, out _));

    [Theory]
    [InlineData(23, false)]
    [InlineData(24, true)]
    [InlineData(64, true)]
    [InlineData(65, false)]
    [InlineData(200, false)]
    public void TryReadSecret_LengthsAreBounded(int bytes, bool expected) =>
        Assert.Equal(
            expected,
            StandardWebhookSignature.TryReadSecret(
                "whsec_" + Convert.ToBase64String(Encoding.ASCII.GetBytes(new string('x', bytes))),
                out _
            )
        );

    [Theory]
    [InlineData("1614265330", true)]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData(" 1614265330", false)]
    [InlineData("+1614265330", false)]
    [InlineData("-1", false)]
    [InlineData("1614265330.5", false)]
    [InlineData("999999999999", false)]
    [InlineData("١٦١٤٢٦٥٣٣٠", false)]
    public void TryReadTimestamp_OnlyDigits(string? header, bool expected) =>
        Assert.Equal(expected, StandardWebhookSignature.TryReadTimestamp(header, out _));
}
