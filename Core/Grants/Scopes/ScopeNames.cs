namespace OAuthAttest.Grants.Scopes;

/// <summary>How the same permission can be written, per provider.</summary>
internal static class ScopeNames
{
    /// <summary>
    /// Resources whose prefix Microsoft Entra may put before a Graph permission's name: Graph in its clouds, and
    /// Exchange Online, which shares Graph's mail permissions. Other resources reuse names with another meaning, so their
    /// prefixes stay and their permissions stay unknown.
    /// </summary>
    private static readonly string[] GraphPrefixes =
    [
        "https://graph.microsoft.com/", "https://graph.microsoft.us/", "https://dod-graph.microsoft.us/", "https://microsoftgraph.chinacloudapi.cn/",
        "https://outlook.office.com/", "https://outlook.office365.com/",
    ];

    private static readonly string[] StrongestFirst = [":admin", ":write", ":read"];

    /// <summary>No two Graph names differ only by case, and exports are not consistent; all others are case-sensitive.</summary>
    public static StringComparer Comparer(ProviderName provider) =>
        provider == ProviderName.Entra ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    /// <summary>The form to look a name up by, with the provider's <see cref="Comparer"/>.</summary>
    public static string Canonical(ProviderName provider, string scope)
    {
        if (provider == ProviderName.Entra)
        {
            // Nearly all names have no prefix, and a million grants are looked up in a row.
            return scope.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ? WithoutGraphPrefix(scope) : scope;
        }

        // Google's oldest scopes are seen with and without their last slash.
        return provider == ProviderName.Google ? scope.TrimEnd('/') : scope;
    }

    /// <summary>A form in which equal names are equal strings.</summary>
    public static string Key(ProviderName provider, string scope)
    {
        var canonical = Canonical(provider, scope);
        return provider == ProviderName.Entra ? canonical.ToUpperInvariant() : canonical;
    }

    /// <summary>
    /// GitHub names an app's permission and its level apart (<c>contents</c>, <c>write</c>). A name without a level is
    /// read as its strongest level.
    /// </summary>
    public static IEnumerable<(string Alias, string Scope)> Aliases(ProviderName provider, IReadOnlyCollection<string> scopes) =>
        provider != ProviderName.GitHub
            ? []
            : StrongestFirst.SelectMany(level => scopes.Where(scope => scope.EndsWith(level, StringComparison.Ordinal)).Select(scope => (scope[..^level.Length], scope)));

    private static string WithoutGraphPrefix(string scope)
    {
        var prefix = Array.Find(GraphPrefixes, prefix => scope.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
        return prefix is null ? scope : scope[prefix.Length..];
    }
}
