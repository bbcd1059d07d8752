using Xunit;

namespace OAuthAttest.Tests.Architecture;

public sealed class SourceLinesTests
{
    private const int Longest = 140;

    private static readonly string[] Folders = ["Core", "Functions", "Local", "Tests", "Bench", "StandIns", "tools"];

    [Fact]
    public void Line_OfTheSources_HasAtMost140Characters()
    {
        // What EF generates is as EF writes it.
        var tooLong =
            from file in RepositoryFiles.Sources(Folders)
            where !file.Contains("Migrations", StringComparison.Ordinal)
            from line in File.ReadLines(file).Index()
            where line.Item.Length > Longest
            select $"{Path.GetRelativePath(RepositoryFiles.Root, file)}:{line.Index + 1}";

        Assert.Empty(tooLong);
    }
}
