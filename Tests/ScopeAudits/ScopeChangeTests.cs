using OAuthAttest.ScopeAudits;
using Xunit;
using static OAuthAttest.Tests.Aws.CloudTrail.LogText;

namespace OAuthAttest.Tests.ScopeAudits;

/// <summary>What a record says of a scope or policy, and what it does not.</summary>
public sealed class ScopeChangeTests
{
    private const string Client = "{\"userPoolId\":\"eu-west-1_a\",\"clientId\":\"c1\",\"allowedOAuthScopes\":$}";

    [Fact]
    public void Of_Attachment_HasTargetAndPolicy()
    {
        var change = Changes.Of(Record());

        Assert.Equal(("Reader", "arn:aws:iam::aws:policy/AdministratorAccess"), (change.Target, Assert.Single(change.Access)));
        Assert.Equal((ChangeKind.Policy, ChangeEffect.Grants, Severity.High), (change.Kind, change.Effect, change.Severity));
        Assert.Equal(("111122223333", "us-east-1", "203.0.113.7"), (change.Account, change.Region, change.SourceAddress));
        Assert.Equal(("aws-cli/2.15.0 \"q\" \\", Changes.At, null), (change.UserAgent, change.At, change.ErrorCode));
    }

    [Theory]
    [InlineData("""["openid","email","openid"]""", "openid email", false)]
    [InlineData("\"openid\"", "openid", false)]
    [InlineData("[7,true]", "7 true", false)]
    [InlineData("[\"openid\",\"***\"]", "openid", true)]
    [InlineData("[\"HIDDEN_DUE_TO_SECURITY_REASONS\"]", "", true)]
    [InlineData("\"[\\\"openid\\\"]\"", "openid", false)]
    [InlineData("null", "", true)]
    [InlineData("[]", "", true)]
    [InlineData("[null,\"\"]", "", true)]
    public void Of_ScopesInEveryForm_AreAllThereOrMissing(string scopes, string access, bool isMissing)
    {
        var change = OfScopes(scopes);

        Assert.Equal(access, string.Join(' ', change.Access));
        Assert.Equal(isMissing, change.IsAccessMissing);
    }

    [Fact]
    public void Of_MoreScopesThanAreCompared_IsMissingSome()
    {
        var many = $"[{string.Join(',', Enumerable.Range(0, 501).Select(n => $"\"s{n}\""))}]";

        Assert.True(OfScopes(many).IsAccessMissing);
    }

    [Theory]
    [InlineData("adm\\u202ein")]
    [InlineData("adm\\u0000in")]
    [InlineData("adm\\nin")]
    [InlineData("adm\\ufeffin")]
    public void Of_ScopeWithSomethingInvisible_DoesNotReadLikeAnotherOne(string scope)
    {
        Assert.Matches("^sha256:[0-9a-f]{64}$", Assert.Single(OfScopes($"[\"{scope}\"]").Access));
    }

    [Fact]
    public void Of_CallWithoutScopeOrPolicy_IsTheCallItself()
    {
        var call = Changes.Of(Record(name: "CreateLoginProfile", parameters: """{"userName":"nadia"}"""));

        Assert.Equal(("iam:CreateLoginProfile", false), (Assert.Single(call.Access), call.IsAccessMissing));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("[1,2]")]
    [InlineData("{\"roleName\":{\"a\":[]},\"policyArn\":null}")]
    public void Of_ParametersOfOtherKinds_IsMissingTheAccess(string parameters) =>
        Assert.True(Changes.Of(Record(parameters: parameters)).IsAccessMissing);

    [Fact]
    public void Of_HostileTexts_AreOneLineWithoutControlsAndNotTooLong()
    {
        var long1 = new string('x', 5000);
        var record = Record(
            id: "e\u001b[31m", region: "us\r\n-east\u202e", more: $",\"errorCode\":\"\\u009b\\u0007{long1}\"",
            parameters: $$"""{"roleName":"{{long1}}","policyArn":"{{long1}}"}""");

        var change = Changes.Of(record);

        string?[] all = [change.EventId, change.Region, change.ErrorCode, change.Target, change.UserAgent, .. change.Access];
        Assert.All(all.OfType<string>(), text => Assert.InRange(text.Length, 1, 512));
        Assert.All(all.OfType<string>(), text => Assert.DoesNotContain(text, c => char.IsControl(c) || c == '\u202e'));
        Assert.Equal(("e[31m", "us -east"), (change.EventId, change.Region));
        Assert.StartsWith("sha256:", change.Target, StringComparison.Ordinal);
    }

    private static ScopeChange OfScopes(string scopes) => Changes.Of(Record(
        name: "UpdateUserPoolClient", source: "cognito-idp.amazonaws.com",
        parameters: Client.Replace("$", scopes, StringComparison.Ordinal)));
}
