using System.Text;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Tests.Escalations.Consents.Samples;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Consents.Webhooks;

/// <summary>Google, Auth0 and GitHub.</summary>
public sealed class OtherWebhookTests
{
    private static readonly string Login = OtherSamples.Auth0Login;
    private static readonly string ClientGrant = OtherSamples.Auth0ClientGrant;

    [Fact]
    public void Google_Authorize_TellsEveryFact()
    {
        var consent = TestWebhooks.OpenOne(ConsentSource.Google, OtherSamples.GoogleActivity);

        Assert.Equal(
            "-4312345678901234567|2026-10-01T04:59:20.456000Z|token|C03az79cb|1234567890.apps.googleusercontent.com",
            consent.EventKey
        );
        Assert.Equal(new ConsentingPerson("118123456789012345678", "cfo@example.com", null), consent.Who);
        Assert.Equal(new ConsentedApp("1234567890.apps.googleusercontent.com", "Zoomy"), consent.App);
        Assert.Equal(["https://mail.google.com/", "openid"], consent.Scopes);
        Assert.Equal(("C03az79cb", "198.51.100.5"), (consent.Tenant, consent.IpAddress));
    }

    [Fact]
    public void Google_ChannelOpened_IsNoConsentAndNeedsNeitherBodyNorContentType()
    {
        var headers = TestWebhooks.Headers(ConsentSource.Google, []);
        headers["X-Goog-Resource-State"] = "sync";
        headers.Remove("Content-Type");
        var reading = TestWebhooks.Open(ConsentSource.Google, [], headers);

        Assert.Null(reading.Refusal);
        Assert.Empty(reading.Consents);
    }

    [Fact]
    public void Google_TwoAppsInOneActivity_AreTwoConsents()
    {
        var second = """{"name":"authorize","parameters":[{"name":"client_id","value":"other"},{"name":"scope","value":"a b"}]}""";
        var reading = TestWebhooks.Open(
            ConsentSource.Google,
            OtherSamples.GoogleActivity.Replace("\"events\": [", $"\"events\": [{second},", StringComparison.Ordinal)
        );

        Assert.Equal(2, reading.Consents.Select(consent => consent.EventKey).Distinct().Count());
        Assert.Equal(["a", "b"], reading.Consents[0].Scopes);
    }

    [Theory]
    [InlineData("authorize", "revoke")]
    [InlineData("\"token\"", "\"login\"")]
    public void Google_OtherActivities_AreNoConsent(string text, string other)
    {
        var reading = TestWebhooks.Open(ConsentSource.Google, OtherSamples.GoogleActivity.Replace(text, other, StringComparison.Ordinal));

        Assert.Null(reading.Refusal);
        Assert.Empty(reading.Consents);
    }

    [Theory]
    [InlineData("[]", "body")]
    [InlineData("{}", "events")]
    [InlineData("""{"events":[{"name":"authorize"}]}""", "id.uniqueQualifier")]
    [InlineData("""{"id":{"uniqueQualifier":"1"},"events":[{"name":"authorize"}]}""", "id.time")]
    public void Google_OtherShapes_AreMalformed(string body, string named) =>
        TestWebhooks.AssertMalformed(ConsentSource.Google, body, named);

    [Fact]
    public void Auth0_LoginWithConsent_TellsEveryFact()
    {
        var consent = TestWebhooks.OpenOne(ConsentSource.Auth0, Login);

        Assert.Equal("90020261001045930000000000000000000001223372036854775807", consent.EventKey);
        Assert.Equal(("auth0", ConsentType.Principal, "contoso"), (consent.Provider.ToString(), consent.ConsentType, consent.Tenant));
        Assert.Equal(new ConsentingPerson("auth0|5457edea1b8f22891a000004", "cfo@example.com", "cfo@example.com"), consent.Who);
        Assert.Equal(new ConsentedApp("AaiyAPdpYdesoKnqjj8HJqRn4T5titww", "Reports App"), consent.App);
        Assert.Equal(["openid", "read:payments", "write:payments"], consent.Scopes);
    }

    [Fact]
    public void Auth0_ClientGrant_IsTheClientLetInNotTheOneThatWrote()
    {
        var consent = TestWebhooks.OpenOne(ConsentSource.Auth0, ClientGrant);

        Assert.Equal(("m2mclient", ConsentType.Application, true), (consent.App.ClientId, consent.ConsentType, consent.IsAdminConsent));
        Assert.Equal(new ConsentingPerson("auth0|admin", "ada@example.com", "Ada Admin"), consent.Who);
        Assert.Equal(["delete:users", "read:users"], consent.Scopes);
    }

    [Theory]
    [InlineData("lines", "application/x-ndjson")]
    [InlineData("lines", "application/json")]
    [InlineData("array", "application/json")]
    [InlineData("object", "application/json")]
    public void Auth0_EachFormat_GivesTheSameConsents(string format, string contentType)
    {
        var body = Encoding.UTF8.GetBytes(
            format switch
            {
                "lines" => $"{Login}\r\n\n{ClientGrant}\n",
                "array" => $"[{Login},{ClientGrant}]",
                _ => $$"""{"logs":[{{Login}},{{ClientGrant}}]}""",
            }
        );
        var reading = TestWebhooks.Open(
            ConsentSource.Auth0,
            body,
            TestWebhooks.Headers(ConsentSource.Auth0, body, contentType: contentType)
        );

        Assert.Null(reading.Refusal);
        Assert.Equal(["AaiyAPdpYdesoKnqjj8HJqRn4T5titww", "m2mclient"], reading.Consents.Select(consent => consent.App.ClientId));
    }

    [Theory]
    [InlineData("\"grantInfo\"", "\"other\"")]
    [InlineData("\"type\":\"s\"", "\"type\":\"f\"")]
    public void Auth0_LoginWithoutConsent_IsNone(string text, string other) =>
        Assert.Empty(TestWebhooks.Open(ConsentSource.Auth0, Login.Replace(text, other, StringComparison.Ordinal)).Consents);

    [Theory]
    [InlineData("\"method\":\"post\"", "\"method\":\"delete\"")]
    [InlineData("/api/v2/client-grants", "/api/v2/clients")]
    [InlineData("\"statusCode\":201", "\"statusCode\":403")]
    public void Auth0_OtherManagementWrites_AreNone(string text, string other) =>
        Assert.Empty(TestWebhooks.Open(ConsentSource.Auth0, ClientGrant.Replace(text, other, StringComparison.Ordinal)).Consents);

    [Fact]
    public void Auth0_AClientThatWritesByItself_IsAnApp()
    {
        var body = ClientGrant
            .Replace("\"user_id\":\"auth0|admin\",\"details\"", "\"details\"", StringComparison.Ordinal)
            .Replace(
                """"auth":{"user":{"user_id":"auth0|admin","name":"Ada Admin","email":"ada@example.com"}}"""",
                """"auth":{"strategy":"jwt"}"""",
                StringComparison.Ordinal
            );

        var who = TestWebhooks.OpenOne(ConsentSource.Auth0, body).Who;

        Assert.Equal((ActorKind.App, "dashboardclient"), (who.Kind, who.ClientId));
    }

    [Theory]
    [InlineData("1", "logs[0]")]
    [InlineData("{}", "logs[0].data.type")]
    [InlineData("[3, 2]", "logs[0]")]
    [InlineData("{}\n{", "line 1.data.type")]
    [InlineData("[]\n\n[]", "line 1")]
    [InlineData(" \n", "body")]
    [InlineData("""{"data":{"type":"s","details":{"prompts":[{"grantInfo":{}}]}}}""", "logs[0].log_id")]
    [InlineData("""{"log_id":"1","data":{"type":"s","details":{"prompts":[{"grantInfo":{}}]}}}""", "logs[0].data.date")]
    public void Auth0_OtherShapes_AreMalformed(string body, string named) => TestWebhooks.AssertMalformed(ConsentSource.Auth0, body, named);

    [Fact]
    public void GitHub_Installation_TellsEveryFact()
    {
        var consent = TestWebhooks.OpenOne(ConsentSource.GitHub, OtherSamples.GitHubInstallation());

        Assert.Equal(
            ("installation-54321-created-1790830780", ConsentType.Application, true, "contoso"),
            (consent.EventKey, consent.ConsentType, consent.IsAdminConsent, consent.Tenant)
        );
        Assert.Equal(new ConsentingPerson("77", null, "ada"), consent.Who);
        Assert.Equal(new ConsentedApp("98765", "deploy-bot"), consent.App);
        Assert.Equal(["contents:write", "metadata:read", "organization_administration:read"], consent.Scopes);
        Assert.All(consent.Scopes, scope =>
            Assert.True(ScopeDictionary.Embedded.Explain(ProviderName.GitHub, scope, ConsentType.Application).IsKnown)
        );
    }

    [Theory]
    [InlineData("Organization", true, true)]
    [InlineData("Enterprise", true, true)]
    [InlineData("User", false, false)]
    [InlineData("SomethingNew", null, true)]
    public void GitHub_InstalledInto_TellsWhetherAnAdministratorDidIt(string target, bool? admin, bool proves)
    {
        foreach (var action in (string[])["created", "new_permissions_accepted"])
        {
            var body = OtherSamples.GitHubInstallation(action)
                .Replace("\"target_type\": \"Organization\"", $"\"target_type\": \"{target}\"", StringComparison.Ordinal);
            var consent = TestWebhooks.OpenOne(ConsentSource.GitHub, body);

            Assert.Equal((admin, proves), (consent.IsAdminConsent, consent.ProvesAdministrator));
        }
    }

    [Theory]
    [InlineData("""{ "login": "bot[bot]", "id": 77, "type": "Bot" }""", ActorKind.App)]
    [InlineData("null", ActorKind.Unknown)]
    public void GitHub_SenderWhoIsNoPerson_IsSaid(string sender, ActorKind kind)
    {
        var body = OtherSamples.GitHubInstallation()
            .Replace("""{ "login": "ada", "id": 77, "type": "User" }""", sender, StringComparison.Ordinal);

        Assert.Equal(kind, TestWebhooks.OpenOne(ConsentSource.GitHub, body).Who.Kind);
    }

    [Fact]
    public void GitHub_MorePermissionsAccepted_IsAnotherConsent()
    {
        var consent = TestWebhooks.OpenOne(ConsentSource.GitHub, OtherSamples.GitHubInstallation("new_permissions_accepted"));

        Assert.Equal("installation-54321-new_permissions_accepted-1790830785", consent.EventKey);
    }

    [Theory]
    [InlineData("""{"zen":"Design for failure.","hook_id":1,"hook":{}}""")]
    [InlineData("""{"action":"deleted","installation":{"id":1,"permissions":{}}}""")]
    [InlineData("""{"action":"created","issue":{},"installation":{"id":1,"node_id":"x"}}""")]
    [InlineData("""{"action":"revoked","sender":{}}""")]
    public void GitHub_PingAndOtherEvents_AreNoConsent(string body)
    {
        var reading = TestWebhooks.Open(ConsentSource.GitHub, body);

        Assert.Null(reading.Refusal);
        Assert.Empty(reading.Consents);
    }

    [Theory]
    [InlineData("[]", "body")]
    [InlineData("""{"action":"created","installation":{"permissions":{}}}""", "installation.id")]
    [InlineData("""{"action":"created","installation":{"id":1,"permissions":{}}}""", "installation.created_at")]
    [InlineData(
        """{"action":"new_permissions_accepted","installation":{"id":1,"permissions":{},"created_at":"2026-10-01T00:00:00Z"}}""",
        "installation.updated_at"
    )]
    public void GitHub_OtherShapes_AreMalformed(string body, string named) =>
        TestWebhooks.AssertMalformed(ConsentSource.GitHub, body, named);
}
