using System.Globalization;
using OAuthAttest.Aws.Athena;
using OAuthAttest.Aws.Lookup;
using OAuthAttest.ScopeAudits.Sources;

namespace OAuthAttest.ScopeAudits.Athena;

/// <summary>What Athena is asked about.</summary>
/// <param name="Accounts">Empty: all that the table has.</param>
/// <param name="Regions">Empty: all that the table has.</param>
internal sealed record TrailScope(
    LookupWindow Window, IReadOnlyList<string> EventNames, IReadOnlyList<string> Accounts, IReadOnlyList<string> Regions)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>So quiet the whole table is at most, as it may have none of a time that is shorter.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromHours(1);

    /// <summary>Calls that are so much older than the window are taken too, where their records were delivered in its days.</summary>
    public TimeSpan Late { get; init; }

    /// <summary>So long after a call its record may be missing.</summary>
    public TimeSpan Lag { get; init; }

    /// <summary>Of the calls.</summary>
    public LookupWindow Calls => Window with { From = Window.From - Late };

    /// <summary>
    /// The days that the table as a whole must have records in: whole ones, and the first and the last where enough of them is asked about.
    /// </summary>
    public IEnumerable<DateOnly> Days
    {
        get
        {
            var last = DateOnly.FromDateTime(Window.Last.UtcDateTime);
            for (var day = DateOnly.FromDateTime(Window.From.UtcDateTime); day <= last; day = day.AddDays(1))
            {
                var begin = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
                var (from, until) = (Calls.From > begin ? Calls.From : begin, Window.Until < begin + Day ? Window.Until : begin + Day);
                if (until - from == Day || until - from > Lag + Quiet)
                    yield return day;
            }
        }
    }
}

/// <summary>
/// The two queries over the table, each over all accounts and Regions at once: a query reads all of its days, whatever it filters.
/// Placeholders stand in WHERE alone, which is where Athena takes them. What both Athena's engines and PostgreSQL understand, so that a
/// simulator can run them.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/athena/latest/ug/querying-with-prepared-statements.html</remarks>
internal static class TrailTable
{
    /// <summary>A page of 50 records of 256 KiB is the most that one answer may be.</summary>
    private const int ChangesOfAPage = 50;

    /// <summary>Calls are whole seconds in this form, in which the order of the texts is that of the times.</summary>
    private const string Time = "____-__-__T__:__:__Z";

    /// <summary>Records of unusual numbers of calls are no calls, and have no name.</summary>
    private const string Insights = "eventtype = 'AwsCloudTrailInsight'";

    /// <summary>What must be there for a record to be found, or to be left out for a reason.</summary>
    private const string Plain = $"""
        eventtime LIKE '{Time}' AND eventname IS NOT NULL AND eventsource IS NOT NULL AND recipientaccountid IS NOT NULL
            AND awsregion IS NOT NULL
        """;

    private const string Times = "eventtime >= ? AND eventtime < ?";

    /// <summary>The records of these events.</summary>
    public static AthenaQuestion Changes(AthenaSettings table, TrailScope scope) => new(
        $"""
        SELECT
          {TrailColumns.Selected}
        FROM "{table.Database}"."{table.Table}"
        WHERE "{table.DatePartition}" BETWEEN ? AND ?
          AND {Within(scope)}
          AND eventname IN ({Placeholders(scope.EventNames)})
        """,
        [.. Days(scope.Window), .. Bounds(scope.Calls), .. scope.Accounts, .. scope.Regions, .. scope.EventNames],
        TrailColumns.Names,
        ChangesOfAPage);

    /// <summary>
    /// How many records there are of each name and day of delivery, in each account and Region, and from when to when. Those that cannot be
    /// compared are counted apart. All accounts and Regions are counted, whatever is asked about: a day of which nothing is there is
    /// missing. Each row says how many there are, so that none is lost in silence.
    /// </summary>
    public static AthenaQuestion Coverage(AthenaSettings table, TrailScope scope) => new(
        $"""
        SELECT recipientaccountid AS account, awsregion AS region, eventname AS name,
          "{table.DatePartition}" AS day,
          CASE WHEN {Plain} THEN 'yes' ELSE 'no' END AS is_plain,
          count(*) AS records, min(eventtime) AS first_at, max(eventtime) AS last_at,
          count(*) OVER () AS of_rows
        FROM "{table.Database}"."{table.Table}"
        WHERE "{table.DatePartition}" BETWEEN ? AND ?
          AND ({Times} OR ({Plain}) IS DISTINCT FROM true)
          AND ({Insights}) IS DISTINCT FROM true
        GROUP BY 1, 2, 3, 4, 5
        """,
        [.. Days(scope.Window), .. Bounds(scope.Calls)],
        TrailCount.Columns,
        AthenaQuestion.MostRows);

    private static string Within(TrailScope scope)
    {
        var accounts = scope.Accounts.Count > 0 ? $" AND recipientaccountid IN ({Placeholders(scope.Accounts)})" : "";
        var regions = scope.Regions.Count > 0 ? $" AND awsregion IN ({Placeholders(scope.Regions)})" : "";
        return $"({Times}{accounts}{regions})";
    }

    private static IEnumerable<string> Bounds(LookupWindow calls) =>
        [Text(calls.From, "yyyy-MM-dd'T'HH:mm:ss'Z'"), Text(calls.Until, "yyyy-MM-dd'T'HH:mm:ss'Z'")];

    /// <summary>A file stands in the day of its delivery, which may be the one after the call's.</summary>
    private static IEnumerable<string> Days(LookupWindow window) =>
        [Text(window.From, "yyyy/MM/dd"), Text(window.Last.AddDays(1), "yyyy/MM/dd")];

    private static string Placeholders(IReadOnlyList<string> values) => string.Join(", ", Enumerable.Repeat('?', values.Count));

    private static string Text(DateTimeOffset at, string format) => at.UtcDateTime.ToString(format, CultureInfo.InvariantCulture);
}
