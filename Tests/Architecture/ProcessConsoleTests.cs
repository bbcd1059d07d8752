using System.Text.RegularExpressions;
using Xunit;

namespace OAuthAttest.Tests.Architecture;

/// <summary>
/// Two verbs, or two tests, that run at once must not share a console: what one shows would stand in the other's, or end it.
/// </summary>
public sealed partial class ProcessConsoleTests
{
    [Fact]
    public void Sources_UseNoConsoleThatAllOfTheProcessShares()
    {
        var shared =
            from file in RepositoryFiles.Sources(["Local", "Tests"])
            where !file.EndsWith(nameof(ProcessConsoleTests) + ".cs", StringComparison.Ordinal)
            from line in File.ReadLines(file).Index()
            where Shared().IsMatch(line.Item)
            select $"{Path.GetRelativePath(RepositoryFiles.Root, file)}:{line.Index + 1}";

        Assert.Empty(shared);
    }

    [GeneratedRegex(@"\bAnsiConsole\.(?!Create\b)|\bConsole\.(SetOut|SetError|SetIn)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Shared();
}
