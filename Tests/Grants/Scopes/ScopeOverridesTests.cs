using System.Text;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Scopes;
using Xunit;

namespace OAuthAttest.Tests.Grants.Scopes;

public sealed class ScopeOverridesTests
{
    private const string Header = "provider,scope,access,risk,sentence\n";

    [Fact]
    public void WithOverrides_NewAndChangedLines_AreTaken()
    {
        var dictionary = With("""
            salesforce,full,delegated,critical,"Do everything in Salesforce that you can do, export included."
            entra,mail.read,delegated,critical,Read all your email.
            """);

        Assert.Equal(
            new ScopeMeaning("full", Risk.Critical, "Do everything in Salesforce that you can do, export included.", true),
            dictionary.Explain(ProviderName.Parse("salesforce"), "full", ConsentType.Principal)
        );
        Assert.Equal(
            (Risk.Critical, "Read all your email."),
            RiskAndSentence(dictionary.Explain(ProviderName.Entra, "Mail.Read", ConsentType.Principal))
        );
        Assert.Equal(ScopeSource.Team, dictionary.Entries.Single(entry => entry.Scope == "full").Source);
    }

    [Fact]
    public void WithOverrides_OneWayOfAScope_LeavesTheOtherAndOurs()
    {
        var dictionary = With("entra,Mail.Read,delegated,medium,Read all your email.\n");

        Assert.Equal(Risk.Critical, dictionary.Explain(ProviderName.Entra, "Mail.Read", ConsentType.Application).Risk);
        Assert.Equal(Risk.High, ScopeDictionary.Embedded.Explain(ProviderName.Entra, "Mail.Read", ConsentType.Principal).Risk);
    }

    [Fact]
    public void WithOverrides_OnlyThePersonsWayMadeWorse_AppByItselfIsNoBetter()
    {
        var dictionary = With("entra,Acronym.Read.All,delegated,critical,Read the list of our secret projects.\n");

        Assert.Equal(Risk.Critical, dictionary.Explain(ProviderName.Entra, "Acronym.Read.All", ConsentType.Application).Risk);
    }

    [Fact]
    public void WithOverrides_VersionAndDigest_TellThatTheWordsAreOthers()
    {
        var one = With("entra,Mail.Read,delegated,critical,Read all your email.\n");
        var same = With("entra,Mail.Read,delegated,critical,Read all your email.\n\n");
        var other = With("entra,Mail.Read,delegated,high,Read all your email.\n");

        Assert.Matches($"^{ScopeDictionary.Embedded.Version}\\+[0-9a-f]{{8}}$", one.Version);
        Assert.Equal((one.Version, one.Digest), (same.Version, same.Digest));
        Assert.NotEqual(one.Version, other.Version);
        Assert.NotEqual(one.Digest, other.Digest);
        Assert.NotEqual(ScopeDictionary.Embedded.Digest, one.Digest);
    }

    [Fact]
    public void WithOverrides_TheFilesThatShip_CanBeReadBack()
    {
        using var csv = File.OpenRead(Path.Combine(ScopeFiles.Data, "okta.csv"));

        var dictionary = ScopeDictionary.Embedded.WithOverrides(csv);

        Assert.Equal(ScopeDictionary.Embedded.Entries.Count, dictionary.Entries.Count);
    }

    [Theory]
    [InlineData("Entra!,a,delegated,low,See a thing.", "line 2, provider")]
    [InlineData("entra,,delegated,low,See a thing.", "line 2, scope")]
    [InlineData("entra,a,both,low,See a thing.", "line 2, access")]
    [InlineData("entra,a,delegated,severe,See a thing.", "line 2, risk")]
    [InlineData("entra,a,delegated,3,See a thing.", "line 2, risk")]
    [InlineData("entra,a,delegated,,See a thing.", "line 2, risk")]
    [InlineData("entra,a,delegated,low,", "line 2, sentence")]
    [InlineData("entra,a,delegated,low,See a thing", "line 2, sentence")]
    [InlineData("entra,a,delegated,low", "line 2")]
    [InlineData("entra,a,delegated,low,See a thing.,more", "line 2")]
    [InlineData("entra,a,delegated,low,\"See a thing.", "line 2")]
    [InlineData("entra,a,delegated,low,See a thing.\nentra,A,delegated,low,See a thing.", "stands there twice")]
    public void WithOverrides_WrongLine_SaysWhere(string lines, string where)
    {
        var error = Assert.Throws<InvalidDataException>(() => With(lines));

        Assert.Contains("own-scopes.csv", error.Message, StringComparison.Ordinal);
        Assert.Contains(where, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithOverrides_SentenceThatIsTooLong_SaysWhere()
    {
        var error = Assert.Throws<InvalidDataException>(() => With($"entra,a,delegated,low,See {new string('x', 140)}."));

        Assert.Contains("line 2, sentence", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithOverrides_MissingColumn_SaysWhich()
    {
        using var csv = new MemoryStream("provider,scope,risk,sentence\nentra,a,low,See a thing."u8.ToArray());

        var error = Assert.Throws<InvalidDataException>(() => ScopeDictionary.Embedded.WithOverrides(csv, "own-scopes.csv"));

        Assert.Contains("missing column access", error.Message, StringComparison.Ordinal);
    }

    private static ScopeDictionary With(string lines)
    {
        using var csv = new MemoryStream(Encoding.UTF8.GetBytes(Header + lines));
        return ScopeDictionary.Embedded.WithOverrides(csv, "own-scopes.csv");
    }

    private static (Risk, string) RiskAndSentence(ScopeMeaning meaning) => (meaning.Risk, meaning.Sentence);
}
