using System.Text.RegularExpressions;
using OAuthAttest.Aws.Access;
using OAuthAttest.Aws.Buckets;

namespace OAuthAttest.ScopeAudits.Buckets;

/// <summary>
/// Finds the accounts and Regions below a prefix by the names that CloudTrail gives its folders. A Region of which only digest files are
/// there is one too: somebody took the log files away.
/// </summary>
internal sealed partial class TrailFolders(BucketClient client)
{
    private readonly HashSet<TrailFolder> found = [];

    /// <summary>Folders of other things, which are not entered.</summary>
    public int Others { get; private set; }

    /// <summary>What is listed, or was last.</summary>
    public string Listed { get; private set; } = "";

    /// <inheritdoc cref="BucketClient.ListAsync" path="/exception"/>
    public async Task<IReadOnlyList<TrailFolder>> FindAsync(string prefix, CancellationToken cancellation)
    {
        if (OfRegion().Match(prefix) is { Success: true } one && AwsRegions.IsOne(one.Groups["region"].Value))
            return [new TrailFolder(one.Groups["home"].Value, one.Groups["region"].Value)];
        if (OfLogs().Match(prefix) is { Success: true } all)
            await HomeAsync(all.Groups["home"].Value, cancellation);
        else
            await EnterAsync(prefix, cancellation);
        return [.. found.OrderBy(folder => folder.Logs, StringComparer.Ordinal)];
    }

    private async Task EnterAsync(string prefix, CancellationToken cancellation)
    {
        var isHome = false;
        foreach (var child in await ChildrenAsync(prefix, cancellation))
        {
            if (child is TrailFolder.LogsName or TrailFolder.DigestsName)
                isHome = true;
            else if (Known().IsMatch(child))
                await EnterAsync(prefix + child, cancellation);
            else
                Others++;
        }
        if (isHome)
            await HomeAsync(prefix, cancellation);
    }

    private async Task HomeAsync(string home, CancellationToken cancellation)
    {
        foreach (var name in (string[])[TrailFolder.LogsName, TrailFolder.DigestsName])
        {
            foreach (var child in await ChildrenAsync(home + name, cancellation))
            {
                // A name that is no Region's would be taken for the name of a host.
                if (AwsRegions.IsOne(child.TrimEnd('/')))
                    found.Add(new TrailFolder(home, child.TrimEnd('/')));
                else
                    Others++;
            }
        }
    }

    private async Task<List<string>> ChildrenAsync(string prefix, CancellationToken cancellation)
    {
        var children = new List<string>();
        Listed = prefix;
        await foreach (var page in client.ListAsync(prefix, byFolder: true, cancellation))
            children.AddRange(page.Folders.Select(folder => folder[prefix.Length..]));
        return children;
    }

    /// <summary>What stands above the folders of accounts, and they themselves.</summary>
    [GeneratedRegex("^(AWSLogs|[0-9]{12}|o-[a-z0-9]{10,32})/$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Known();

    [GeneratedRegex("^(?<home>(.*/)?)CloudTrail/(?<region>[a-z0-9-]+)/$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OfRegion();

    [GeneratedRegex("^(?<home>(.*/)?)CloudTrail/$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OfLogs();
}
