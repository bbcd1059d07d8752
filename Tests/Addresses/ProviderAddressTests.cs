using OAuthAttest.Grants.Import;
using OAuthAttest.Identity.Google;
using OAuthAttest.Identity.MicrosoftGraph;
using OAuthAttest.Identity.Okta;
using OAuthAttest.Rosters.Okta;
using Xunit;

namespace OAuthAttest.Tests.Addresses;

/// <summary>What providers' directories have as an address is the one form that everybody compares with, whoever typed it there.</summary>
public sealed class ProviderAddressTests
{
    private static readonly RecordOrigin Origin = new("users", 1);

    [Theory]
    [InlineData("Ana@Example.com")]
    [InlineData("a\u200Bna@example.com")]
    [InlineData("mailto:ana@example.com")]
    [InlineData("Ana Example <ana@example.com>")]
    public void Record_OfEveryProvider_HasTheAddressInItsOneForm(string written)
    {
        var errors = new RowErrors(10);
        var profile = new OktaProfile(null, written, null, null, null, null, null, null);
        var admins = new OktaAdministrators(errors);
        admins.Name("u1", profile);
        admins.Assign("u1");
        string?[] found =
        [
            GraphUsers.Record(new GraphUser("u1", null, written, null, null, null, null, null, null), Origin, errors)!.Email,
            new OktaUsers(errors).Record(new OktaUser("u1", null, profile), Origin)!.Email,
            new GoogleAccounts(errors).Record(new GoogleUser("u1", written, null, null, null, null, null, null), Origin)!.Email,
            Assert.Single(admins.Records()).Email,
        ];

        Assert.Equal(0, errors.Count);
        Assert.All(found, email => Assert.Equal("ana@example.com", email));
    }
}
