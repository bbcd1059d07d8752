using System.Text.RegularExpressions;
using OAuthAttest.Outside;

namespace OAuthAttest.Grants.Scopes;

/// <summary>
/// A scope means something at its API only: <c>User.Read</c> of a payroll API is not Microsoft Graph's. Where a provider has many APIs
/// (Entra), a scope of any other than Graph carries the API in its name: <c>Payroll API (its client id)/User.Read</c>.
/// </summary>
internal static partial class ApiScope
{
    private const int LongestApiName = 80;

    // Microsoft Graph, and Exchange Online, which shares Graph's mail permissions.
    // https://learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in
    private static readonly string[] GraphIds = ["00000003-0000-0000-c000-000000000000", "00000002-0000-0ff1-ce00-000000000000"];

    private static readonly string[] GraphNames = ["Microsoft Graph", "Office 365 Exchange Online"];

    /// <summary>How the API with a client id and a display name is called in its scopes; null: Graph, whose names stand alone.</summary>
    public static string? Label(string clientId, string? name)
    {
        if (GraphIds.Contains(clientId, StringComparer.OrdinalIgnoreCase))
            return null;
        // Anybody may call an API "Microsoft Graph"; its id tells. What has no such id is not of Entra.
        if (!Guid.TryParse(clientId, out var id))
            return IsMicrosoftGraph(name ?? clientId) ? null : name ?? clientId;
        return string.IsNullOrWhiteSpace(name) ? id.ToString() : $"{WireText.Cut(name.Trim(), LongestApiName)} ({id})";
    }

    /// <summary>Whether a list that tells an API by one text means Graph.</summary>
    public static bool IsMicrosoftGraph(string api) =>
        GraphIds.Contains(api, StringComparer.OrdinalIgnoreCase)
        || GraphNames.Contains(api, StringComparer.OrdinalIgnoreCase)
        || ScopeNames.IsGraphAddress(api);

    /// <param name="api">The API's label.</param>
    /// <param name="scope">The scope's name at it.</param>
    public static string Name(string api, string scope) => $"{api}/{scope}";

    /// <summary>The name by which scopes are looked up: the API by its id alone, because its display name may change.</summary>
    public static string Key(string scope) =>
        scope.Contains(")/", StringComparison.Ordinal) && WithId().Match(scope) is { Success: true } match
            ? $"{match.Groups["id"].Value}/{match.Groups["scope"].Value}"
            : scope;

    /// <summary>The API and the scope's name at it, for people; null: the name stands alone.</summary>
    public static (string Api, string Scope)? Parts(string scope)
    {
        if (WithId().Match(scope) is { Success: true } match)
            return (match.Groups["api"].Value, match.Groups["scope"].Value);
        // An address names its API already.
        var slash = scope.LastIndexOf('/');
        return slash > 0 && slash < scope.Length - 1 && !scope.Contains("://", StringComparison.Ordinal)
            ? (scope[..slash], scope[(slash + 1)..])
            : null;
    }

    [GeneratedRegex(@"^(?<api>.*?) \((?<id>[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})\)/(?<scope>.+)$",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex WithId();
}
