using System.Globalization;
using System.Text.RegularExpressions;
using OAuthAttest.Aws.CloudTrail;
using OAuthAttest.ScopeAudits.Sources;
using OAuthAttest.Text;

namespace OAuthAttest.ScopeAudits.Athena;

/// <summary>
/// What both answers of Athena come to. They are held against each other: of the events that were asked for, as many records of each
/// account and Region must have been read as were counted.
/// </summary>
/// <param name="counts">Of the steps before.</param>
internal sealed partial class TrailTally(TrailScope scope, TrailCounts counts)
{
    /// <summary>So many problems of records are listed; all of them are counted.</summary>
    private const int MostListed = 20;

    private readonly HashSet<string> names = new(scope.EventNames, StringComparer.Ordinal);
    private readonly CloudTrailCoverage coverage = new();
    private readonly List<string> problems = [];
    private long records;
    private long malformed;

    public TrailCounts Counts => counts;

    /// <summary>Why the coverage is not known to be all; null: it is all.</summary>
    public string? CoverageProblem => counts.IsOdd ? "a row is not what was asked for"
        : counts.CountedRows != (counts.OfRows ?? 0) ? "a page was lost or came twice: it has not as many rows as it says"
        : null;

    /// <summary>Where records of the window were counted, as far as it is an account and a Region.</summary>
    public IReadOnlyList<AuditPlace> Places =>
        [.. counts.Heard.Where(place => Place().IsMatch(place)).Select(place => place.Split('/'))
            .Select(parts => new AuditPlace(parts[0], parts[1]))];

    /// <summary>A row of the changes.</summary>
    public void Change(IReadOnlyList<string?> row, Action<CloudTrailRecord> found)
    {
        counts.Rows++;
        var record = TrailColumns.Read(row, out var problem);
        if (problem is not null)
            Malformed(1, $"row {counts.Rows} of the changes {problem}");
        if (record is null)
            return;
        var (account, region) = (TrailColumns.Of(row, "recipientaccountid") ?? "", TrailColumns.Of(row, "awsregion") ?? "");
        Add(counts.Read, account, region, 1);
        counts.IsForeign |= !IsAsked(account, region) || !names.Contains(record.EventName) || !scope.Calls.Has(record.EventTime);
        found(record);
    }

    /// <summary>A row of the coverage.</summary>
    public void Count(IReadOnlyList<string?> row)
    {
        if (TrailCount.Read(row) is not { } count || count.OfRows != (counts.OfRows ??= count.OfRows))
        {
            counts.IsOdd = true;
            return;
        }
        counts.CountedRows++;
        counts.Days.Add(count.Day);
        if (count.IsPlain && !IsAsked(count.Account, count.Region))
            return;
        records += count.Records;
        if (!count.IsPlain || count.Last >= scope.Window.From)
            counts.Records += count.Records;
        if (!count.IsPlain)
        {
            Malformed(count.Records, $"{count.Records} records of {Words(count.Account, count.Region)} have no time, name, source, "
                + "account or Region by which they could be found");
            return;
        }
        coverage.Add(count.Account, count.Region, count.Records, count.First, count.Last);
        Add(counts.Counted, count.Account, count.Region, names.Contains(count.Name) ? count.Records : 0);
        if (count.Last >= scope.Window.From)
            counts.Heard.Add(TrailCounts.PlaceOf(count.Account, count.Region));
        counts.IsForeign |= !scope.Calls.Has(count.First) || !scope.Calls.Has(count.Last);
    }

    /// <summary>What was read since this was made.</summary>
    /// <param name="answers">The questions that are done with.</param>
    /// <param name="errors">What is wrong besides.</param>
    public SourceReading Sum(IReadOnlyList<AthenaAnswer> answers, IEnumerable<string> errors) => new()
    {
        Records = records,
        Malformed = malformed,
        Coverage = coverage,
        Athena = answers,
        Errors =
        [
            .. answers.Where(answer => !answer.IsComplete).Select(answer => $"Athena, {answer.Question}: {answer.Problem}"),
            .. problems,
            .. errors,
        ],
    };

    /// <summary>What both answers together leave to be told. Of half an answer the other half cannot be said to be wrong.</summary>
    /// <param name="expected">Of which account and Region there must be records.</param>
    /// <param name="filter">Of its accounts and Regions there must be some too.</param>
    public IEnumerable<string> Conclusions(IReadOnlyList<AuditPlace> expected, AuditFilter filter)
    {
        if (counts.IsForeign)
            yield return "Athena gave records that were not asked for";
        foreach (var place in counts.Read.Keys.Union(counts.Counted.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var (read, counted) = (counts.Read.GetValueOrDefault(place), counts.Counted.GetValueOrDefault(place));
            if (read != counted)
            {
                yield return $"{Words(place)}: Athena counted {counted} records of what was asked for and gave {read}: a page was lost or "
                    + "came twice, or a record came late";
            }
        }
        foreach (var silent in Silent(expected, filter))
            yield return $"the table has no record of {silent} in the time that was asked about";
        if (counts.Records == 0)
            yield return "the table has no record of the time that was asked about";
        foreach (var day in scope.Days.Where(day => counts.Days.Count > 0 && !counts.Days.Contains(day)))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"the table has no record of {day:yyyy-MM-dd}: does it have that day's partition?");
        }
    }

    /// <summary>It may be quiet, or not be in the table at all.</summary>
    private IEnumerable<string> Silent(IReadOnlyList<AuditPlace> expected, AuditFilter filter) =>
    [
        .. expected.Where(place => !counts.Heard.Contains(TrailCounts.PlaceOf(place.Account, place.Region)))
            .Select(place => Words(place.Account, place.Region)),
        .. filter.Accounts.Where(account => !expected.Concat(Places).Any(place => place.Account == account))
            .Select(account => $"account {account}"),
        .. filter.Regions.Where(region => !expected.Concat(Places).Any(place => place.Region == region)),
    ];

    private static void Add(Dictionary<string, long> sums, string account, string region, long more)
    {
        var place = TrailCounts.PlaceOf(account, region);
        sums[place] = sums.GetValueOrDefault(place) + more;
    }

    private bool IsAsked(string account, string region) => Lets(scope.Accounts, account) && Lets(scope.Regions, region);

    private static bool Lets(IReadOnlyList<string> asked, string one) => asked.Count == 0 || asked.Contains(one, StringComparer.Ordinal);

    private void Malformed(long count, string problem)
    {
        malformed += count;
        if (problems.Count < MostListed)
            problems.Add(problem);
    }

    private static string Words(string place) =>
        place.Split('/', 2) is [var account, var region] ? Words(account, region) : Words(place, "");

    private static string Words(string account, string region) =>
        $"account {UntrustedText.Display(account) ?? "unknown"}, {UntrustedText.Display(region) ?? "Region unknown"}";

    [GeneratedRegex("^[0-9]{12}/[a-z0-9-]{1,32}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Place();
}
