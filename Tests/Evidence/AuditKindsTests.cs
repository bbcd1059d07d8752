using System.Text.RegularExpressions;
using OAuthAttest.Evidence;
using Xunit;

namespace OAuthAttest.Tests.Evidence;

public sealed partial class AuditKindsTests
{
    private static readonly IReadOnlyList<(string Name, string Kind)> Catalogue =
        [.. typeof(AuditKinds).GetFields().Select(field => (field.Name, (string)field.GetRawConstantValue()!))];

    [Fact]
    public void Documentation_OfTheKinds_IsTheCatalogue()
    {
        var documented = Row()
            .Matches(File.ReadAllText(RepositoryFiles.PathOf("docs/audit-log.md")))
            .Select(row => row.Groups["kind"].Value);

        Assert.Equal(Catalogue.Select(one => one.Kind), documented);
        Assert.Equal(Catalogue.Count, Catalogue.Select(one => one.Kind).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Source_WritesNoKindBesideTheCatalogue_AndAllOfIt()
    {
        var sources = (
            from file in RepositoryFiles.Sources("Core", "Functions", "Local")
            where Path.GetFileName(file) != "AuditKinds.cs"
            let text = File.ReadAllText(file)
            where text.Contains("OAuthAttest.Evidence", StringComparison.Ordinal)
            select (File: Path.GetFileName(file), Text: text)
        ).ToList();

        Assert.Empty(from source in sources from Match literal in Literal().Matches(source.Text) select $"{source.File}: {literal.Value}");
        var used = sources
            .SelectMany(source => Used().Matches(source.Text))
            .Select(use => use.Groups["name"].Value)
            .ToHashSet(StringComparer.Ordinal);
        Assert.DoesNotContain(Catalogue, one => !used.Contains(one.Name));
    }

    [GeneratedRegex("^\\| `(?<kind>[a-z._-]+)` \\|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();

    /// <summary>Texts with the format of a kind, in the files that write evidence.</summary>
    [GeneratedRegex("(?<!\\$)\"[a-z]+\\.[a-z][a-z_-]*\"(?! =>)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Literal();

    [GeneratedRegex("AuditKinds\\.(?<name>\\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Used();
}
