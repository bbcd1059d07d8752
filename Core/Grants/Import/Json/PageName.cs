using System.Globalization;
using System.Text.RegularExpressions;

namespace OAuthAttest.Grants.Import.Json;

/// <summary>
/// Which list a file is a page of, by its name: <c>grants-2.json</c>, <c>grants_p02.json</c>, <c>grants (2).json</c> and
/// <c>grants-b.json</c> are pages of the list that <c>grants.json</c> begins. A folder may hold several lists of one kind.
/// </summary>
internal sealed partial record PageName(string File, string List, int? Number)
{
    /// <param name="file">The file's path.</param>
    /// <param name="kind">What the names of all files of this kind begin with; empty: each file has a name of its own.</param>
    public static PageName Of(string file, string kind)
    {
        var stem = Path.GetFileNameWithoutExtension(file);
        var rest = stem.StartsWith(kind, StringComparison.OrdinalIgnoreCase) ? stem[kind.Length..] : stem;
        var match = Numbered().Match(rest);
        var list = match.Groups["list"].Value;
        // Without a common beginning a file that is named by a number alone is named by somebody's id.
        if (!match.Success || (list.Length == 0 && kind.Length == 0))
            return new PageName(file, rest, null);
        return new PageName(file, list, ValueOf(match.Groups["number"].Value));
    }

    /// <summary>List by list, each in the order of its numbers; a file without one is the first.</summary>
    public static IEnumerable<PageName> InOrder(IEnumerable<PageName> pages) =>
        pages
            .OrderBy(page => page.List, StringComparer.Ordinal)
            .ThenBy(page => page.Number ?? -1)
            .ThenBy(page => page.File, StringComparer.Ordinal);

    private static int ValueOf(string number) =>
        int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : char.ToLowerInvariant(number[0]) - 'a' + 1;

    [GeneratedRegex(
        @"^(?<list>.*?)(?:^|[-_. ]|(?=\())(?:page|p)?[-_. ]?\(?(?<number>[0-9]{1,4}|[a-z])\)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Numbered();
}
