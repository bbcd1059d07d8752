using System.Text.Json.Nodes;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Tests.Escalations.Consents.Samples;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Consents.Webhooks;

/// <summary>Who consented, as our own contract tells it.</summary>
public sealed class StandardActorTests
{
    [Theory]
    [InlineData("app", true, ActorKind.App)]
    [InlineData("person", false, ActorKind.Person)]
    [InlineData(null, false, ActorKind.Person)]
    public void Read_KindOfWhoConsented_IsToldAsItIs(string? kind, bool isApp, ActorKind expected)
    {
        var body = JsonNode.Parse(OtherSamples.Standard)!;
        if (kind is not null)
            body["person"]!["kind"] = kind;

        var who = TestWebhooks.OpenOne(ConsentSource.Standard, body.ToJsonString()).Who;

        Assert.Equal((isApp, expected), (who.IsApp, who.Kind));
    }

    [Fact]
    public void Read_AnotherKind_IsMalformed()
    {
        var body = JsonNode.Parse(OtherSamples.Standard)!;
        body["person"]!["kind"] = "robot";

        TestWebhooks.AssertMalformed(ConsentSource.Standard, body.ToJsonString(), "person.kind");
    }

    [Fact]
    public void Read_AdministratorsConsent_ProvesAnAdministrator()
    {
        var body = JsonNode.Parse(OtherSamples.Standard)!;
        body["adminConsent"] = true;

        Assert.True(TestWebhooks.OpenOne(ConsentSource.Standard, body.ToJsonString()).ProvesAdministrator);
    }
}
