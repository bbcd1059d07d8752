using System.Globalization;
using OAuthAttest.Text;

namespace OAuthAttest.ScopeAudits.Athena;

/// <summary>A row of the coverage: how many records of one name and day of delivery there are in an account and Region.</summary>
/// <param name="IsPlain">It has what it is compared by.</param>
/// <param name="OfRows">So many rows the whole answer has.</param>
internal sealed record TrailCount(
    string Account,
    string Region,
    string Name,
    DateOnly Day,
    bool IsPlain,
    long Records,
    DateTimeOffset First,
    DateTimeOffset Last,
    long OfRows
)
{
    public static IReadOnlyList<string> Columns { get; } =
        ["account", "region", "name", "day", "is_plain", "records", "first_at", "last_at", "of_rows"];

    /// <returns>Null: it is no such row.</returns>
    public static TrailCount? Read(IReadOnlyList<string?> row)
    {
        if (row is not [var account, var region, var name, var date, ("yes" or "no") and var plain, var records, var first, var last,
                var all]
            || !DateOnly.TryParseExact(date, "yyyy/MM/dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            || !long.TryParse(records, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count == 0
            || !long.TryParse(all, NumberStyles.None, CultureInfo.InvariantCulture, out var ofRows))
        {
            return null;
        }
        if (plain == "no")
            return new TrailCount(account ?? "", region ?? "", name ?? "", day, IsPlain: false, count, default, default, ofRows);
        return account is not null && region is not null && name is not null
            && IsoInstant.TryParse(first, out var begin) && IsoInstant.TryParse(last, out var end)
            ? new TrailCount(account, region, name, day, IsPlain: true, count, begin, end, ofRows)
            : null;
    }
}
