using System.Text;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Consents.Webhooks;
using OAuthAttest.Tests.Escalations.Consents.Authentication;
using OAuthAttest.Tests.Escalations.Consents.Samples;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Consents.Webhooks;

/// <summary>Rules that apply to every webhook.</summary>
public sealed class ConsentWebhookTests
{
    public static TheoryData<ConsentSource, string, string> Sources => new()
    {
        { ConsentSource.Standard, OtherSamples.Standard, "webhook-signature" },
        { ConsentSource.Okta, OtherSamples.OktaHook(OtherSamples.OktaConsent), "Authorization" },
        { ConsentSource.Entra, EntraSamples.Consent, "Authorization" },
        { ConsentSource.Google, OtherSamples.GoogleActivity, "X-Goog-Channel-Token" },
        { ConsentSource.Auth0, OtherSamples.Auth0Login, "Authorization" },
        { ConsentSource.GitHub, OtherSamples.GitHubInstallation(), "X-Hub-Signature-256" },
    };

    [Theory]
    [MemberData(nameof(Sources))]
    public void Open_HonestDelivery_GivesOneConsentOfItsSource(ConsentSource source, string body, string key)
    {
        var consent = TestWebhooks.OpenOne(source, body);

        Assert.NotEmpty(key);
        Assert.Equal(source, consent.Source);
        Assert.NotEmpty(consent.EventKey);
        Assert.NotEmpty(consent.Scopes);
        Assert.Equal(consent.Scopes.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), consent.Scopes);
        Assert.True(consent.OccurredAt < TestWebhooks.Now && consent.OccurredAt > TestWebhooks.Now.AddMinutes(-5));
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Open_AnyBitOfTheKeyHeaderFlipped_IsNotAuthentic(ConsentSource source, string body, string key)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var headers = TestWebhooks.Headers(source, bytes);
        Bits.EachFlip(headers[key], tampered =>
            TestWebhooks.AssertRefused(
                TestWebhooks.Open(source, bytes, new(headers, headers.Comparer) { [key] = tampered }),
                WebhookRefusalKind.NotAuthentic,
                key
            )
        );
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Open_KeyHeaderMissingOrEmptyOrTwice_IsNotAuthentic(ConsentSource source, string body, string key)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var headers = TestWebhooks.Headers(source, bytes);
        foreach (var value in new[] { null, "", " ", $"{headers[key]},{headers[key]}" })
        {
            var changed = new Dictionary<string, string>(headers, headers.Comparer);
            changed.Remove(key);
            if (value is not null)
                changed[key] = value;
            TestWebhooks.AssertRefused(TestWebhooks.Open(source, bytes, changed), WebhookRefusalKind.NotAuthentic, key);
        }
    }

    [Theory]
    [InlineData(ConsentSource.Standard)]
    [InlineData(ConsentSource.GitHub)]
    public void Open_AnyByteOfASignedBodyChanged_IsNotAuthentic(ConsentSource source)
    {
        var bytes = Encoding.UTF8.GetBytes(source == ConsentSource.Standard ? OtherSamples.Standard : OtherSamples.GitHubInstallation());
        var headers = TestWebhooks.Headers(source, bytes);
        for (var i = 0; i < bytes.Length; i++)
        {
            var tampered = bytes.ToArray();
            tampered[i] ^= (byte)(1 << (i % 8));
            Assert.Equal(WebhookRefusalKind.NotAuthentic, TestWebhooks.Open(source, tampered, headers).Refusal?.Kind);
        }
        Assert.Equal(WebhookRefusalKind.NotAuthentic, TestWebhooks.Open(source, [.. bytes, (byte)' '], headers).Refusal?.Kind);
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Open_NoSecretConfigured_NothingIsAuthentic(ConsentSource source, string body, string key)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var closed = TestWebhooks.Create(new ConsentsOptions());
        var headers = TestWebhooks.Headers(source, bytes);

        Assert.False(closed.Of(source).IsConfigured);
        TestWebhooks.AssertRefused(
            closed.Open(source, new ConsentDelivery(headers.GetValueOrDefault, bytes), TestWebhooks.Now),
            WebhookRefusalKind.NotAuthentic,
            key
        );
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Open_OtherContentType_IsRefusedBeforeTheKeyIsLookedAt(ConsentSource source, string body, string key)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        foreach (
            var type in new[]
            {
                "text/plain",
                "application/x-www-form-urlencoded",
                "application/json; charset=utf-16",
                "application/jsonp",
                "json",
                "",
            }
        )
        {
            var headers = TestWebhooks.Headers(source, bytes, contentType: type);
            headers.Remove(key);
            TestWebhooks.AssertRefused(
                TestWebhooks.Open(source, bytes, headers),
                WebhookRefusalKind.UnsupportedContentType,
                "Content-Type"
            );
        }
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Open_BrokenBodies_AreMalformedAndNameNoInput(ConsentSource source, string body, string key)
    {
        Assert.NotEmpty(key);
        byte[][] broken =
        [
            [],
            "{"u8.ToArray(),
            "nonsense"u8.ToArray(),
            [0xFF, 0xFE, 0x00],
            "\"\\ud800\""u8.ToArray(),
            "{\"a\\udfff\":1}"u8.ToArray(),
            new byte[4096],
            Encoding.UTF8.GetBytes(new string('[', 200)),
            Encoding.UTF8.GetBytes(body)[..^2],
            [.. Encoding.UTF8.GetBytes(body), .. "<script>"u8],
        ];
        foreach (var bytes in broken)
        {
            var reading = TestWebhooks.Open(source, bytes);
            Assert.Equal(WebhookRefusalKind.Malformed, reading.Refusal?.Kind);
            Assert.Empty(reading.Consents);
            Assert.DoesNotContain("script", reading.Refusal!.Field + reading.Refusal.Problem, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Open_JunkOfOneMebibyte_IsRefusedOrEmptyAndNeverThrows(ConsentSource source, string body, string key)
    {
        Assert.NotEmpty(key);
        var chance = new Random(20261001 + (int)source);
        var sample = Encoding.UTF8.GetBytes(body);
        for (var round = 0; round < 4; round++)
        {
            var junk = new byte[1024 * 1024];
            chance.NextBytes(junk);
            if (round > 1)
                Array.Fill(junk, round == 2 ? (byte)'[' : (byte)0);
            Assert.Empty(TestWebhooks.Open(source, junk).Consents);
        }
        for (var round = 0; round < 2000; round++)
        {
            // A signed body with random byte changes: no exception may be thrown.
            var mutated = sample.ToArray();
            for (var i = chance.Next(4); i >= 0; i--)
                mutated[chance.Next(mutated.Length)] = (byte)chance.Next(256);
            var reading = TestWebhooks.Open(source, mutated);
            Assert.True(reading.Refusal is null || reading.Consents.Count == 0);
        }
    }
}
