namespace OAuthAttest.Tests.Grants.Scopes;

/// <summary>The files of the working copy that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } =
        Ancestors(AppContext.BaseDirectory).First(folder => File.Exists(Path.Combine(folder, "OAuthAttest.sln")));

    public static string ScopeSources => Path.Combine(Root, "Core", "Grants", "Scopes", "Sources");

    public static string ScopeData => Path.Combine(Root, "Core", "Grants", "Scopes", "Data");

    /// <summary>The folder with copies of the providers' lists of names, if it exists next to the repository; else null.</summary>
    public static string? ProviderLists =>
        Ancestors(Root).Skip(1).Select(folder => Path.Combine(folder, "shared", "data", "scopes")).FirstOrDefault(Directory.Exists);

    private static IEnumerable<string> Ancestors(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
            yield return at.FullName;
    }
}
