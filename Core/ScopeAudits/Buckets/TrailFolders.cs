using System.Text.RegularExpressions;
using OAuthAttest.Aws.Access;
using OAuthAttest.Aws.Buckets;

namespace OAuthAttest.ScopeAudits.Buckets;

/// <summary>
/// Finds the accounts and Regions below a prefix by the names that CloudTrail gives its folders. A Region of which only digest files are
/// there is one too: somebody took the log files away. A trail may have a prefix of its own, so folders with other names are searched for
/// <c>AWSLogs/</c>, some levels deep.
/// </summary>
internal sealed partial class TrailFolders(BucketClient client)
{
    private const string Root = "AWSLogs/";

    /// <summary>So many levels of names that CloudTrail does not give are searched.</summary>
    private const int MostLevels = 3;

    /// <summary>So many folders with such names.</summary>
    private const int MostSearched = 100;

    /// <summary>So many that are not are named.</summary>
    private const int MostNamed = 50;

    private readonly HashSet<TrailFolder> found = [];
    private readonly Queue<(string Prefix, int Level)> unknown = [];
    private readonly SortedSet<string> digested = new(StringComparer.Ordinal);
    private readonly List<string> notEntered = [];
    private readonly List<string> errors = [];
    private int searched;
    private int more;

    /// <summary>Folders of other things, which are not entered.</summary>
    public int Others { get; private set; }

    /// <summary>Folders that may have anything, and were not searched.</summary>
    public IReadOnlyList<string> NotEntered => more == 0 ? notEntered : [.. notEntered, $"and {more} more"];

    /// <summary>What could not be listed: what is in it is not known.</summary>
    public IReadOnlyList<string> Errors => errors;

    public async Task<IReadOnlyList<TrailFolder>> FindAsync(string prefix, CancellationToken cancellation)
    {
        if (OfRegion().Match(prefix) is { Success: true } one && AwsRegions.IsOne(one.Groups["region"].Value))
        {
            found.Add(new TrailFolder(one.Groups["home"].Value, one.Groups["region"].Value));
            await RegionsAsync($"{one.Groups["home"].Value}{TrailFolder.DigestsName}", cancellation);
        }
        else if (OfLogs().Match(prefix) is { Success: true } all)
        {
            await HomeAsync(all.Groups["home"].Value, cancellation);
        }
        else
        {
            await EnterAsync(prefix, prefix.Contains(Root, StringComparison.Ordinal) ? MostLevels : 0, cancellation);
            await SearchAsync(cancellation);
        }
        return [.. found.Select(folder => folder with { Digested = DigestedOf(folder) })
            .OrderBy(folder => folder.Logs, StringComparer.Ordinal)];
    }

    /// <param name="level">How many names above are not CloudTrail's; below <c>AWSLogs/</c> none is entered that is not.</param>
    private async Task EnterAsync(string prefix, int level, CancellationToken cancellation)
    {
        var isHome = false;
        foreach (var child in await ChildrenAsync(prefix, cancellation))
        {
            if (child is TrailFolder.LogsName or TrailFolder.DigestsName)
                isHome = true;
            else if (Known().IsMatch(child))
                await EnterAsync(prefix + child, child == Root ? MostLevels : level, cancellation);
            else if (prefix.Contains(Root, StringComparison.Ordinal))
                Others++;
            else
                Unknown(prefix + child, level + 1);
        }
        if (isHome)
            await HomeAsync(prefix, cancellation);
    }

    /// <summary>The nearest ones first.</summary>
    private async Task SearchAsync(CancellationToken cancellation)
    {
        while (unknown.TryDequeue(out var next))
            await EnterAsync(next.Prefix, next.Level, cancellation);
    }

    private void Unknown(string prefix, int level)
    {
        if (level <= MostLevels && searched < MostSearched)
        {
            searched++;
            unknown.Enqueue((prefix, level));
        }
        else if (notEntered.Count < MostNamed)
        {
            notEntered.Add(prefix);
        }
        else
        {
            more++;
        }
    }

    private async Task HomeAsync(string home, CancellationToken cancellation)
    {
        foreach (var name in (string[])[TrailFolder.LogsName, TrailFolder.DigestsName])
        {
            foreach (var region in await RegionsAsync(home + name, cancellation))
                found.Add(new TrailFolder(home, region));
        }
    }

    private async Task<List<string>> RegionsAsync(string prefix, CancellationToken cancellation)
    {
        var regions = new List<string>();
        foreach (var child in await ChildrenAsync(prefix, cancellation))
        {
            // A name that is no Region's would be taken for the name of a host.
            if (AwsRegions.IsOne(child.TrimEnd('/')))
                regions.Add(child.TrimEnd('/'));
            else
                Others++;
        }
        if (prefix.EndsWith(TrailFolder.DigestsName, StringComparison.Ordinal))
            digested.UnionWith(regions.Select(region => $"{prefix}{region}/"));
        return regions;
    }

    /// <summary>What could not be listed leaves the rest to be found.</summary>
    private async Task<List<string>> ChildrenAsync(string prefix, CancellationToken cancellation)
    {
        var children = new List<string>();
        try
        {
            await foreach (var page in client.ListAsync(prefix, byFolder: true, cancellation))
                children.AddRange(page.Folders.Select(folder => folder[prefix.Length..]));
        }
        catch (Exception e) when (e is AwsUnavailableException or AwsRejectedException)
        {
            errors.Add($"{client.Name}/{prefix} could not be listed: {e.Message}");
        }
        return children;
    }

    private string? DigestedOf(TrailFolder folder) => digested.Contains(folder.Digests)
        ? folder.Digests
        : digested.FirstOrDefault(each => each.StartsWith(folder.Kin, StringComparison.Ordinal));

    /// <summary>What stands above the folders of accounts, and they themselves.</summary>
    [GeneratedRegex("^(AWSLogs|[0-9]{12}|o-[a-z0-9]{10,32})/$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Known();

    [GeneratedRegex("^(?<home>(.*/)?)CloudTrail/(?<region>[a-z0-9-]+)/$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OfRegion();

    [GeneratedRegex("^(?<home>(.*/)?)CloudTrail/$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OfLogs();
}
