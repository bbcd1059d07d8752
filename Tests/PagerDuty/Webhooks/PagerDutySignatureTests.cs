using System.Text;
using Microsoft.Extensions.Options;
using OAuthAttest.PagerDuty;
using OAuthAttest.PagerDuty.Webhooks;
using Xunit;

namespace OAuthAttest.Tests.PagerDuty.Webhooks;

public sealed class PagerDutySignatureTests
{
    private const string Secret = "It's a Secret to Everybody";

    private static readonly byte[] Body = "Hello, World!"u8.ToArray();

    // The published vector of GitHub's scheme: the same HMAC-SHA256 over the body, with another header format.
    private const string Good = "v1=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    private const string Other = "v1=0000000000000000000000000000000000000000000000000000000000000000";

    [Theory]
    [InlineData(Good, PagerDutySignatureResult.Valid)]
    [InlineData($"{Good},{Other}", PagerDutySignatureResult.Valid)]
    [InlineData($"{Other},{Good}", PagerDutySignatureResult.Valid)]
    [InlineData($"{Other}, {Good}", PagerDutySignatureResult.Valid)]
    [InlineData($"v2=abc,{Good}", PagerDutySignatureResult.Valid)]
    [InlineData(Other, PagerDutySignatureResult.Mismatch)]
    [InlineData($"{Other},{Other}", PagerDutySignatureResult.Mismatch)]
    [InlineData(null, PagerDutySignatureResult.MissingHeader)]
    [InlineData("", PagerDutySignatureResult.MissingHeader)]
    [InlineData(",", PagerDutySignatureResult.MalformedHeader)]
    [InlineData("v1=", PagerDutySignatureResult.MalformedHeader)]
    [InlineData("v2=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", PagerDutySignatureResult.MalformedHeader)]
    [InlineData("757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", PagerDutySignatureResult.MalformedHeader)]
    [InlineData("v1=757107EA0EB2509FC211221CCE984B8A37570B6D7586C22C46F4379C8B043E17", PagerDutySignatureResult.MalformedHeader)]
    public void Verify_Header_OneGoodSignatureIsEnough(string? header, PagerDutySignatureResult expected) =>
        Assert.Equal(expected, Signature(Secret).Verify(header, Body));

    [Fact]
    public void Verify_WhileTheSecretIsRotated_EitherIsGood()
    {
        var rotating = Signature("new", Secret);

        Assert.Equal(PagerDutySignatureResult.Valid, rotating.Verify(Good, Body));
        Assert.Equal(PagerDutySignatureResult.Valid, rotating.Verify(PagerDutySignature.Sign("new", Body), Body));
        Assert.Equal(PagerDutySignatureResult.Mismatch, rotating.Verify(PagerDutySignature.Sign("old", Body), Body));
    }

    [Fact]
    public void Verify_NoSecret_BelievesNothing() => Assert.Equal(PagerDutySignatureResult.NotConfigured, Signature().Verify(Good, Body));

    [Fact]
    public void Verify_AnyBitOfTheBodyFlipped_Fails()
    {
        var body = Encoding.UTF8.GetBytes(
            """{"event":{"id":"01","event_type":"incident.resolved","data":{"id":"Q1","incident_key":"consent:standard-1"}}}"""
        );
        var header = PagerDutySignature.Sign(Secret, body);
        var signature = Signature(Secret);
        for (var bit = 0; bit < body.Length * 8; bit++)
        {
            var changed = body.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(PagerDutySignatureResult.Mismatch, signature.Verify(header, changed));
        }
        Assert.Equal(PagerDutySignatureResult.Mismatch, signature.Verify(header, body.AsSpan()[..^1]));
        Assert.Equal(PagerDutySignatureResult.Mismatch, signature.Verify(header, [.. body, 0]));
    }

    [Theory]
    [InlineData(Good)]
    [InlineData($"{Good},{Good}x")]
    public void Verify_AnyBitOfTheHeaderFlipped_Fails(string header)
    {
        var signature = Signature(Secret);
        for (var bit = 0; bit < Good.Length * 8; bit++)
        {
            var changed = Encoding.Latin1.GetBytes(header);
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotEqual(PagerDutySignatureResult.Valid, signature.Verify(Encoding.Latin1.GetString(changed), Body));
        }
    }

    [Fact]
    public void Verify_HeaderOfManySignatures_IsNotWorkedThrough()
    {
        var many = string.Join(',', Enumerable.Repeat(Other, 11).Append(Good));

        Assert.Equal(PagerDutySignatureResult.MalformedHeader, Signature(Secret).Verify(many, Body));
        Assert.Equal(PagerDutySignatureResult.MalformedHeader, Signature(Secret).Verify($"{new string(',', 2000)}{Good}", Body));
    }

    private static PagerDutySignature Signature(params string[] secrets) =>
        new(Options.Create(new PagerDutyOptions { WebhookSecrets = secrets }));
}
