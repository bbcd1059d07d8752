using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using OAuthAttest.Slack;
using Xunit;

namespace OAuthAttest.Tests.Slack;

public sealed class SlackSignatureTests
{
    // The published example of https://api.slack.com/authentication/verifying-requests-from-slack.
    private const string Secret = "8f742231b10e8888abcd99yyyzzz85a5";
    private const string Timestamp = "1531420618";
    private const string Expected = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
    private const string Body =
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
            + "&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
            + "&command=%2Fwebhook-collect&text="
            + "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
            + "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";

    private static readonly byte[] RawBody = Encoding.UTF8.GetBytes(Body);
    private static readonly DateTimeOffset SignedAt = DateTimeOffset.FromUnixTimeSeconds(1531420618);

    [Fact]
    public void Sign_PublishedExample_GivesPublishedSignature() =>
        Assert.Equal(Expected, SlackSignature.Sign(Secret, Timestamp, RawBody));

    [Fact]
    public void Verify_PublishedExample_IsValid() =>
        Assert.Equal(SlackSignatureResult.Valid, At(SignedAt).Verify(Timestamp, Expected, RawBody));

    [Theory]
    [InlineData(300, SlackSignatureResult.Valid)]
    [InlineData(301, SlackSignatureResult.StaleTimestamp)]
    [InlineData(-300, SlackSignatureResult.Valid)]
    [InlineData(-301, SlackSignatureResult.FutureTimestamp)]
    public void Verify_AtTheEdgesOfTheWindow_IsClosedOnBothSides(int secondsLater, SlackSignatureResult expected) =>
        Assert.Equal(expected, At(SignedAt.AddSeconds(secondsLater)).Verify(Timestamp, Expected, RawBody));

    [Theory]
    [InlineData(null, Expected, SlackSignatureResult.MissingHeader)]
    [InlineData(Timestamp, null, SlackSignatureResult.MissingHeader)]
    [InlineData("", Expected, SlackSignatureResult.MissingHeader)]
    [InlineData(Timestamp, "", SlackSignatureResult.MissingHeader)]
    [InlineData("1531420618 ", Expected, SlackSignatureResult.MalformedHeader)]
    [InlineData("+1531420618", Expected, SlackSignatureResult.MalformedHeader)]
    [InlineData("-1531420618", Expected, SlackSignatureResult.MalformedHeader)]
    [InlineData("1531420618.0", Expected, SlackSignatureResult.MalformedHeader)]
    [InlineData("15314206181531420618", Expected, SlackSignatureResult.MalformedHeader)]
    [InlineData("١٥٣١٤٢٠٦١٨", Expected, SlackSignatureResult.MalformedHeader)]
    [InlineData(Timestamp, "v1=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503", SlackSignatureResult.MalformedHeader)]
    [InlineData(Timestamp, "a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503", SlackSignatureResult.MalformedHeader)]
    [InlineData(Timestamp, "v0=A2114D57B48EAC39B9AD189DD8316235A7B4A8D21A10BD27519666489C69B503", SlackSignatureResult.MalformedHeader)]
    [InlineData(Timestamp, "v0=a2114d57", SlackSignatureResult.MalformedHeader)]
    [InlineData(Timestamp, "v0=", SlackSignatureResult.MalformedHeader)]
    [InlineData(Timestamp, "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503,v0=", SlackSignatureResult.MalformedHeader)]
    [InlineData("1531420617", Expected, SlackSignatureResult.Mismatch)]
    [InlineData("01531420618", Expected, SlackSignatureResult.Mismatch)]
    public void Verify_BadHeaders_IsRefused(string? timestamp, string? signature, SlackSignatureResult expected) =>
        Assert.Equal(expected, At(SignedAt).Verify(timestamp, signature, RawBody));

    [Fact]
    public void Verify_AnyBitOfTheBodyFlipped_IsMismatch()
    {
        var signature = At(SignedAt);
        for (var bit = 0; bit < RawBody.Length * 8; bit++)
        {
            var tampered = RawBody.ToArray();
            tampered[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(SlackSignatureResult.Mismatch, signature.Verify(Timestamp, Expected, tampered));
        }
    }

    [Fact]
    public void Verify_AnyDigitOfTheSignatureChanged_IsMismatch()
    {
        var signature = At(SignedAt);
        for (var i = 3; i < Expected.Length; i++)
        {
            var tampered = Expected.ToCharArray();
            tampered[i] = tampered[i] == '0' ? '1' : '0';
            Assert.Equal(SlackSignatureResult.Mismatch, signature.Verify(Timestamp, new string(tampered), RawBody));
        }
    }

    [Fact]
    public void Verify_WhileASecretIsRotated_AcceptsOldAndNewAndNothingElse()
    {
        var signature = At(SignedAt, "new-secret", Secret);
        Assert.Equal(SlackSignatureResult.Valid, signature.Verify(Timestamp, Expected, RawBody));
        Assert.Equal(
            SlackSignatureResult.Valid,
            signature.Verify(Timestamp, SlackSignature.Sign("new-secret", Timestamp, RawBody), RawBody)
        );
        Assert.Equal(SlackSignatureResult.Mismatch, signature.Verify(Timestamp, SlackSignature.Sign("third", Timestamp, RawBody), RawBody));
    }

    [Fact]
    public void Verify_BodyThatIsNotUtf8_IsCheckedAsBytes()
    {
        byte[] body = [0xFF, 0x00, 0xFE, 0x80];
        var timestamp = SignedAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        Assert.Equal(SlackSignatureResult.Valid, At(SignedAt).Verify(timestamp, SlackSignature.Sign(Secret, timestamp, body), body));
        Assert.Equal(
            SlackSignatureResult.Mismatch,
            At(SignedAt).Verify(timestamp, SlackSignature.Sign(Secret, timestamp, body), [0xFE, 0x00, 0xFE, 0x80])
        );
    }

    private static SlackSignature At(DateTimeOffset now, params string[] secrets) =>
        new(Options.Create(new SlackOptions { SigningSecrets = secrets.Length == 0 ? [Secret] : secrets }), new FakeTimeProvider(now));
}
