namespace OAuthAttest.Grants.Scopes;

/// <summary>The different spellings of the same permission, per provider.</summary>
internal static class ScopeNames
{
    /// <summary>
    /// Resource prefixes that Microsoft Entra may put before a Graph permission's name: Graph in its clouds, and Exchange Online, which
    /// shares Graph's mail permissions. Other resources use the same names with another meaning, so their prefixes are kept and their
    /// permissions stay unknown.
    /// </summary>
    private static readonly string[] GraphPrefixes =
    [
        "https://graph.microsoft.com/",
        "https://graph.microsoft.us/",
        "https://dod-graph.microsoft.us/",
        "https://microsoftgraph.chinacloudapi.cn/",
        "https://outlook.office.com/",
        "https://outlook.office365.com/",
    ];

    /// <summary>
    /// Before the name of an administrator's role that an app was given. A role is no scope, but it determines what the app may do.
    /// </summary>
    public const string RolePrefix = "role:";

    private static readonly string[] StrongestFirst = [":admin", ":write", ":read"];

    /// <summary>
    /// Graph's are compared without case: no two Graph names differ only by case, and exports are not consistent. All others are
    /// case-sensitive.
    /// </summary>
    public static StringComparer Comparer(ProviderName provider) =>
        provider == ProviderName.Entra ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    /// <summary>The spelling to look a name up by, with the provider's <see cref="Comparer"/>.</summary>
    public static string Canonical(ProviderName provider, string scope)
    {
        if (provider == ProviderName.Entra)
        {
            // Fast path: nearly all names have no prefix, and an import looks up a million grants.
            return scope.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ? WithoutGraphPrefix(scope) : ApiScope.Key(scope);
        }

        // Google's oldest scopes occur with and without a trailing slash.
        return provider == ProviderName.Google ? scope.TrimEnd('/') : scope;
    }

    /// <summary>A spelling in which equal names are equal strings.</summary>
    public static string Key(ProviderName provider, string scope)
    {
        var canonical = Canonical(provider, scope);
        return provider == ProviderName.Entra ? canonical.ToUpperInvariant() : canonical;
    }

    /// <summary>
    /// GitHub reports an app's permission and its level separately (<c>contents</c>, <c>write</c>). A name without a level is treated as
    /// the highest level.
    /// </summary>
    public static IEnumerable<(string Alias, string Scope)> Aliases(ProviderName provider, IReadOnlyCollection<string> scopes) =>
        provider != ProviderName.GitHub
            ? []
            : StrongestFirst.SelectMany(level =>
                scopes.Where(scope => scope.EndsWith(level, StringComparison.Ordinal)).Select(scope => (scope[..^level.Length], scope))
            );

    /// <summary>The name of the role; null: the scope is not a role.</summary>
    public static string? AdministratorRole(string scope) =>
        scope.StartsWith(RolePrefix, StringComparison.Ordinal) && scope.AsSpan(RolePrefix.Length).Trim() is { Length: > 0 } role
            ? role.ToString()
            : null;

    /// <summary>Whether a text is the address of Graph's API, as in the names of its scopes.</summary>
    public static bool IsGraphAddress(string text) =>
        GraphPrefixes.Any(prefix => prefix.AsSpan(..^1).Equals(text.AsSpan().TrimEnd('/'), StringComparison.OrdinalIgnoreCase));

    private static string WithoutGraphPrefix(string scope)
    {
        var prefix = Array.Find(GraphPrefixes, prefix => scope.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
        return prefix is null ? scope : scope[prefix.Length..];
    }
}
