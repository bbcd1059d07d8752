using OAuthAttest.Aws.Lookup;

namespace OAuthAttest.ScopeAudits.Buckets;

/// <summary>The days of a folder, and those of them that are read now.</summary>
/// <param name="All">Of the time, in their order.</param>
/// <param name="Now">Some of them that follow one another: the ones before were read, the ones behind will be.</param>
internal sealed record TrailDays(IReadOnlyList<DateOnly> All, IReadOnlyList<DateOnly> Now)
{
    public bool IsFirst => Now[0] == All[0];

    public bool IsLast => Now[^1] == All[^1];

    /// <summary>The days whose folders may have records of the window: a file stands in that of its delivery, which may be late.</summary>
    public static TrailDays Of(LookupWindow window)
    {
        var (first, last) = (DateOnly.FromDateTime(window.From.UtcDateTime), DateOnly.FromDateTime(window.Last.UtcDateTime));
        List<DateOnly> all = [.. Enumerable.Range(0, last.DayNumber - first.DayNumber + 2).Select(first.AddDays)];
        return new TrailDays(all, all);
    }
}
