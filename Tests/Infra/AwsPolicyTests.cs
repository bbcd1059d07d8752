using System.Text.Json;
using System.Text.Json.Nodes;
using OAuthAttest.ScopeAudits;
using OAuthAttest.ScopeAudits.Acting;
using Xunit;

namespace OAuthAttest.Tests.Infra;

/// <summary>
/// The policies and the template of roles under infra/aws, held against what the code says it calls; that the code calls nothing else is
/// shown where each kind is played with the permissions of its file alone.
/// </summary>
public sealed class AwsPolicyTests
{
    public static TheoryData<RemediationKind> Kinds => [.. AwsPolicies.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Acting_OfAKind_AllowsWhatItCalls_AndUndoApart(RemediationKind kind)
    {
        var action = RemediationWork.Of(kind);
        var statements = AwsPolicies.Statements($"acting/{kind}.json");

        Assert.Equal(
            action.Permissions.Order(StringComparer.Ordinal),
            statements.Where(each => !IsUndo(each)).SelectMany(AwsPolicies.Actions).Order(StringComparer.Ordinal));
        Assert.Equal(
            action.UndoPermissions.Order(StringComparer.Ordinal), statements.Where(IsUndo).SelectMany(AwsPolicies.Actions));
        Assert.All(statements, statement => Assert.Equal("Allow", statement.GetProperty("Effect").GetString()));
    }

    [Fact]
    public void Reading_AllowsTheLookUpAlone() =>
        Assert.Equal(["cloudtrail:LookupEvents"], AwsPolicies.Statements("reading.json").SelectMany(AwsPolicies.Actions));

    [Fact]
    public void Template_GivesEachRoleTheSamePolicies_EachBehindItsOwnSwitch()
    {
        var template = AwsPolicies.Read("roles.json");
        var resources = template.GetProperty("Resources");

        AssertSame(
            AwsPolicies.Read("reading.json"),
            resources.GetProperty("AuditRole").GetProperty("Properties").GetProperty("Policies")[0].GetProperty("PolicyDocument"));
        foreach (var kind in AwsPolicies.Kinds.Select(each => each.ToString()))
        {
            var statements = AwsPolicies.Statements($"acting/{kind}.json");
            foreach (var some in statements.GroupBy(IsUndo))
            {
                var name = some.Key ? $"{kind}Undo" : kind;
                var policy = resources.GetProperty($"{name}Policy");
                Assert.Equal(name, policy.GetProperty("Condition").GetString());
                var given = policy.GetProperty("Properties").GetProperty("PolicyDocument").GetProperty("Statement");
                Assert.Equal(some.Count(), given.GetArrayLength());
                foreach (var (alone, within) in some.Zip(given.EnumerateArray()))
                    AssertSame(alone, OfTheCommercialPartition(within));
            }
            Assert.Equal("false", template.GetProperty("Parameters").GetProperty($"Allow{kind}").GetProperty("Default").GetString());
        }
        Assert.Equal("false", template.GetProperty("Parameters").GetProperty("AllowUndo").GetProperty("Default").GetString());
    }

    [Fact]
    public void Template_StartsTheOneRunbook_AndPassesTheOneRole()
    {
        var resources = AwsPolicies.Read("roles.json").GetProperty("Resources");

        var start = AwsPolicies.Statements("acting/StartRunbook.json").Single(each =>
            AwsPolicies.Actions(each).Contains("ssm:StartAutomationExecution", StringComparer.Ordinal));
        Assert.Equal(
            "arn:aws:ssm:*:*:automation-definition/AWSSupport-ContainIAMPrincipal:*", start.GetProperty("Resource").GetString());
        var policy = resources.GetProperty("RunbookRolePolicy");
        Assert.Equal("HasRunbookRole", policy.GetProperty("Condition").GetString());
        var pass = Assert.Single(AwsPolicies.Statements(policy.GetProperty("Properties").GetProperty("PolicyDocument")));
        Assert.Equal(["iam:PassRole"], AwsPolicies.Actions(pass));
        Assert.Equal("RunbookRole", pass.GetProperty("Resource").GetProperty("Ref").GetString());
        Assert.Equal(
            "ssm.amazonaws.com",
            pass.GetProperty("Condition").GetProperty("StringEquals").GetProperty("iam:PassedToService").GetString());
    }

    private static bool IsUndo(JsonElement statement) =>
        statement.GetProperty("Sid").GetString()!.EndsWith("Undo", StringComparison.Ordinal);

    /// <summary>A policy stands alone in its file; in the template it names the partition that it is deployed in.</summary>
    private static JsonElement OfTheCommercialPartition(JsonElement statement)
    {
        var node = JsonNode.Parse(statement.GetRawText())!;
        if (node["Resource"] is JsonObject sub)
            node["Resource"] = sub["Fn::Sub"]!.GetValue<string>().Replace("${AWS::Partition}", "aws", StringComparison.Ordinal);
        return JsonElement.Parse(node.ToJsonString());
    }

    [Fact]
    public void Template_OpensABucketOnlyWhereOneIsNamed_ForReadingAlone()
    {
        var policy = AwsPolicies.Read("roles.json").GetProperty("Resources").GetProperty("BucketPolicy");

        Assert.Equal("HasBucket", policy.GetProperty("Condition").GetString());
        Assert.Equal("AuditRole", policy.GetProperty("Properties").GetProperty("RoleName").GetProperty("Ref").GetString());
        Assert.Equal(
            ["s3:ListBucket", "s3:GetObject", "cloudtrail:ListPublicKeys"],
            AwsPolicies.Statements(policy.GetProperty("Properties").GetProperty("PolicyDocument")).SelectMany(AwsPolicies.Actions));
    }

    /// <summary>The sources are played with the first of these permissions; Athena uses the others with the asker's credentials.</summary>
    [Fact]
    public void Template_OpensAthenaOnlyWhereATableIsNamed_WithThePolicyOfTheFile()
    {
        var policy = AwsPolicies.Read("roles.json").GetProperty("Resources").GetProperty("AthenaPolicy");
        var (file, given) = (AwsPolicies.Statements("reading-athena.json"),
            AwsPolicies.Statements(policy.GetProperty("Properties").GetProperty("PolicyDocument")));

        Assert.Equal("HasAthena", policy.GetProperty("Condition").GetString());
        Assert.Equal("AuditRole", policy.GetProperty("Properties").GetProperty("RoleName").GetProperty("Ref").GetString());
        Assert.Equal(file.Select(AwsPolicies.Actions), given.Select(AwsPolicies.Actions));
        Assert.Equal(
            ["athena:StartQueryExecution", "athena:GetQueryExecution", "athena:GetQueryResults", "athena:StopQueryExecution"],
            AwsPolicies.Actions(file[0]));
        // Results are the one thing that is written.
        Assert.Equal(
            ["s3:PutObject", "s3:AbortMultipartUpload"],
            file.SelectMany(AwsPolicies.Actions).Where(action => action.Contains(":Put", StringComparison.Ordinal)
                || action.Contains(":Delete", StringComparison.Ordinal) || action.Contains(":Abort", StringComparison.Ordinal)));
    }

    /// <summary>It wants to be there: https://docs.aws.amazon.com/athena/latest/ug/fine-grained-access-to-glue-resources.html</summary>
    [Fact]
    public void Athena_SeesTheDefaultDatabase_AndNothingInIt()
    {
        var with = AwsPolicies.Statements("reading-athena.json").Where(each =>
            each.GetProperty("Resource").GetRawText().Contains("database/default\"", StringComparison.Ordinal));

        Assert.Equal(["glue:GetDatabase"], AwsPolicies.Actions(Assert.Single(with)));
    }

    /// <summary>Whoever may write where the log files are can take them away.</summary>
    [Theory]
    [InlineData("AthenaLogBucket")]
    [InlineData("TrailBucket")]
    public void Template_WithATable_RefusesToWriteResultsBetweenTheLogFiles(string logs)
    {
        var rule = AwsPolicies.Read("roles.json").GetProperty("Rules").GetProperty("AthenaWritesNoLogs");

        Assert.Equal(("AthenaTable", ""), Different(rule.GetProperty("RuleCondition")));
        Assert.Contains(
            ("AthenaResultBucket", logs),
            rule.GetProperty("Assertions").EnumerateArray().Select(each => Different(each.GetProperty("Assert"))));
    }

    /// <summary>A parameter, and the parameter or the text that it must not be.</summary>
    private static (string One, string Other) Different(JsonElement condition)
    {
        var both = Assert.Single(condition.GetProperty("Fn::Not").EnumerateArray()).GetProperty("Fn::Equals");
        return (both[0].GetProperty("Ref").GetString()!,
            both[1].ValueKind == JsonValueKind.String ? both[1].GetString()! : both[1].GetProperty("Ref").GetString()!);
    }

    [Fact]
    public void Template_LetsNobodyInWithoutTheExternalId_AndTheActingRoleNeverAtItself()
    {
        var resources = AwsPolicies.Read("roles.json").GetProperty("Resources");

        foreach (var role in (string[])["AuditRole", "ActRole"])
        {
            var properties = resources.GetProperty(role).GetProperty("Properties");
            var trust = AwsPolicies.Statements(properties.GetProperty("AssumeRolePolicyDocument"));
            var condition = Assert.Single(trust).GetProperty("Condition").GetProperty("StringEquals");
            Assert.Equal("ExternalId", condition.GetProperty("sts:ExternalId").GetProperty("Ref").GetString());
            Assert.Equal("TrustedPrincipal", trust[0].GetProperty("Principal").GetProperty("AWS").GetProperty("Ref").GetString());
        }
        var own = resources.GetProperty("ActRole").GetProperty("Properties").GetProperty("Policies")[0];
        var deny = Assert.Single(AwsPolicies.Statements(own.GetProperty("PolicyDocument")));
        Assert.Equal("Deny", deny.GetProperty("Effect").GetString());
        Assert.Equal(2, deny.GetProperty("Resource").GetArrayLength());
        var writes = RemediationWork.All().SelectMany(action => action.Permissions.Concat(action.UndoPermissions))
            .Where(name => name.StartsWith("iam:", StringComparison.Ordinal))
            .Where(name => !name.StartsWith("iam:List", StringComparison.Ordinal) && !name.StartsWith("iam:Get", StringComparison.Ordinal));
        Assert.All(writes, name => Assert.Contains(
            AwsPolicies.Actions(deny), pattern => name.StartsWith(pattern.TrimEnd('*'), StringComparison.Ordinal)));
    }

    private static void AssertSame(JsonElement one, JsonElement other) =>
        Assert.True(JsonElement.DeepEquals(one, other), $"{one}\n{other}");
}
