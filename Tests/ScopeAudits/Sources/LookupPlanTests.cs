using OAuthAttest.ScopeAudits.Registry;
using OAuthAttest.ScopeAudits.Sources;
using Xunit;

namespace OAuthAttest.Tests.ScopeAudits.Sources;

/// <summary>Which events are asked for where.</summary>
public sealed class LookupPlanTests
{
    [Theory]
    [InlineData("eu-west-1,eu-west-2", "us-east-1 3, eu-west-1 2, eu-west-2 2")]
    [InlineData("eu-west-1,us-east-1", "eu-west-1 2, us-east-1 3")]
    [InlineData("us-gov-east-1", "us-gov-west-1 3, us-gov-east-1 3")]
    [InlineData("cn-northwest-1,cn-north-1", "cn-northwest-1 3, cn-north-1 3")]
    public void Of_RegionsOfAPartition_AsksForTheGlobalEventsWhereTheyAre(string regions, string expected)
    {
        var plan = LookupPlan.Of(LookupWorld.Registry, Options(regions));

        Assert.Equal(expected, string.Join(", ", plan.Select(slice => $"{slice.Region} {slice.EventNames.Count}")));
        Assert.All(plan, slice => Assert.Equal(LookupWorld.Account, slice.Account));
    }

    [Fact]
    public void Of_TheQueriesThatShip_HasEveryNameOnceInItsHome_AndNoneOfIamElsewhere()
    {
        var plan = LookupPlan.Of(QueryRegistry.Embedded, Options("eu-west-1"));

        Assert.Equal(QueryRegistry.Embedded.EventNames.Order(StringComparer.Ordinal), plan[0].EventNames);
        Assert.DoesNotContain("AttachRolePolicy", plan[1].EventNames);
        Assert.Contains("CreateUserPoolClient", plan[1].EventNames);
    }

    /// <summary>AWSSDK.Core finds them by name, when somebody signed in with <c>aws sso login</c>.</summary>
    [Theory]
    [InlineData("Amazon.SSO.AmazonSSOClient, AWSSDK.SSO")]
    [InlineData("Amazon.SSOOIDC.AmazonSSOOIDCClient, AWSSDK.SSOOIDC")]
    public void Assemblies_ForASignInWithIdentityCenter_AreThere(string type) => Assert.NotNull(Type.GetType(type));

    private static ScopeAuditOptions Options(string regions) => new()
    {
        Accounts = [new AuditedAccount { Id = LookupWorld.Account }],
        Regions = regions.Split(','),
    };
}
