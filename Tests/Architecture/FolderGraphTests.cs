using Xunit;

namespace OAuthAttest.Tests.Architecture;

/// <summary>Dependencies between folders have no cycles: a folder never uses a folder that uses it.</summary>
public sealed class FolderGraphTests
{
    private static readonly string[] Projects = ["Core", "Functions", "Local"];

    /// <summary>The one class that knows all entities, and the generated migrations.</summary>
    private static readonly string[] LeftOut = ["Core/Persistence/OAuthAttestDb.cs", "Core/Persistence/Migrations/"];

    private static readonly Lazy<IReadOnlyList<SourceUse>> Uses = new(() => SourceGraph.Of(Sources()));

    [Fact]
    public void Folders_OfAllProjects_NeverUseEachOther() => AssertNoCircle(Folder);

    [Fact]
    public void Subjects_WithAllTheirFolders_NeverUseEachOther() => AssertNoCircle(Subject);

    [Fact]
    public void Graph_OfTheSource_KnowsWhoUsesWhom()
    {
        Assert.Contains(Uses.Value, use => use is { From: "Core/Campaigns/Answering/AnswerService.cs", To: "Core/Campaigns/Campaign.cs" });
        Assert.True(Uses.Value.Count > 2000, $"only {Uses.Value.Count} uses were found");
    }

    [Fact]
    public void Circles_TwoFoldersAroundACorner_AreFoundByTheirFiles()
    {
        var uses = SourceGraph.Of(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Core/A/One.cs"] = "namespace A; public class One { public int Of(B.Two two) => two.Number; }",
            ["Core/B/Two.cs"] = "namespace B; public class Two { public int Number => new C.Three().Number(); }",
            ["Core/C/Three.cs"] = "namespace C; public class Three { public int Number() => default(A.One)!.GetHashCode(); }",
            ["Core/D/Four.cs"] = "namespace D; public class Four : A.One;",
        });

        Assert.Equal(
            "Core/A Core/B Core/C",
            string.Join(' ', Assert.Single(SourceGraph.Circles(uses.Select(use => (Folder(use.From), Folder(use.To))))))
        );
        Assert.Contains(new SourceUse("Core/A/One.cs", "Core/B/Two.cs", "Two"), uses);
    }

    private static void AssertNoCircle(Func<string, string> group)
    {
        var uses = Uses.Value.Where(use => !IsLeftOut(use.From) && !IsLeftOut(use.To)).ToList();
        var circles = SourceGraph.Circles(uses.Select(use => (group(use.From), group(use.To))));
        var lines = circles.SelectMany(circle => uses
            .Where(use => group(use.From) != group(use.To) && circle.Contains(group(use.From)) && circle.Contains(group(use.To)))
            .Select(use => $"  {use.From} uses {use.Type} of {use.To}"));
        Assert.True(circles.Count == 0, $"{circles.Count} circles of folders:\n{string.Join('\n', lines)}");
    }

    private static string Folder(string file) => file[..file.LastIndexOf('/')];

    /// <summary>A top folder of Core with its subfolders; each other project as a whole.</summary>
    private static string Subject(string file) =>
        file.Split('/') is ["Core", var subject, _, ..] ? $"Core/{subject}" : file[..file.IndexOf('/', StringComparison.Ordinal)];

    private static bool IsLeftOut(string file) => LeftOut.Any(path => file.StartsWith(path, StringComparison.Ordinal));

    private static Dictionary<string, string> Sources() => RepositoryFiles.Sources(Projects).ToDictionary(
        path => Path.GetRelativePath(RepositoryFiles.Root, path).Replace('\\', '/'), File.ReadAllText, StringComparer.Ordinal);
}
