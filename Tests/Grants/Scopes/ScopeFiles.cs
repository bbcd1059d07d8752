namespace OAuthAttest.Tests.Grants.Scopes;

/// <summary>The files of the scope dictionary, and what it is compared with.</summary>
internal static class ScopeFiles
{
    public static string Sources => RepositoryFiles.PathOf("Core/Grants/Scopes/Sources");

    public static string Data => RepositoryFiles.PathOf("Core/Grants/Scopes/Data");

    /// <summary>The folder with copies of the providers' lists of names, if it exists next to the repository; else null.</summary>
    public static string? ProviderLists
    {
        get
        {
            for (var at = new DirectoryInfo(RepositoryFiles.Root).Parent; at is not null; at = at.Parent)
            {
                if (Path.Combine(at.FullName, "shared", "data", "scopes") is var lists && Directory.Exists(lists))
                    return lists;
            }

            return null;
        }
    }
}
