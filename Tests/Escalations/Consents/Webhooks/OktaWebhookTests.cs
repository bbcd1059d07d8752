using System.Text.Json.Nodes;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Grants;
using OAuthAttest.Tests.Escalations.Consents.Samples;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Consents.Webhooks;

public sealed class OktaWebhookTests
{
    [Fact]
    public void Read_ConsentAtACustomServer_TellsEveryFact()
    {
        var consent = TestWebhooks.OpenOne(ConsentSource.Okta, OtherSamples.OktaHook(OtherSamples.OktaConsent));

        Assert.Equal(
            ("3f6c1e10-9b1d-11f0-8de9-0242ac120002", ConsentType.Principal, (bool?)null, true),
            (consent.EventKey, consent.ConsentType, consent.IsAdminConsent, consent.IsPushExpected)
        );
        Assert.Equal(new ConsentingPerson("00u1", "cfo@example.com", "Carol Finance"), consent.Who);
        Assert.Equal(new ConsentedApp("0oa1client", "Figma"), consent.App);
        Assert.Equal(["files.write", "offline_access"], consent.Scopes);
        Assert.Equal(
            ("198.51.100.4", "Mozilla/5.0 (Macintosh)", "example.okta.com"), (consent.IpAddress, consent.UserAgent, consent.Tenant));
    }

    [Fact]
    public void Read_SystemAsActor_FindsThePersonInTheTargets()
    {
        var entry = JsonNode.Parse(OtherSamples.OktaConsent)!;
        entry["actor"] = JsonNode.Parse(
            """{"id":"okta.system","type":"SystemPrincipal","alternateId":"system@okta.com","displayName":"Okta System"}"""
        );
        Assert.Equal(
            new ConsentingPerson("00u1", null, null),
            TestWebhooks.OpenOne(ConsentSource.Okta, OtherSamples.OktaHook(entry.ToJsonString())).Who
        );

        entry["target"]!
            .AsArray()
            .Add(JsonNode.Parse("""{"id":"00u1","type":"User","alternateId":"cfo@example.com","displayName":"Carol Finance"}"""));
        Assert.Equal(
            new ConsentingPerson("00u1", "cfo@example.com", "Carol Finance"),
            TestWebhooks.OpenOne(ConsentSource.Okta, OtherSamples.OktaHook(entry.ToJsonString())).Who
        );
    }

    [Theory]
    [InlineData("PublicClientApp", ActorKind.App)]
    [InlineData("SystemPrincipal", ActorKind.Unknown)]
    public void Read_NoPersonAnywhere_IsAnAppOrUnknown(string type, ActorKind kind)
    {
        var entry = JsonNode.Parse(Of("app.oauth2.client.privilege.grant"))!;
        entry["actor"] = JsonNode.Parse($$"""{"id":"0oa9","type":"{{type}}","alternateId":"client-9","displayName":"Provisioner"}""");
        foreach (var target in entry["target"]!.AsArray())
            target!.AsObject().Remove("detailEntry");

        var who = TestWebhooks.OpenOne(ConsentSource.Okta, OtherSamples.OktaHook(entry.ToJsonString())).Who;

        Assert.Equal((kind, kind == ActorKind.App ? "0oa9" : null), (who.Kind, who.ExternalId));
    }

    [Theory]
    [InlineData("app.oauth2.as.consent.grant", ConsentType.Principal, null, true)]
    [InlineData("app.oauth2.consent.grant", ConsentType.Principal, null, false)]
    [InlineData("app.oauth2.admin.consent.grant", ConsentType.Tenant, true, false)]
    [InlineData("app.oauth2.client.privilege.grant", ConsentType.Application, true, true)]
    public void Read_KindsOfConsent_ReachAsFarAsTheySay(string type, ConsentType reach, bool? admin, bool pushExpected)
    {
        var consent = TestWebhooks.OpenOne(ConsentSource.Okta, OtherSamples.OktaHook(Of(type)));

        Assert.Equal((reach, admin, pushExpected), (consent.ConsentType, consent.IsAdminConsent, consent.IsPushExpected));
    }

    [Fact]
    public void Read_PrivilegeOfAClient_NamesTheRole()
    {
        var entry = JsonNode.Parse(Of("app.oauth2.client.privilege.grant"))!;
        entry["debugContext"] = JsonNode.Parse("""{"debugData":{"privilegeGranted":"Super administrator, Application administrator"}}""");
        entry["target"]!.AsArray().Add(JsonNode.Parse("""{"id":"r1","type":"ROLE","displayName":"Super administrator"}"""));

        Assert.Equal(
            ["role:Application administrator", "role:Super administrator"],
            TestWebhooks.OpenOne(ConsentSource.Okta, OtherSamples.OktaHook(entry.ToJsonString())).Scopes
        );
    }

    [Fact]
    public void Read_SeveralEvents_GivesTheConsentsAmongThem()
    {
        var second = OtherSamples.OktaConsent.Replace("3f6c1e10", "4f6c1e10", StringComparison.Ordinal);
        var reading = TestWebhooks.Open(
            ConsentSource.Okta,
            OtherSamples.OktaHook(OtherSamples.OktaConsent, Of("app.oauth2.as.consent.revoke"), Of("user.session.start"), second)
        );

        Assert.Equal(
            ["3f6c1e10-9b1d-11f0-8de9-0242ac120002", "4f6c1e10-9b1d-11f0-8de9-0242ac120002"],
            reading.Consents.Select(consent => consent.EventKey)
        );
    }

    [Theory]
    [InlineData("FAILURE", 0)]
    [InlineData("DENY", 0)]
    [InlineData("SKIPPED", 0)]
    [InlineData("SUCCESS", 1)]
    [InlineData("ALLOW", 1)]
    public void Read_Outcomes_OnlyWhatSucceededIsAConsent(string outcome, int consents) =>
        Assert.Equal(
            consents,
            TestWebhooks
                .Open(
                    ConsentSource.Okta,
                    OtherSamples.OktaHook(OtherSamples.OktaConsent.Replace("SUCCESS", outcome, StringComparison.Ordinal))
                )
                .Consents.Count
        );

    [Fact]
    public void Read_ScopesOnlyInTheDebugData_AreFound()
    {
        var entry = JsonNode.Parse(OtherSamples.OktaConsent)!;
        entry["target"] = JsonNode.Parse("""[{"type":"AppInstance","id":"0oa9","displayName":"Figma"}]""");
        entry["debugContext"] = JsonNode.Parse("""{"debugData":{"clientId":"abc123","scopes":"openid files.read,email"}}""");
        var consent = TestWebhooks.OpenOne(ConsentSource.Okta, OtherSamples.OktaHook(entry.ToJsonString()));

        Assert.Equal(new ConsentedApp("abc123", "Figma"), consent.App);
        Assert.Equal(["email", "files.read", "openid"], consent.Scopes);
    }

    [Theory]
    [InlineData("{}", "data.events")]
    [InlineData("[]", "data.events")]
    [InlineData("""{"data":{"events":{}}}""", "data.events")]
    [InlineData("""{"data":{"events":[{"eventType":"app.oauth2.consent.grant"}]}}""", "data.events[0].uuid")]
    [InlineData("""{"data":{"events":[7,{"eventType":"app.oauth2.consent.grant","uuid":"1"}]}}""", "data.events[0].eventType")]
    [InlineData(
        """{"data":{"events":[{"eventType":"app.oauth2.consent.grant","uuid":"1","published":"soon"}]}}""",
        "data.events[0].published"
    )]
    public void Read_OtherShapes_AreMalformed(string body, string named) => TestWebhooks.AssertMalformed(ConsentSource.Okta, body, named);

    private static string Of(string type) =>
        OtherSamples.OktaConsent.Replace("app.oauth2.as.consent.grant", type, StringComparison.Ordinal);
}
