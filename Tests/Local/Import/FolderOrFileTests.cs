using System.CommandLine;
using OAuthAttest.Local.CommandLine;
using OAuthAttest.Local.Import;
using Xunit;

namespace OAuthAttest.Tests.Local.Import;

/// <summary>A folder where a file is expected, and the other way round, is said in those words by every verb.</summary>
public sealed class FolderOrFileTests
{
    private static readonly string Folder = Path.Combine(RepositoryFiles.Samples, "roster");
    private static readonly string File = Path.Combine(Folder, "people.csv");

    public static TheoryData<string[]> WithAFolder =>
    [
        ["import", "roster", "--source", "hr", "--entra", Folder],
        ["import", "roster", "--source", "hr", "--okta", Folder],
        ["import", "roster", "--source", "hr", "--csv", Folder],
        ["import", "owners", Folder],
        ["import", "people", Folder],
        ["import", "csv", Folder, "--mapping", RepositoryFiles.Broken("csv/mapping.json"), "--source", "s", "--provider", "entra"],
        ["import", "csv", File, "--mapping", Folder, "--source", "s", "--provider", "entra"],
    ];

    [Theory]
    [MemberData(nameof(WithAFolder))]
    public async Task Import_OfAFolder_SaysThatItWantsFiles(string[] arguments)
    {
        var (exit, said) = await RunAsync(arguments);

        Assert.Equal(1, exit);
        Assert.Contains($"{Folder} is a folder: name the file in it that is to be read, or each of them.", said, StringComparison.Ordinal);
        Assert.DoesNotContain("denied", said, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("graph")]
    [InlineData("google")]
    [InlineData("okta")]
    public async Task Import_OfAFile_SaysThatItWantsTheFolder(string verb)
    {
        var (exit, said) = await RunAsync(["import", verb, File]);

        Assert.Equal(1, exit);
        Assert.Contains($"{File} is a file: name the folder that it is in.", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_WithAFolderAsSettings_SaysSo()
    {
        var (exit, said) = await RunAsync(["import", "graph", Folder, "--settings", Folder]);

        Assert.Equal(2, exit);
        Assert.Contains($"{Folder} is a folder, and no settings file.", said, StringComparison.Ordinal);
    }

    private static async Task<(int Exit, string Said)> RunAsync(string[] arguments)
    {
        await using var database = await TestDatabase.CreateAsync();
        var said = new StringWriter();
        var exit = await VerbRunner.RunAsync(
            new RootCommand { ImportVerb.Create() }, [.. arguments, "--connection", database.ConnectionString], TextWriter.Null, said);
        return (exit, said.ToString());
    }
}
