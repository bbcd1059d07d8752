using System.Collections.Concurrent;
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

    /// <summary>A folder has one for each trail with validation.</summary>
    private const int MostChains = 100;

    private readonly BucketClient client;
    private readonly TrailFolder folder;
    private readonly TrailDays days;
    private readonly PublicKeys keys;
    private readonly BucketTally tally;
    private readonly SemaphoreSlim turns;
    private readonly DigestChains chains;
    private readonly Dictionary<DateOnly, DigestedLogs> logs = [];
    private readonly ConcurrentDictionary<string, DateOnly> unread = new(StringComparer.Ordinal);
    private DigestCheck check = DigestCheck.None;

    /// <param name="days">Of the log files; the digest files are read of one day more.</param>
    /// <param name="before">From the days before.</param>
    public TrailDigests(TrailReading reading, TrailFolder folder, TrailDays days, TrailState before)
    {
        (client, keys, tally, turns) = (reading.Client, reading.Keys, reading.Tally, reading.Turns);
        (this.folder, this.days) = (folder, days);
        foreach (var place in before.Unread)
            unread[place] = days.Now[0].AddDays(-1);
        chains = new DigestChains(
            key => TrailFolder.DayOf(key, folder.Digests) is { } day && day >= days.All[0],
            key => unread.Keys.Any(place => key.StartsWith(place, StringComparison.Ordinal)),
            before.Chains,
            MostChains);
        foreach (var day in days.Now)
            logs[day] = new DigestedLogs();
    }

    /// <summary>As far as they were followed.</summary>
    public IReadOnlyList<ChainEnd> Chains => chains.All;

    /// <summary>Something of them was told not to have been read.</summary>
    public bool HasUnread => !unread.IsEmpty;

    public DigestedLogs Of(DateOnly day) => logs[day];

    /// <summary>What of a day could not be read.</summary>
    public IReadOnlyList<string> UnreadOf(DateOnly day) =>
        [.. unread.Where(each => each.Value == day).Select(each => each.Key).Order(StringComparer.Ordinal).Take(TrailState.MostUnread)];

    /// <summary>The digest files of a day could not be listed.</summary>
    public void Unlisted(DateOnly day) => unread[folder.DigestsOf(day)] = day;

    /// <summary>Reads those of a day.</summary>
    /// <param name="isOver">Of which days the log files were read already.</param>
    /// <inheritdoc cref="BucketClient.ListAsync" path="/exception"/>
    public async Task LoadAsync(DateOnly day, Func<DateOnly, bool> isOver, ParallelOptions limits)
    {
        await foreach (var page in client.ListAsync(folder.DigestsOf(day), byFolder: false, limits.CancellationToken))
        {
            var read = new ReadDigest?[page.Objects.Count];
            await Parallel.ForAsync(0, page.Objects.Count, limits, async (i, token) =>
                read[i] = await ReadAsync(page.Objects[i], day, token));
            foreach (var digest in read.OfType<ReadDigest>())
                Take(digest, day, isOver);
        }
    }

    /// <summary>All log files of a day were read.</summary>
    /// <param name="isListed">Whether their list came to its end: without it nothing is known to be missing.</param>
    public void Close(DateOnly day, bool isListed)
    {
        var of = logs[day];
        foreach (var key in isListed ? of.Missing() : [])
            tally.Error($"{key} is missing: a digest file lists it");
        check = check with { Verified = check.Verified + of.Verified, Uncovered = check.Uncovered + of.Uncovered };
        logs.Remove(day);
    }

    /// <summary>All days of now were read.</summary>
    public void End()
    {
        var ended = days.IsLast ? chains.All.Select(end => new DigestSpan(end.Chain, end.From, end.Until, end.Files)) : [];
        tally.Digests(check with { Chains = [.. ended] });
    }

    /// <summary>Null: it could not be read, which is told.</summary>
    private async Task<ReadDigest?> ReadAsync(BucketObject listed, DateOnly day, CancellationToken cancellation)
    {
        await turns.WaitAsync(cancellation);
        try
        {
            var (digest, problem, signature) = await client.ReadAsync(listed, Read, cancellation);
            if (digest is null)
                return Unread(listed, day, $" {problem}");
            if (digest.Key.Text != listed.Key || digest.Bucket != client.Name)
                return Unread(listed, day, " is the digest file of another place");
            var (wrong, isRefuted) = await VerifyAsync(digest, signature, cancellation);
            if (wrong is not null)
                tally.Error($"{listed.Key} {wrong}");
            return new ReadDigest(digest, signature?.Text, wrong is null, isRefuted);
        }
        catch (Exception e) when (e is AwsUnavailableException or AwsRejectedException)
        {
            return Unread(listed, day, $": {BucketFaults.Words(e)}");
        }
        finally
        {
            turns.Release();
        }
    }

    private ReadDigest? Unread(BucketObject listed, DateOnly day, string problem)
    {
        unread[listed.Key] = day;
        tally.Error($"{listed.Key}{problem}");
        return null;
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

    /// <returns>What is wrong with its signature, as the end of a sentence, and whether that was seen; null: it is CloudTrail's.</returns>
    private async Task<(string? Wrong, bool IsRefuted)> VerifyAsync(
        CloudTrailDigest digest, DigestSignature? signature, CancellationToken cancellation)
    {
        if (signature is null)
            return ("has no signature", true);
        try
        {
            var key = await keys.FindAsync(folder.Region, digest.Fingerprint, signature.MadeAt ?? digest.End, cancellation);
            return key is null ? ($"is signed with a key that CloudTrail does not have in {folder.Region}", true)
                : !signature.IsOf(digest, key) ? ("was changed: its signature is not CloudTrail's", true)
                : (null, false);
        }
        catch (Exception e) when (e is AwsUnavailableException or AwsRejectedException)
        {
            return ($"has a signature that could not be checked: {e.Message}", false);
        }
    }

    private void Take(ReadDigest read, DateOnly of, Func<DateOnly, bool> isOver)
    {
        if (chains.Follow(read.Digest.Link, read.Signature) is { } problem)
            tally.Error(problem);
        // Those behind the days of now are read again with their own day, and counted then.
        var isCounted = of <= days.Now[^1] || days.IsLast;
        if (isCounted)
        {
            check = check with
            {
                Files = check.Files + 1,
                Authentic = check.Authentic + (read.IsSigned ? 1 : 0),
                Refuted = check.Refuted + (read.IsRefuted ? 1 : 0),
            };
        }
        // What is not CloudTrail's word proves nothing.
        if (!read.IsSigned)
            return;
        foreach (var log in read.Digest.Logs)
        {
            if (log.Bucket != client.Name || TrailFolder.DayOf(log.Key, folder.Logs) is not { } day
                || day < days.All[0] || day > days.All[^1])
            {
                check = check with { Elsewhere = check.Elsewhere + (isCounted ? 1 : 0) };
            }
            else if (day >= days.Now[0] && day <= days.Now[^1] && !isOver(day))
            {
                if (!logs[day].Add(log.Key, log.Hash))
                    tally.Error($"{log.Key} is listed with two hashes");
            }
            // What the first day's list of days before was held against them when they were read.
            else if (day <= days.Now[^1] && of > days.Now[0])
            {
                tally.Error($"{log.Key} was read before {read.Digest.Key.Text} was, which lists it: it is not checked");
            }
        }
    }

    private sealed record ReadDigest(CloudTrailDigest Digest, string? Signature, bool IsSigned, bool IsRefuted);
}
