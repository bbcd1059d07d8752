using System.Globalization;
using System.Text.RegularExpressions;
using OAuthAttest.Identity.Access;
using OAuthAttest.Identity.Live;

namespace OAuthAttest.Identity.GitHub;

/// <summary>
/// The pages of one list of GitHub, which are numbered. They must follow each other by one, up to the page that the ones before named
/// as the last; and after a full page the next one is asked for, whatever the header says.
/// </summary>
/// <remarks>https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api</remarks>
internal sealed partial class GitHubPages(Uri first, Func<ProviderAnswer, int> count)
{
    public const int Size = 100;

    private int page = 1;
    private int? last;

    /// <summary>The list's first page: the path with its query, without a page's number.</summary>
    public static Uri First(ProviderApi api, string path) =>
        api.Address(string.Create(CultureInfo.InvariantCulture, $"{path}{(path.Contains('?') ? '&' : '?')}per_page={Size}"));

    public Uri? Next(ProviderAnswer answer)
    {
        var links = Links(answer.Link);
        if (links.TryGetValue("prev", out var before) && before != page - 1)
            throw LiveLists.NotWhole($"GitHub: page {page} of a list says that page {before} is before it");
        if (links.TryGetValue("last", out var told))
            last = told;
        if (links.TryGetValue("next", out var next))
        {
            if (next != page + 1)
                throw LiveLists.NotWhole($"GitHub: page {next} of a list is named after page {page}");
        }
        else if (count(answer) < Size)
        {
            return last is null || last <= page
                ? null
                : throw LiveLists.NotWhole($"GitHub: a list of {last} pages ends with page {page}");
        }
        page++;
        return new Uri(string.Create(CultureInfo.InvariantCulture, $"{first.AbsoluteUri}&page={page}"));
    }

    private static Dictionary<string, int> Links(string? header)
    {
        var links = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (Match link in Link().Matches(header ?? ""))
            links[link.Groups["relation"].Value] = int.Parse(link.Groups["page"].Value, CultureInfo.InvariantCulture);
        return links;
    }

    [GeneratedRegex(
        "<[^>]*[?&]page=(?<page>[0-9]{1,6})[^>]*>\\s*;\\s*rel=\"(?<relation>[a-z]+)\"",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Link();
}
