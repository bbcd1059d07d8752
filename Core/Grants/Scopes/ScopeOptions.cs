namespace OAuthAttest.Grants.Scopes;

/// <summary>The words of the scope dictionary.</summary>
public sealed class ScopeOptions
{
    public const string Section = "Scopes";

    /// <summary>A CSV file with a team's own lines, see docs/scopes.md; null: the dictionary as it ships.</summary>
    public string? OverridesFile { get; set; }

    /// <summary>Keys that cannot be read, for the check at start.</summary>
    internal IReadOnlyList<string> ReadErrors { get; set; } = [];
}
