using System.Runtime.CompilerServices;

namespace OAuthAttest.Tests;

/// <summary>Files of the repository that tests read.</summary>
internal static class RepositoryFiles
{
    public static string Samples { get; } = Path.Combine(Root(), "samples");

    public static string Broken(string name) => Path.Combine(Samples, "broken", name);

    /// <summary>The C# files of these folders, without what the build makes.</summary>
    public static IEnumerable<string> Sources(params IEnumerable<string> folders) => folders
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root(), folder), "*.cs", SearchOption.AllDirectories))
        .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(step => step is "bin" or "obj"));

    private static string Root([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, ".."));
}
