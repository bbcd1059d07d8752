using OAuthAttest.Grants;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Grants.Scopes.Composition;
using Xunit;

namespace OAuthAttest.Tests.Grants.Scopes;

public sealed class ScopeComposerTests
{
    [Fact]
    public void Compose_FromTheSources_GivesTheFilesThatShip()
    {
        var version = DictionaryFiles.ReadManifest(ScopeFiles.Data)!.Value.Version;

        var files = DictionaryFiles.Render(ScopeComposer.Compose(ScopeSources.Load(ScopeFiles.Sources)), version);

        Assert.Equal(
            Directory.GetFiles(ScopeFiles.Data).Select(Path.GetFileName).Order(StringComparer.Ordinal),
            files.Keys.Order(StringComparer.Ordinal)
        );
        Assert.All(files, file => Assert.Equal(file.Value, File.ReadAllText(Path.Combine(ScopeFiles.Data, file.Key))));
    }

    [Fact]
    public void Embedded_HasTheVersionAndDigestOfTheManifest()
    {
        var manifest = DictionaryFiles.ReadManifest(ScopeFiles.Data);

        Assert.Equal(manifest, (ScopeDictionary.Embedded.Version, ScopeDictionary.Embedded.Digest));
        Assert.Matches("^20[0-9]{2}\\.[0-9]{1,2}\\.[0-9]+$", ScopeDictionary.Embedded.Version);
    }

    [Fact]
    public void Compose_NameWithoutWords_NamesIt()
    {
        var sources = Sources([new ScopeName(ProviderName.Entra, "Unheard.Read.All", ScopeAccess.Delegated)]);

        var error = Assert.Throws<InvalidDataException>(() => ScopeComposer.Compose(sources));

        Assert.Contains("Unheard.Read.All", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compose_HandWrittenLineWithoutName_NamesIt()
    {
        var sources = Sources(
            [],
            new() { [new ScopeName(ProviderName.Slack, "gone:read", ScopeAccess.Delegated)] = (Risk.Low, "See what is gone.") }
        );

        var error = Assert.Throws<InvalidDataException>(() => ScopeComposer.Compose(sources));

        Assert.Contains("gone:read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compose_ClumsySentence_IsRefused()
    {
        var name = new ScopeName(ProviderName.Slack, "x:read", ScopeAccess.Delegated);

        var error = Assert.Throws<InvalidDataException>(() =>
            ScopeComposer.Compose(Sources([name], new() { [name] = (Risk.Low, "Read the the OAuth tokens") }))
        );

        Assert.Contains("doubled word 'the'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Lamp.Read", ScopeAccess.Delegated, Risk.Medium, "See your lamps.")]
    [InlineData("Lamp.Read.All", ScopeAccess.Delegated, Risk.Medium, "See the lamps of people, as far as you are allowed to.")]
    [InlineData("Lamp.Read.All", ScopeAccess.Application, Risk.High, "See the lamps of people, without anyone signed in.")]
    [InlineData("Lamp.ReadWrite", ScopeAccess.Delegated, Risk.High, "See and change your lamps.")]
    [InlineData(
        "Lamp.ReadWrite.All",
        ScopeAccess.Delegated,
        Risk.Critical,
        "See and change the lamps of people, as far as you are allowed to."
    )]
    [InlineData("Lamp.Create", ScopeAccess.Application, Risk.Critical, "Create lamps of people, without anyone signed in.")]
    [InlineData(
        "Lamp.EnableDisable.All",
        ScopeAccess.Application,
        Risk.Critical,
        "Switch the lamps of people on and off, without anyone signed in."
    )]
    public void GraphRule_OwnAndAllInBothWays_SaysTheReach(string scope, ScopeAccess access, Risk risk, string sentence)
    {
        var words = new ResourceWords("Lamp", Risk.Medium, Risk.Critical, "the lamps of people", "your lamps");

        var composed = GraphRule.Compose(new ScopeName(ProviderName.Entra, scope, access), resource => resource == "Lamp" ? words : null);

        Assert.Equal(new ComposedSentence(risk, sentence), composed);
    }

    [Theory]
    [InlineData("https://www.googleapis.com/auth/lamp", Risk.High, "See and change your lamps.")]
    [InlineData("https://www.googleapis.com/auth/lamp.readonly", Risk.Low, "See your lamps.")]
    [InlineData("https://www.googleapis.com/auth/lamp.read-write", Risk.High, "See and change your lamps.")]
    [InlineData("https://www.googleapis.com/auth/lamp.writeonly", Risk.High, "Add to your lamps.")]
    public void GoogleRule_Endings_SayWhatIsDone(string scope, Risk risk, string sentence)
    {
        var words = new ResourceWords("lamp", Risk.Low, Risk.High, "your lamps", null);

        var composed = GoogleRule.Compose(new ScopeName(ProviderName.Google, scope, ScopeAccess.Delegated), resource =>
            resource == "lamp" ? words : null
        );

        Assert.Equal(new ComposedSentence(risk, sentence), composed);
    }

    [Fact]
    public void Load_LineThatStandsThereTwice_SaysWhere()
    {
        var folder = Directory.CreateTempSubdirectory("scope-sources-").FullName;
        try
        {
            foreach (var kind in (string[])["names", "hand", "words"])
                Directory.CreateDirectory(Path.Combine(folder, kind));
            File.WriteAllText(
                Path.Combine(folder, "hand", "slack.csv"),
                "scope,access,risk,sentence\na,delegated,low,See a.\na,delegated,high,See a.\n"
            );

            var error = Assert.Throws<InvalidDataException>(() => ScopeSources.Load(folder));

            Assert.Contains("slack.csv, line 3", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static ScopeSources Sources(IReadOnlyList<ScopeName> names, Dictionary<ScopeName, (Risk, string)>? hand = null) => new()
    {
        Names = names,
        Hand = hand ?? [],
        Words = new Dictionary<(ProviderName, string), ResourceWords>(),
    };
}
