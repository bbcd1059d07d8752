using System.Text.Json;
using System.Text.RegularExpressions;
using OAuthAttest.Json;

namespace OAuthAttest.Identity.Access;

/// <summary>Finds the next page of a list.</summary>
internal static partial class ProviderPages
{
    /// <remarks>https://learn.microsoft.com/graph/paging</remarks>
    public static Uri? OfGraph(ProviderAnswer answer) => answer.Body.Field("@odata.nextLink") switch
    {
        null or { ValueKind: JsonValueKind.Null } => null,
        var link => Absolute(answer.Provider, link.Text()),
    };

    /// <remarks>https://developer.okta.com/docs/reference/core-okta-api/#pagination</remarks>
    public static Uri? OfOkta(ProviderAnswer answer) =>
        NextLink().Match(answer.Link ?? "") is { Success: true } next ? Absolute(answer.Provider, next.Groups["address"].Value) : null;

    /// <summary>The address of the same list, continued from the page token.</summary>
    public static Func<ProviderAnswer, Uri?> OfGoogle(Uri first) => answer =>
        answer.Body.Text("nextPageToken") is { } token ? new Uri($"{first.AbsoluteUri}&pageToken={Uri.EscapeDataString(token)}") : null;

    private static Uri Absolute(string provider, string? link) =>
        Uri.TryCreate(link, UriKind.Absolute, out var next)
            ? next
            : throw new ProviderUnavailableException($"{provider}: the next page has no address") { IsOfTheAnswer = true };

    [GeneratedRegex(
        "<(?<address>[^>]*)>\\s*;[^,<]*rel=\"?next\"?",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex NextLink();
}
