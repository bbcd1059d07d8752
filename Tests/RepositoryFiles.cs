using System.Runtime.CompilerServices;

namespace OAuthAttest.Tests;

/// <summary>Files of the repository that tests read.</summary>
internal static class RepositoryFiles
{
    public static string Samples { get; } = Path.Combine(Root(), "samples");

    public static string Broken(string name) => Path.Combine(Samples, "broken", name);

    private static string Root([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, ".."));
}
