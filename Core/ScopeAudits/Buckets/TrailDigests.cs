using System.Globalization;
using Amazon.S3.Model;
using OAuthAttest.Aws.Access;
using OAuthAttest.Aws.Buckets;
using OAuthAttest.Aws.Digests;
using OAuthAttest.ScopeAudits.Sources;
using OAuthAttest.Text;

namespace OAuthAttest.ScopeAudits.Buckets;

/// <summary>
/// The digest files of one account and Region, a day at a time and in their order. Held are the hashes of two days: a log file is listed
/// in the hour in which it was delivered, so those of a day are in its own digest files and in the next day's first one.
/// </summary>
internal sealed class TrailDigests
{
    private const string SignatureName = "signature";
    private const string MadeAtName = "backfill-generation-timestamp";

    /// <summary>They come every hour, also when nothing happened; this long after the last one something is wrong.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromHours(3);

    private readonly BucketClient client;
    private readonly TrailFolder folder;
    private readonly IReadOnlyList<DateOnly> days;
    private readonly PublicKeys keys;
    private readonly BucketTally tally;
    private readonly SemaphoreSlim turns;
    private readonly DigestChains chains;
    private readonly Dictionary<DateOnly, DigestedLogs> logs = [];
    private int files;
    private int authentic;
    private long elsewhere;

    /// <param name="days">Of the log files; the digest files are read of one day more.</param>
    public TrailDigests(TrailReading reading, TrailFolder folder, IReadOnlyList<DateOnly> days)
    {
        (client, keys, tally, turns) = (reading.Client, reading.Keys, reading.Tally, reading.Turns);
        (this.folder, this.days) = (folder, days);
        chains = new DigestChains(key => TrailFolder.DayOf(key, folder.Digests) is { } day && day >= days[0]);
        foreach (var day in days)
            logs[day] = new DigestedLogs();
    }

    public DigestedLogs Of(DateOnly day) => logs[day];

    /// <summary>Reads those of a day.</summary>
    /// <param name="isOver">Of which days the log files were read already.</param>
    /// <inheritdoc cref="BucketClient.ListAsync" path="/exception"/>
    public async Task LoadAsync(DateOnly day, Func<DateOnly, bool> isOver, ParallelOptions limits)
    {
        await foreach (var page in client.ListAsync(folder.DigestsOf(day), byFolder: false, limits.CancellationToken))
        {
            var read = new ReadDigest?[page.Objects.Count];
            await Parallel.ForAsync(0, page.Objects.Count, limits, async (i, token) =>
                read[i] = await ReadAsync(page.Objects[i], token));
            foreach (var digest in read.OfType<ReadDigest>())
                Take(digest, isOver);
        }
    }

    /// <summary>All log files of a day were read.</summary>
    /// <param name="isListed">Whether their list came to its end: without it nothing is known to be missing.</param>
    public void Close(DateOnly day, bool isListed)
    {
        var of = logs[day];
        foreach (var key in isListed ? of.Missing() : [])
            tally.Error($"{key} is missing: a digest file lists it");
        tally.Digests(new DigestCheck { Verified = of.Verified, Uncovered = of.Uncovered });
        logs.Remove(day);
    }

    /// <summary>All days were read.</summary>
    /// <param name="until">Up to where the digest files should tell what was delivered.</param>
    public void End(DateTimeOffset until)
    {
        var all = chains.All.ToList();
        foreach (var chain in all.Where(chain => !chain.IsBackfill && chain.Until + Patience < until))
        {
            var end = chain.Until.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            tally.Error($"the digest files {chain.Chain} end at {end}: nothing tells what came later");
        }
        tally.Digests(new DigestCheck
        {
            Files = files,
            Authentic = authentic,
            Elsewhere = elsewhere,
            Chains = [.. all.Select(chain => new DigestSpan(chain.Chain, chain.From, chain.Until, chain.Files))],
        });
    }

    /// <summary>Null: it could not be read, which is told.</summary>
    private async Task<ReadDigest?> ReadAsync(BucketObject listed, CancellationToken cancellation)
    {
        await turns.WaitAsync(cancellation);
        try
        {
            var (digest, problem, signature) = await client.ReadAsync(listed, Read, cancellation);
            if (digest is null)
            {
                tally.Error($"{listed.Key} {problem}");
                return null;
            }
            if (digest.Key.Text != listed.Key || digest.Bucket != client.Name)
            {
                tally.Error($"{listed.Key} is the digest file of another place");
                return null;
            }
            var wrong = await VerifyAsync(digest, signature, cancellation);
            if (wrong is not null)
                tally.Error($"{listed.Key} {wrong}");
            return new ReadDigest(digest, signature?.Text, wrong is null);
        }
        catch (Exception e) when (e is AwsUnavailableException or AwsRejectedException)
        {
            tally.Error($"{listed.Key}: {BucketFaults.Words(e)}");
            return null;
        }
        finally
        {
            turns.Release();
        }
    }

    private static (CloudTrailDigest? Digest, string Problem, DigestSignature? Signature) Read(
        ObjectStream body, MetadataCollection metadata)
    {
        var digest = CloudTrailDigest.Read(body, out var problem);
        DateTimeOffset? madeAt = IsoInstant.TryParse(metadata[MadeAtName], out var at) && CloudTrailDigest.IsPossible(at)
            ? at
            : null;
        return (digest, problem, metadata[SignatureName] is { Length: > 0 } text ? new DigestSignature(text, madeAt) : null);
    }

    /// <returns>What is wrong with its signature, as the end of a sentence; null: it is CloudTrail's.</returns>
    private async Task<string?> VerifyAsync(CloudTrailDigest digest, DigestSignature? signature, CancellationToken cancellation)
    {
        if (signature is null)
            return "has no signature";
        try
        {
            var key = await keys.FindAsync(folder.Region, digest.Fingerprint, signature.MadeAt ?? digest.End, cancellation);
            return key is null ? $"is signed with a key that CloudTrail does not have in {folder.Region}"
                : !signature.IsOf(digest, key) ? "was changed: its signature is not CloudTrail's"
                : null;
        }
        catch (Exception e) when (e is AwsUnavailableException or AwsRejectedException)
        {
            return $"has a signature that could not be checked: {e.Message}";
        }
    }

    private void Take(ReadDigest read, Func<DateOnly, bool> isOver)
    {
        files++;
        if (chains.Follow(read.Digest, read.Signature) is { } problem)
            tally.Error(problem);
        // What is not CloudTrail's word proves nothing.
        if (!read.IsSigned)
            return;
        authentic++;
        foreach (var log in read.Digest.Logs)
        {
            if (log.Bucket != client.Name || TrailFolder.DayOf(log.Key, folder.Logs) is not { } day || day < days[0] || day > days[^1])
                elsewhere++;
            else if (isOver(day))
                tally.Error($"{log.Key} was read before {read.Digest.Key.Text} was, which lists it: it is not checked");
            else if (!logs[day].Add(log.Key, log.Hash))
                tally.Error($"{log.Key} is listed with two hashes");
        }
    }

    private sealed record ReadDigest(CloudTrailDigest Digest, string? Signature, bool IsSigned);
}
