using System.Security.Cryptography;
using System.Text;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Grants.Scopes.Composition;
using Xunit;

namespace OAuthAttest.Tests.Grants.Scopes;

public sealed class ScopeCoverageTests
{
    private static readonly ScopeDictionary Dictionary = ScopeDictionary.Embedded;

    private static readonly ScopeSources Sources = ScopeSources.Load(ScopeFiles.Sources);

    [Theory]
    [InlineData("entra", 1002)]
    [InlineData("google", 526)]
    [InlineData("okta", 199)]
    [InlineData("github", 292)]
    [InlineData("slack", 128)]
    [InlineData("oidc", 6)]
    public void Names_OfEachProvider_AreAllThere(string provider, int expected)
    {
        var names = Sources
            .Names.Where(name => name.Provider.ToString() == provider)
            .Select(name => name.Scope)
            .Distinct(StringComparer.Ordinal);

        Assert.Equal(expected, names.Count());
    }

    [Fact]
    public void Names_AsCommitted_HaveTheKnownDigest()
    {
        // The other tests take their names from this list, so a name that is removed from it would go unnoticed there.
        var list = string.Join(
            '\n',
            Sources.Names.Select(name => $"{name.Provider} {name.Scope} {name.Access}").Order(StringComparer.Ordinal)
        );

        Assert.Equal(
            "429721361b9a58e853eb25b30ce6538978c3420e0c9062a25e1f40b4f9e24807",
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(list)))
        );
    }

    [Fact]
    public void Explain_EveryNameInItsOwnWay_IsKnown()
    {
        var unknown = Sources.Names.Where(name => !Dictionary.Explain(name.Provider, name.Scope, Consent(name.Access)).IsKnown);

        Assert.Empty(unknown);
    }

    [Fact]
    public void Explain_EveryNameInEveryWay_IsKnown()
    {
        // A grant list may report a wider reach for a permission than the provider's own list of names documents.
        var unknown = Sources.Names.Where(name =>
            Enum.GetValues<ConsentType>().Any(consent => !Dictionary.Explain(name.Provider, name.Scope, consent).IsKnown)
        );

        Assert.Empty(unknown);
    }

    [Theory]
    [InlineData("microsoft-graph.csv", "entra")]
    [InlineData("google.csv", "google")]
    [InlineData("okta.csv", "okta")]
    [InlineData("github.csv", "github")]
    [InlineData("slack.csv", "slack")]
    public void Explain_EveryNameOfTheProvidersList_IsKnown(string file, string provider)
    {
        if (ScopeFiles.ProviderLists is not { } folder)
            return; // The committed names stand in for the lists: see the digest above.
        var names = File.ReadLines(Path.Combine(folder, file)).Skip(1).Select(line => line.Split(',')[0]).ToList();

        Assert.NotEmpty(names);
        Assert.DoesNotContain(names, name => !Dictionary.Explain(ProviderName.Parse(provider), name, ConsentType.Principal).IsKnown);
    }

    [Fact]
    public void Explain_EveryGitHubAppPermissionOfTheList_IsKnownAtEachLevel()
    {
        if (ScopeFiles.ProviderLists is not { } folder)
            return; // The committed names stand in for the lists: see the digest above.
        var permissions = File.ReadLines(Path.Combine(folder, "github-app-permissions.csv"))
            .Skip(1)
            .Select(line => line.Split(','))
            .ToList();
        var names = permissions
            .SelectMany(fields => fields[1].Split(';').Select(level => level == "unknown" ? fields[0] : $"{fields[0]}:{level}"))
            .ToList();

        Assert.NotEmpty(names);
        Assert.DoesNotContain(names, name => !Dictionary.Explain(ProviderName.GitHub, name, ConsentType.Application).IsKnown);
    }

    [Fact]
    public void Entries_WrittenByHand_AreAtLeast250Names()
    {
        var byHand = Dictionary
            .Entries.GroupBy(entry => (entry.Provider, entry.Scope))
            .Count(name => name.All(entry => entry.Source == ScopeSource.Hand));

        Assert.True(byHand >= 250, $"only {byHand}");
    }

    [Fact]
    public void Entries_OfEachName_StandThereOnce()
    {
        var twice = Dictionary
            .Entries.CountBy(entry => (entry.Provider, ScopeNames.Key(entry.Provider, entry.Scope), entry.Access))
            .Where(count => count.Value > 1);

        Assert.Empty(twice);
    }

    private static ConsentType Consent(ScopeAccess access) =>
        access == ScopeAccess.Delegated ? ConsentType.Principal : ConsentType.Application;
}
