using OAuthAttest.Addresses;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Grants;
using Xunit;

namespace OAuthAttest.Tests.Addresses;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("jane@example.com", "jane@example.com")]
    [InlineData("  Jane.Roe@Example.COM\t", "jane.roe@example.com")]
    [InlineData("\u200EJane@Example.com\u202C", "jane@example.com")]
    [InlineData("\uFEFF jane@example.com", "jane@example.com")]
    [InlineData("JÜRGEN@beispiel.example", "jürgen@beispiel.example")]
    [InlineData("\U0001F600@example.com", "\U0001F600@example.com")]
    public void Of_AnAddress_IsItInLowerCaseWithoutWhatSurroundsIt(string text, string address) =>
        Assert.Equal((address, true), (EmailAddress.Of(text), EmailAddress.IsOne(text)));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("jane")]
    [InlineData("@example.com")]
    [InlineData("jane@")]
    [InlineData("jane@@example.com")]
    [InlineData("jane@example@com")]
    [InlineData("jane roe@example.com")]
    [InlineData("jane\u00A0roe@example.com")]
    [InlineData("jane\n@example.com")]
    [InlineData("Jane <jane@example.com>")]
    [InlineData("jane@example.com;joe@example.com")]
    [InlineData("ja\0ne@example.com")]
    [InlineData("ja\uFFFDne@example.com")]
    [InlineData("ja\uD83Dne@example.com")]
    public void Of_WhatCanBeNone_IsNull(string? text) => Assert.Equal((null, false), (EmailAddress.Of(text), EmailAddress.IsOne(text)));

    [Fact]
    public void Of_LongerThanItsColumn_IsNull()
    {
        var domain = "@example.com";

        Assert.Equal(EmailAddress.Longest, EmailAddress.Of(new string('a', EmailAddress.Longest - domain.Length) + domain)?.Length);
        Assert.Null(EmailAddress.Of(new string('a', EmailAddress.Longest - domain.Length + 1) + domain));
    }

    [Fact]
    public void Of_WhatItGave_IsTheSame()
    {
        var once = EmailAddress.Of(" \u200EJane@Example.com ");

        Assert.Equal(once, EmailAddress.Of(once));
    }

    [Fact]
    public void Bounded_AConsentOfSomebody_HasTheAddressThatAnImportWouldHave()
    {
        const string copied = "\u200EJane@Example.com ";
        var consent = new ConsentEvent
        {
            Source = ConsentSource.Standard,
            EventKey = "1",
            Provider = ProviderName.Entra,
            OccurredAt = DateTimeOffset.UnixEpoch,
            Who = new ConsentingPerson(null, copied, null),
            App = new ConsentedApp("client", null),
            Scopes = [],
            ConsentType = ConsentType.Principal,
        };

        Assert.Equal(EmailAddress.Of(copied), ConsentText.Bounded(consent).Who.Email);
    }
}
