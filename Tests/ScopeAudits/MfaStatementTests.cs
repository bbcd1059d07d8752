using OAuthAttest.ScopeAudits;
using OAuthAttest.ScopeAudits.Verifying;
using Xunit;
using static OAuthAttest.Tests.Aws.CloudTrail.LogText;

namespace OAuthAttest.Tests.ScopeAudits;

/// <summary>What AWS recorded of a second factor; what it did not see stays unknown.</summary>
public sealed class MfaStatementTests
{
    public static TheoryData<string, string, Mfa, string> Identities => new()
    {
        { "a user with it", Session("IAMUser", "\"true\""), Mfa.Yes, "the session says so" },
        { "a user without it", Session("IAMUser", "\"false\""), Mfa.No, "the session says so" },
        { "a boolean", Session("IAMUser", "true"), Mfa.Yes, "the session says so" },
        { "neither", Session("IAMUser", "\"perhaps\""), Mfa.NotRecorded, "what the record says is neither yes nor no" },
        { "null", Session("IAMUser", "null"), Mfa.NotRecorded, "the session does not say" },
        { "a list", Session("IAMUser", "[]"), Mfa.NotRecorded, "the session does not say" },
        { "root with it", Session("Root", "\"true\""), Mfa.Yes, "the session says so" },
        { "root without it", Session("Root", "\"false\""), Mfa.No, "the session says so" },
        { "a role with it", RoleSession, Mfa.Yes, "the session says so" },
        { "a role without it", Without(RoleSession), Mfa.NotRecorded, "a role's session does not tell" },
        {
            "a role of Identity Center",
            Without(RoleSession).Replace("\"userName\":\"Deploy\"", "\"userName\":\"AWSReservedSSO_Admin_1\"", StringComparison.Ordinal),
            Mfa.NotRecorded, "signed in elsewhere"
        },
        {
            "a role by web identity",
            Without(RoleSession).Replace(
                "\"attributes\"", "\"webIdFederationData\":{\"federatedProvider\":\"p\"},\"attributes\"", StringComparison.Ordinal),
            Mfa.NotRecorded, "signed in elsewhere"
        },
        {
            "a federated user", Without(RoleSession).Replace("AssumedRole", "FederatedUser", StringComparison.Ordinal),
            Mfa.NotRecorded, "signed in elsewhere"
        },
        { "a long-term key", """{"type":"IAMUser","arn":"a","accessKeyId":"AKIA1"}""", Mfa.NotRecorded, "a long-term key has no session" },
        { "no session", """{"type":"IAMUser","arn":"a"}""", Mfa.NotRecorded, "the record has no session" },
        { "an empty session", """{"type":"IAMUser","arn":"a","sessionContext":{}}""", Mfa.NotRecorded, "the session does not say" },
        { "a service", """{"type":"AWSService","invokedBy":"s"}""", Mfa.NotRecorded, "an AWS service made the call" },
        { "nobody", "null", Mfa.NotRecorded, "the record has no session" },
    };

    [Theory]
    [MemberData(nameof(Identities))]
    public void Of_EveryIdentity_SaysWhatAwsSaw(string identity, string json, Mfa value, string reason)
    {
        Assert.NotEmpty(identity);
        Assert.Equal(new MfaStatement(value, reason), MfaStatements.Of(Changes.Record(Record(identity: json))));
    }

    [Theory]
    [InlineData("IAMUser", "Yes", Mfa.Yes)]
    [InlineData("IAMUser", "No", Mfa.No)]
    [InlineData("Root", "No", Mfa.No)]
    [InlineData("AssumedRole", "No", Mfa.NotRecorded)]
    [InlineData("IAMUser", "Later", Mfa.NotRecorded)]
    public void Of_SignInAtTheConsole_ReadsWhatTheSignInSays(string type, string used, Mfa value)
    {
        var record = Record(
            name: "ConsoleLogin",
            identity: $$"""{"type":"{{type}}","arn":"a"}""",
            more: $$""","additionalEventData":{"MFAUsed":"{{used}}"}""");

        Assert.Equal(value, MfaStatements.Of(Changes.Record(record)).Value);
    }

    private static string Session(string type, string said) =>
        $$$"""{"type":"{{{type}}}","arn":"a","accessKeyId":"ASIA1","sessionContext":{"attributes":{"mfaAuthenticated":{{{said}}} } } }""";

    private static string Without(string identity) =>
        identity.Replace("\"mfaAuthenticated\":\"true\"", "\"mfaAuthenticated\":\"false\"", StringComparison.Ordinal);
}
