using System.Text;
using System.Text.Json.Nodes;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Consents.Authentication;
using OAuthAttest.Escalations.Consents.Webhooks;
using OAuthAttest.Grants;
using OAuthAttest.Tests.Escalations.Consents.Authentication;
using OAuthAttest.Tests.Escalations.Consents.Samples;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Consents.Webhooks;

public sealed class StandardWebhookTests
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes(OtherSamples.Standard);

    [Fact]
    public void Read_Sample_TellsEveryFact()
    {
        var consent = TestWebhooks.OpenOne(ConsentSource.Standard, OtherSamples.Standard);

        Assert.Equal(
            ("msg_1", ProviderName.Entra, ConsentType.Principal, false),
            (consent.EventKey, consent.Provider, consent.ConsentType, consent.IsAdminConsent)
        );
        Assert.Equal(new ConsentingPerson("0f0e0d0c", "Cfo@Example.com", "Carol Finance"), consent.Who);
        Assert.Equal(
            new ConsentedApp("client-1", "Mail Merge Pro", "Unknown Ltd", false, new(2026, 9, 20, 0, 0, 0, TimeSpan.Zero)),
            consent.App
        );
        Assert.Equal(["Mail.ReadWrite", "offline_access"], consent.Scopes);
        Assert.Equal(("contoso", "203.0.113.7", "Mozilla/5.0"), (consent.Tenant, consent.IpAddress, consent.UserAgent));
        Assert.Equal(new DateTimeOffset(2026, 10, 1, 4, 59, 0, TimeSpan.Zero), consent.OccurredAt);
    }

    [Theory]
    [InlineData(300, true)]
    [InlineData(-300, true)]
    [InlineData(301, false)]
    [InlineData(-301, false)]
    [InlineData(-86_400, false)]
    [InlineData(86_400, false)]
    public void Check_AtTheEdgesOfTheWindow_IsClosedOnBothSides(int seconds, bool accepted)
    {
        var reading = TestWebhooks.Open(
            ConsentSource.Standard,
            Body,
            TestWebhooks.Headers(ConsentSource.Standard, Body, TestWebhooks.Now.AddSeconds(seconds))
        );

        Assert.Equal(accepted ? null : WebhookRefusalKind.OutsideWindow, reading.Refusal?.Kind);
    }

    [Fact]
    public void Check_StaleAndWronglySigned_IsRefusedForItsTime()
    {
        var headers = TestWebhooks.Headers(ConsentSource.Standard, Body, TestWebhooks.Now.AddSeconds(-301));
        headers[StandardWebhookSignature.SignatureHeader] = "v1,x";

        TestWebhooks.AssertRefused(
            TestWebhooks.Open(ConsentSource.Standard, Body, headers),
            WebhookRefusalKind.OutsideWindow,
            StandardWebhookSignature.TimestampHeader
        );
    }

    [Fact]
    public void Check_AnyBitOfAnyHeaderFlipped_IsRefused()
    {
        var headers = TestWebhooks.Headers(ConsentSource.Standard, Body);
        foreach (
            var name in new[]
            {
                StandardWebhookSignature.IdHeader,
                StandardWebhookSignature.TimestampHeader,
                StandardWebhookSignature.SignatureHeader,
            }
        )
        {
            Bits.EachFlip(headers[name], tampered =>
                Assert.NotNull(
                    TestWebhooks.Open(ConsentSource.Standard, Body, new(headers, headers.Comparer) { [name] = tampered }).Refusal
                )
            );
        }
    }

    [Theory]
    [InlineData("provider", null, "provider")]
    [InlineData("provider", "\"Entra ID\"", "provider")]
    [InlineData("provider", "7", "provider")]
    [InlineData("occurredAt", null, "occurredAt")]
    [InlineData("occurredAt", "\"yesterday\"", "occurredAt")]
    [InlineData("occurredAt", "\"2026-10-01\"", "occurredAt")]
    [InlineData("occurredAt", "\"2026-10-01T04:59:00\"", "occurredAt")]
    [InlineData("occurredAt", "\"03/04/2026\"", "occurredAt")]
    [InlineData("occurredAt", "1790000000", "occurredAt")]
    [InlineData("person", null, "person")]
    [InlineData("person", "[]", "person")]
    [InlineData("person", "{}", "person")]
    [InlineData("person", """{"name":"Carol"}""", "person")]
    [InlineData("person", """{"email":"not an address"}""", "person.email")]
    [InlineData("person", """{"id":"1","phone":"x"}""", "person.phone")]
    [InlineData("person", """{"id":""}""", "person.id")]
    [InlineData("person", """{"id":"a\u0000b"}""", "person.id")]
    [InlineData("app", null, "app")]
    [InlineData("app", "{}", "app.clientId")]
    [InlineData("app", """{"clientId":"c","publisherVerified":"yes"}""", "app.publisherVerified")]
    [InlineData("app", """{"clientId":"c","registeredAt":"soon"}""", "app.registeredAt")]
    [InlineData("app", """{"clientId":"c","<script>":1}""", "app")]
    [InlineData("scopes", null, "scopes")]
    [InlineData("scopes", "\"Mail.Read\"", "scopes")]
    [InlineData("scopes", "[1]", "scopes[0]")]
    [InlineData("scopes", """["ok",""]""", "scopes[1]")]
    [InlineData("consentType", null, "consentType")]
    [InlineData("consentType", "\"everyone\"", "consentType")]
    [InlineData("adminConsent", "\"true\"", "adminConsent")]
    [InlineData("ip", "\"999.1.1.1\"", "ip")]
    [InlineData("tenant", "{}", "tenant")]
    [InlineData("surprise", "1", "surprise")]
    public void Read_OneFieldWrong_IsRefusedByItsName(string field, string? json, string named)
    {
        var body = JsonNode.Parse(OtherSamples.Standard)!.AsObject();
        body.Remove(field);
        if (json is not null)
            body[field] = JsonNode.Parse(json);

        TestWebhooks.AssertMalformed(ConsentSource.Standard, body.ToJsonString(), named);
    }

    [Theory]
    [InlineData("person", "id", 257)]
    [InlineData("person", "name", 257)]
    [InlineData("app", "clientId", 257)]
    [InlineData("app", "name", 257)]
    public void Read_TextTooLong_IsRefusedByItsName(string owner, string field, int length)
    {
        var body = JsonNode.Parse(OtherSamples.Standard)!.AsObject();
        body[owner]![field] = new string('x', length);

        TestWebhooks.AssertMalformed(ConsentSource.Standard, body.ToJsonString(), $"{owner}.{field}");
    }

    [Theory]
    [InlineData("[]", "body")]
    [InlineData("null", "body")]
    [InlineData("\"text\"", "body")]
    [InlineData("{}", "provider")]
    [InlineData("""{"provider":"entra","provider":"okta"}""", "body")]
    [InlineData("""{"provider":"entra"} {}""", "body")]
    [InlineData("""{"provider":"entra",}""", "body")]
    [InlineData("""{"__proto__":1}""", "body")]
    public void Read_OtherBodies_AreRefused(string body, string named) => TestWebhooks.AssertMalformed(ConsentSource.Standard, body, named);

    [Fact]
    public void Read_IdTooLong_IsRefused()
    {
        var headers = TestWebhooks.Headers(ConsentSource.Standard, Body, id: new string('m', ConsentEvent.MaxEventKey + 1));

        TestWebhooks.AssertRefused(
            TestWebhooks.Open(ConsentSource.Standard, Body, headers),
            WebhookRefusalKind.Malformed,
            StandardWebhookSignature.IdHeader
        );
    }
}
