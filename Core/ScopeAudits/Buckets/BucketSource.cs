using OAuthAttest.Aws.Access;
using OAuthAttest.Aws.Buckets;
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
        var reading = new TrailReading(client, keys, span.Window, names, found, turns, tally, progress);
        var limits = new ParallelOptions { MaxDegreeOfParallelism = options.Concurrency, CancellationToken = cancellation };
        await Parallel.ForEachAsync(await FindAsync(client, tally, cancellation), limits, async (folder, token) =>
            await new TrailReader(reading, folder, options.Concurrency, token).ReadAsync());
        return tally.Sum(span);
    }

    private async Task<IReadOnlyList<TrailFolder>> FindAsync(BucketClient client, BucketTally tally, CancellationToken cancellation)
    {
        var folders = new TrailFolders(client);
        try
        {
            var found = await folders.FindAsync(options.Bucket.Prefix, cancellation);
            if (found.Count == 0)
                tally.Error($"{client.Name}/{options.Bucket.Prefix} has no folder of CloudTrail's log files");
            return found;
        }
        catch (Exception e) when (e is AwsUnavailableException or AwsRejectedException)
        {
            tally.Error($"{client.Name}/{folders.Listed} could not be listed: {e.Message}");
            return [];
        }
        finally
        {
            tally.Other(folders.Others);
        }
    }
}
