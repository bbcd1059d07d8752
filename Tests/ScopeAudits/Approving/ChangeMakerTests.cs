using OAuthAttest.ScopeAudits;
using OAuthAttest.ScopeAudits.Verifying;
using Xunit;

namespace OAuthAttest.Tests.ScopeAudits.Approving;

/// <summary>Whether a person made a change, by the names of its record.</summary>
public sealed class ChangeMakerTests
{
    private const string Role = "arn:aws:iam::111122223333:role/Deploy";

    [Theory]
    [InlineData("ines@example.com")]
    [InlineData("Ines@Example.COM")]
    [InlineData("ines")]
    [InlineData("INES")]
    public void IsOne_SessionWithTheirName_Is(string session) =>
        Assert.True(ChangeMaker.IsOne(Actor(session: session), "ines@example.com"));

    [Theory]
    [InlineData("ines.other@example.com")]
    [InlineData("ines@other.example")]
    [InlineData("inesx")]
    [InlineData("botocore-session-1700000000")]
    [InlineData("")]
    [InlineData(null)]
    public void IsOne_SessionOfSomebodyElse_IsNot(string? session) =>
        Assert.False(ChangeMaker.IsOne(Actor(session: session), "ines@example.com"));

    [Theory]
    [InlineData("arn:aws:iam::111122223333:user/people/ines")]
    [InlineData("arn:aws:iam::111122223333:user/ines@example.com")]
    [InlineData("ines")]
    public void IsOne_UserWithTheirName_Is(string principal) =>
        Assert.True(ChangeMaker.IsOne(Actor(principal), "ines@example.com"));

    [Fact]
    public void IsOne_SourceIdentityOfTheRoles_Is() =>
        Assert.True(ChangeMaker.IsOne(Actor(through: "the roles began with ines@example.com"), "ines@example.com"));

    [Fact]
    public void IsOne_AnotherNameOfTheActor_Is() => Assert.True(ChangeMaker.IsOne(
        Actor() with { Names = [Role, "arn:aws:sts::111122223333:assumed-role/Deploy/ines"] }, "ines@example.com"));

    [Theory]
    [InlineData("ines@example.com", true)]
    [InlineData("ines", false)]
    [InlineData(null, false)]
    public void IsNamed_WithAnAddressOfAnybody(string? session, bool isNamed) =>
        Assert.Equal(isNamed, ChangeMaker.IsNamed(Actor(session: session)));

    private static Actor Actor(string principal = Role, string? session = null, string? through = null) =>
        new("AssumedRole", principal, [principal], session, through is null ? [] : [through], IsUnderstood: true);
}
