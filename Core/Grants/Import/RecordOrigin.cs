using System.Globalization;

namespace OAuthAttest.Grants.Import;

/// <summary>The position at which a record was read.</summary>
/// <param name="File">The file's name for messages; for a query, its name.</param>
/// <param name="Line">From 1; for a query, the row's number; 0 where there are no lines.</param>
/// <param name="Element">The element's position in its list, from 0; null when the file is not a list.</param>
public readonly record struct RecordOrigin(string File, long Line, long? Element = null)
{
    /// <summary>The place of an entry in a page of a list that was read over live calls.</summary>
    /// <param name="page">From 1.</param>
    /// <param name="element">From 0.</param>
    public static RecordOrigin OfPage(string list, int page, int element) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{list}, page {page}"), 0, element);

    public override string ToString()
    {
        var place = Line > 0 ? $"{File} line {Line}" : File;
        return Element is { } element ? $"{place} (element {element})" : place;
    }
}
