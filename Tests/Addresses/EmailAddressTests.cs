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
    [InlineData("ceo@example.com\u200B", "ceo@example.com")]
    [InlineData("c\u200De\u200Co@exam\u2060ple.com", "ceo@example.com")]
    [InlineData("ceo\u00AD@example\uFEFF.com", "ceo@example.com")]
    [InlineData("c\uFE0Feo@example.com\U000E0100", "ceo@example.com")]
    [InlineData("ce\u034Fo@example.com\u3164", "ceo@example.com")]
    [InlineData("\u00A0ceo@example.com\u00A0", "ceo@example.com")]
    [InlineData("\u3000ceo@example.com\u2003", "ceo@example.com")]
    [InlineData("mailto:CEO@example.com", "ceo@example.com")]
    [InlineData("MAILTO:ceo%2Bapps@example.com?subject=x", "ceo+apps@example.com")]
    [InlineData("SMTP:ceo@example.com", "ceo@example.com")]
    [InlineData("Carla Chief <ceo@example.com>", "ceo@example.com")]
    [InlineData("\"Chief, Carla\" <ceo@example.com>", "ceo@example.com")]
    [InlineData("ceo@example.com <CEO@example.com>", "ceo@example.com")]
    [InlineData("<ceo@example.com>", "ceo@example.com")]
    [InlineData("<mailto:ceo@example.com|ceo@example.com>", "ceo@example.com")]
    [InlineData("'ceo@example.com'", "ceo@example.com")]
    [InlineData("\"ceo@example.com\"", "ceo@example.com")]
    [InlineData("o'brien@example.com", "o'brien@example.com")]
    [InlineData("ceo@example.com.", "ceo@example.com")]
    [InlineData("ＣＥＯ＠example．com", "ceo@example.com")]
    [InlineData("Guest.Admin_partner.example#EXT#@contoso.onmicrosoft.com", "guest.admin@partner.example")]
    [InlineData("a_b_partner.example#ext#@contoso.onmicrosoft.com", "a_b@partner.example")]
    [InlineData("ZOE\u0308.E\u0301LAN@Contoso.Example", "zo\u00EB.\u00E9lan@contoso.example")]
    [InlineData("ZO\u00CB.\u00C9LAN@Contoso.Example", "zo\u00EB.\u00E9lan@contoso.example")]
    [InlineData("q\u0323\u0307@example.com", "q\u0323\u0307@example.com")]
    [InlineData("q\u0307\u0323@example.com", "q\u0323\u0307@example.com")]
    [InlineData("\u1112\u1161\u11AB@example.com", "\uD55C@example.com")]
    [InlineData("\u039F\u03A3@example.com", "\u03BF\u03C3@example.com")]
    [InlineData("\u03BF\u03C2@example.com", "\u03BF\u03C3@example.com")]
    [InlineData("\u212Aim@example.com", "kim@example.com")]
    [InlineData("ceo@B\u00DCCHER.example", "ceo@xn--bcher-kva.example")]
    [InlineData("ceo@bu\u0308cher.example", "ceo@xn--bcher-kva.example")]
    [InlineData("ceo@XN--BCHER-KVA.example", "ceo@xn--bcher-kva.example")]
    [InlineData("ceo@b\u00FCcher\u3002example", "ceo@xn--bcher-kva.example")]
    // No punycode, and yet a domain of plain letters: it stays as it is.
    [InlineData("jane@xn--a.example", "jane@xn--a.example")]
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
    [InlineData("boss@example.com <jane@example.com>")]
    [InlineData("<jane@example.com|boss@example.com>")]
    [InlineData("Jane <jane@example.com> <boss@example.com>")]
    [InlineData("jane@example.com (Jane)")]
    [InlineData("mailto:jane@example.com,joe@example.com")]
    [InlineData("\"jane\"@example.com")]
    [InlineData("jane@[192.0.2.1]")]
    [InlineData("jane@example..com")]
    [InlineData("jane@.example.com")]
    [InlineData("jane@exa\u00B4mple.com\u0001")]
    [InlineData("nobody#EXT#@contoso.onmicrosoft.com")]
    [InlineData("_#EXT#@contoso.onmicrosoft.com")]
    [InlineData("\u200B\u200B")]
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

    [Theory]
    [InlineData(" \u200EJane@Example.com ")]
    [InlineData("\u1E9Eo\u0308\u0323\u1E69@Stra\u00DFe.example")]
    [InlineData("\u0130\u0131\u017F\u03C2\u2126\u212B@example.com")]
    [InlineData("a_b_partner.example#EXT#@contoso.onmicrosoft.com")]
    public void Of_WhatItGave_IsTheSame(string text)
    {
        var once = EmailAddress.Of(text);

        Assert.NotNull(once);
        Assert.Equal(once, EmailAddress.Of(once));
    }

    [Fact]
    public void AreSame_TwoForms_OnlyIfBothAreTheAddress()
    {
        Assert.True(EmailAddress.AreSame("Jose\u0301@example.com", "mailto:jos\u00E9@EXAMPLE.com"));
        Assert.False(EmailAddress.AreSame("jose@example.com", "jos\u00E9@example.com"));
        Assert.False(EmailAddress.AreSame(null, null));
        Assert.False(EmailAddress.AreSame("no address", "no address"));
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
