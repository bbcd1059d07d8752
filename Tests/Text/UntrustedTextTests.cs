using OAuthAttest.Grants.Import;
using OAuthAttest.Text;
using Xunit;

namespace OAuthAttest.Tests.Text;

/// <summary>The one cleaner of names and ids that others choose.</summary>
public sealed class UntrustedTextTests
{
    [Theory]
    [InlineData("Acme CRM", "Acme CRM")]
    [InlineData("  Acme CRM\t", "Acme CRM")]
    [InlineData("Acme\r\n CRM", "Acme CRM")]
    [InlineData("Acme\u2028CRM", "Acme CRM")]
    [InlineData("A\0c\u0007me\uFEFF", "Acme")]
    [InlineData("\u202Egnp.exe\u202C", "gnp.exe")]
    [InlineData("\u2066Ac\u200Eme\u2069", "Acme")]
    [InlineData("Zoë 🚀", "Zoë 🚀")]
    [InlineData(" \n\u202E ", null)]
    [InlineData(null, null)]
    public void Name_OfAnybody_IsOneLineWithoutWhatHidesOrReorders(string? raw, string? name)
    {
        Assert.Equal(name, UntrustedText.Name(raw));
        Assert.Equal(name, UntrustedText.Display(raw));
        Assert.Equal(name, RecordLimits.Name(raw));
    }

    [Fact]
    public void Display_OfALongName_IsCutAndAnIdIsNot()
    {
        var text = new string('x', 300);

        Assert.Equal(UntrustedText.MaxName, UntrustedText.Display(text)!.Length);
        Assert.StartsWith("sha256:", UntrustedText.Id(text), StringComparison.Ordinal);
        Assert.NotEqual(UntrustedText.Id(text), UntrustedText.Id(text + "y"));
    }

    [Theory]
    [InlineData("cli\nent", "client")]
    [InlineData("\u200Fclient ", "client")]
    [InlineData("\n", null)]
    public void Id_OfAnything_HasNothingPutBetween(string raw, string? id) => Assert.Equal(id, UntrustedText.Id(raw));
}
