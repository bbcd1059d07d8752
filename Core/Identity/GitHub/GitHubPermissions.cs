using System.Collections.Frozen;
using System.Text.Json;
using OAuthAttest.Json;

namespace OAuthAttest.Identity.GitHub;

/// <summary>Fine-grained permissions of apps and tokens, named as in the scope dictionary: <c>contents:write</c>.</summary>
internal static class GitHubPermissions
{
    private const string Organization = "organization";

    /// <summary>
    /// Exist for repositories and for organizations, where an app's permission has the prefix. A token's are told in two lists; without
    /// the prefix an organization's would be rated as a repository's.
    /// </summary>
    private static readonly FrozenSet<string> Ambiguous = FrozenSet.ToFrozenSet(
        ["administration", "codespaces", "codespaces_secrets", "dependabot_secrets", "events", "hooks", "packages", "projects", "secrets"],
        StringComparer.Ordinal
    );

    public static IEnumerable<string> Names(JsonElement permissions) =>
        permissions.EnumerateObject().Select(permission => Name(permission.Name, permission.Value));

    /// <summary>Of a token: lists of permissions for <c>organization</c>, <c>repository</c> and <c>other</c>.</summary>
    public static IEnumerable<string> OfToken(JsonElement? lists) =>
        lists is not { ValueKind: JsonValueKind.Object } named
            ? []
            : named.EnumerateObject()
                .Where(list => list.Value.ValueKind == JsonValueKind.Object)
                .SelectMany(list => list.Value.EnumerateObject()
                    .Select(permission => Name(Full(list.Name, permission.Name), permission.Value)));

    private static string Full(string list, string name) =>
        list == Organization && Ambiguous.Contains(name) ? $"{Organization}_{name}" : name;

    private static string Name(string name, JsonElement level) => $"{name}:{((JsonElement?)level).Text() ?? "unknown"}";
}
