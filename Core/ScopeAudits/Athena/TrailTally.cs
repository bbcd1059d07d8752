using OAuthAttest.Aws.CloudTrail;
using OAuthAttest.ScopeAudits.Sources;
using OAuthAttest.Text;

namespace OAuthAttest.ScopeAudits.Athena;

/// <summary>
/// What both answers of Athena come to. They are held against each other: of each name in each account and Region as many records must
/// have been read as were counted.
/// </summary>
internal sealed class TrailTally(TrailScope scope)
{
    /// <summary>So many problems of records are listed; all of them are counted.</summary>
    private const int MostListed = 20;

    private readonly Dictionary<TrailKey, long> read = [];
    private readonly Dictionary<TrailKey, long> counted = [];
    private readonly HashSet<string> names = new(scope.EventNames, StringComparer.Ordinal);
    private readonly CloudTrailCoverage coverage = new();
    private readonly List<string> problems = [];
    private long rows;
    private long countedRows;
    private long? ofRows;
    private long records;
    private long malformed;
    private bool isForeign;

    /// <summary>A row of the changes.</summary>
    public void Change(IReadOnlyList<string?> row, Action<CloudTrailRecord> found)
    {
        rows++;
        var record = TrailColumns.Read(row, out var problem);
        if (problem is not null)
            Malformed(1, $"row {rows} of the changes {problem}");
        if (record is null)
            return;
        var key = new TrailKey(
            TrailColumns.Of(row, "recipientaccountid") ?? "", TrailColumns.Of(row, "awsregion") ?? "", record.EventName);
        read[key] = read.GetValueOrDefault(key) + 1;
        isForeign |= !IsAsked(key) || !names.Contains(key.Name) || !scope.Window.Has(record.EventTime);
        found(record);
    }

    /// <summary>Whether all rows of the coverage were there, each once.</summary>
    public bool IsCounted => countedRows == (ofRows ?? 0);

    /// <summary>A row of the coverage.</summary>
    /// <returns>Whether it is one, and the first of its kind.</returns>
    public bool Count(IReadOnlyList<string?> row)
    {
        if (TrailCount.Read(row) is not { } count || count.OfRows != (ofRows ??= count.OfRows))
            return false;
        countedRows++;
        records += count.Records;
        if (!count.IsPlain)
        {
            Malformed(count.Records, $"{count.Records} records of {Words(count.Account, count.Region)} have no time, name, source, "
                + "account or Region by which they could be found");
            return true;
        }
        coverage.Add(count.Account, count.Region, count.Records, count.First, count.Last);
        var key = new TrailKey(count.Account, count.Region, count.Name);
        isForeign |= !IsAsked(key) || !scope.Window.Has(count.First) || !scope.Window.Has(count.Last);
        return counted.TryAdd(key, count.Records);
    }

    /// <param name="span">The time that was asked about.</param>
    /// <param name="expected">Of which account and Region there must be records.</param>
    /// <param name="answers">Both, in their order.</param>
    public SourceReading Sum(
        LookupSpan span, IEnumerable<(string Account, string Region)> expected, IReadOnlyList<AthenaAnswer> answers) => new()
    {
        Records = records,
        Malformed = malformed,
        Coverage = coverage,
        Athena = answers,
        Errors =
        [
            .. span.Untold,
            .. answers.Where(answer => !answer.IsComplete).Select(answer => $"Athena, {answer.Question}: {answer.Problem}"),
            .. problems,
            // Of half an answer the other half cannot be said to be wrong.
            .. answers.All(answer => answer.IsComplete) ? Differences().Concat(Silent(expected)) : [],
        ],
    };

    private IEnumerable<string> Differences()
    {
        if (isForeign)
            yield return "Athena gave records that were not asked for";
        var differing =
            from key in read.Keys.Union(counted.Keys.Where(key => names.Contains(key.Name)))
            where read.GetValueOrDefault(key) != counted.GetValueOrDefault(key)
            orderby key.Account, key.Region, key.Name
            group key by (key.Account, key.Region);
        foreach (var place in differing)
        {
            var first = place.First();
            yield return $"{Words(place.Key.Account, place.Key.Region)}: Athena counted {counted.GetValueOrDefault(first)} records of "
                + $"{UntrustedText.Display(first.Name)} and gave {read.GetValueOrDefault(first)}: a page was lost or came twice, or a "
                + $"record came late{(place.Skip(1).Any() ? $"; so of {place.Count() - 1} names more" : "")}";
        }
    }

    /// <summary>An account or a Region without a record may be quiet, or not be in the table at all.</summary>
    private IEnumerable<string> Silent(IEnumerable<(string Account, string Region)> expected)
    {
        var there = counted.Keys.Select(key => (key.Account, key.Region)).ToHashSet();
        foreach (var (account, region) in expected.Where(each => !there.Contains(each)))
            yield return $"the table has no record of {Words(account, region)} in the time that was asked about";
        if (records == 0)
            yield return "the table has no record of the time that was asked about";
    }

    private bool IsAsked(TrailKey key) => Lets(scope.Accounts, key.Account) && Lets(scope.Regions, key.Region);

    private static bool Lets(IReadOnlyList<string> asked, string one) => asked.Count == 0 || asked.Contains(one, StringComparer.Ordinal);

    private void Malformed(long count, string problem)
    {
        malformed += count;
        if (problems.Count < MostListed)
            problems.Add(problem);
    }

    private static string Words(string account, string region) =>
        $"account {UntrustedText.Display(account) ?? "unknown"}, {UntrustedText.Display(region) ?? "Region unknown"}";

    private readonly record struct TrailKey(string Account, string Region, string Name);
}
