using Xunit;
using static OAuthAttest.Tests.Aws.CloudTrail.LogText;

namespace OAuthAttest.Tests.ScopeAudits;

/// <summary>Who made a change, for every type of identity.</summary>
public sealed class ActorTests
{
    private const string User = "arn:aws:iam::111122223333:user/nadia";

    public static TheoryData<string, string, string?, string?, string, bool> Identities => new()
    {
        { "a role's session", RoleSession, Role, "nadia", "with the key ASIAEXAMPLE", true },
        {
            "a role that was taken from another role",
            RoleSession.Replace(
                "\"sessionContext\":{", "\"sessionContext\":{\"sourceIdentity\":\"nadia@example.com\",", StringComparison.Ordinal),
            Role, "nadia", "the roles began with nadia@example.com; with the key ASIAEXAMPLE", true
        },
        {
            "a role that was taken with a web identity",
            RoleSession.Replace(
                "\"sessionContext\":{",
                "\"sessionContext\":{\"webIdFederationData\":{\"federatedProvider\":\"arn:aws:iam::1:oidc-provider/x\"},",
                StringComparison.Ordinal),
            Role, "nadia", "signed in at arn:aws:iam::1:oidc-provider/x; with the key ASIAEXAMPLE", true
        },
        { "root", """{"type":"Root","principalId":"111122223333","arn":"arn:aws:iam::111122223333:root","accountId":"111122223333"}""",
            "arn:aws:iam::111122223333:root", null, "", true },
        { "a user", $$"""{"type":"IAMUser","principalId":"AIDA","arn":"{{User}}","userName":"nadia","accessKeyId":"AKIA1"}""",
            User, null, "with the key AKIA1", true },
        { "a user through a service", $$"""{"type":"IAMUser","arn":"{{User}}","invokedBy":"cloudformation.amazonaws.com"}""",
            User, null, "the call came from cloudformation.amazonaws.com", true },
        {
            "a federated user",
            """
            {"type":"FederatedUser","arn":"arn:aws:sts::111122223333:federated-user/guest","sessionContext":
            {"sessionIssuer":{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/nadia"}}}
            """,
            User, "guest", "", true
        },
        { "a service", """{"type":"AWSService","invokedBy":"sso.amazonaws.com"}""", "sso.amazonaws.com", null, "", true },
        { "another account", """{"type":"AWSAccount","principalId":"A:x","accountId":"999900001111"}""", "999900001111", null, "", true },
        { "a person of Identity Center",
            """{"type":"IdentityCenterUser","accountId":"1","onBehalfOf":{"userId":"u-1","identityStoreArn":"i"},"credentialId":"c"}""",
            "u-1", null, "for the Identity Center user u-1", true },
        { "somebody from outside whose name reads like a role",
            $$"""{"type":"WebIdentityUser","principalId":"id.example:app:7","userName":"{{Role}}","identityProvider":"id.example"}""",
            "id.example:app:7", null, "signed in at id.example", true },
        { "a type that nobody knows", $$"""{"type":"Robot","arn":"{{User}}"}""", User, null, "", false },
        { "no type", $$"""{"arn":"{{User}}"}""", User, null, "", false },
        { "a number for a type", $$"""{"type":7,"arn":"{{User}}"}""", User, null, "", false },
        { "nothing", "{}", null, null, "", false },
        { "null", "null", null, null, "", false },
        { "a text", "\"root\"", null, null, "", false },
        { "members of other kinds", """{"type":["Root"],"arn":{"a":1},"sessionContext":[],"onBehalfOf":"u"}""",
            null, null, "", false },
    };

    [Theory]
    [MemberData(nameof(Identities))]
    public void Of_EveryIdentity_IsWhoItIs(
        string identity, string json, string? principal, string? session, string through, bool isUnderstood)
    {
        var actor = Changes.Of(Record(identity: json)).Actor;

        Assert.NotEmpty(identity);
        Assert.Equal((principal, session), (actor.Principal, actor.Session));
        Assert.Equal(through, string.Join("; ", actor.Through));
        Assert.Equal(isUnderstood, actor.IsUnderstood);
    }

    [Fact]
    public void Of_RecordWithoutIdentity_IsNobodyWhoIsUnderstood()
    {
        var actor = Changes.Of(Record().Replace("\"userIdentity\"", "\"other\"", StringComparison.Ordinal)).Actor;

        Assert.Equal((null, null, false), (actor.Type, actor.Principal, actor.IsUnderstood));
        Assert.Empty(actor.Names);
    }

    [Fact]
    public void Names_OfASession_AreItsRoleAndTheSession() => Assert.Equal([Role, Session], Changes.Of(Record()).Actor.Names);

    [Theory]
    [InlineData("\\u202e")]
    [InlineData("\\u0000")]
    [InlineData("\\n")]
    [InlineData("\\ud83d")]
    public void Names_WithWhatWouldBeLeftOut_AreDigestsThatReadLikeNobody(string mark)
    {
        var json = $$"""{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/nad{{mark}}ia"}""";
        if (mark == "\\ud83d")
        {
            Assert.ThrowsAny<InvalidOperationException>(() => Changes.Record(Record(identity: json)));
            return;
        }

        Assert.StartsWith("sha256:", Changes.Of(Record(identity: json)).Actor.Principal, StringComparison.Ordinal);
    }
}
