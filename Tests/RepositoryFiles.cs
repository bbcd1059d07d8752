using System.Runtime.CompilerServices;

namespace OAuthAttest.Tests;

/// <summary>Files of the repository that tests read.</summary>
internal static class RepositoryFiles
{
    public static string Root { get; } = FindRoot();

    public static string Samples { get; } = PathOf("samples");

    public static string Broken(string name) => Path.Combine(Samples, "broken", name);

    /// <param name="path">Relative to the repository, with slashes.</param>
    public static string PathOf(string path) => Path.Combine(Root, path);

    /// <summary>The C# files of these folders, without build output.</summary>
    public static IEnumerable<string> Sources(params IEnumerable<string> folders) => folders
        .SelectMany(folder => Directory.EnumerateFiles(PathOf(folder), "*.cs", SearchOption.AllDirectories))
        .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(step => step is "bin" or "obj"));

    private static string FindRoot([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, ".."));
}
