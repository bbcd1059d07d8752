using OAuthAttest.Aws.CloudTrail;
using OAuthAttest.ScopeAudits.Registry;
using OAuthAttest.ScopeAudits.Sources;

namespace OAuthAttest.ScopeAudits.Buckets;

/// <summary>
/// The log files that CloudTrail delivered to a bucket, of a time. What could not be listed or read is told, and the others are read.
/// </summary>
internal sealed class BucketSource(BucketSources access, ScopeAuditOptions options, LookupSpan span, IProgress<long>? progress)
    : IRecordSource
{
    public async Task<SourceReading> ReadAsync(
        QueryRegistry registry, Action<CloudTrailRecord> found, CancellationToken cancellation)
    {
        var tally = new BucketTally();
        using var session = access.Session();
        using var client = access.Client(session);
        using var keys = access.Keys(session);
        using var turns = new SemaphoreSlim(options.Concurrency);
        var names = new EventNames(registry.EventNames);
        var reading = new TrailReading(client, keys, span.Window, access.Now, names, found, turns, tally, progress);
        var folders = new TrailFolders(client);
        var all = await folders.FindAsync(options.Bucket.Prefix, cancellation);
        tally.Found(folders);
        if (all.Count == 0 && folders.Errors.Count == 0)
            tally.Error($"{client.Name}/{options.Bucket.Prefix} has no folder of CloudTrail's log files in what was looked into");
        var days = TrailDays.Of(span.Window);
        var limits = new ParallelOptions { MaxDegreeOfParallelism = options.Concurrency, CancellationToken = cancellation };
        await Parallel.ForEachAsync(all, limits, async (folder, token) =>
            await new TrailReader(reading, folder, days, TrailState.None, options.Concurrency, token).ReadAsync());
        var sum = tally.Sum();
        return sum with { Errors = [.. span.Untold, .. sum.Errors, .. Nothing(sum)] };
    }

    /// <summary>
    /// Whole days are read: what is before and behind the time says nothing of it, unless digest files prove that it is all.
    /// </summary>
    private IEnumerable<string> Nothing(SourceReading sum) =>
        sum.Records > 0 && sum.Digests.Authentic == 0
        && !sum.Coverage.Spans.Any(each => each.Last >= span.Window.From && each.First < span.Window.Until)
            ? ["no record is of the time that was asked about"]
            : [];
}
