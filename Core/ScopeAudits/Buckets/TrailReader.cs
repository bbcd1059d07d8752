using OAuthAttest.Aws.Access;
using OAuthAttest.Aws.Buckets;
using OAuthAttest.Aws.CloudTrail;
using OAuthAttest.Aws.Digests;
using OAuthAttest.Aws.Lookup;

namespace OAuthAttest.ScopeAudits.Buckets;

/// <summary>What all folders of a bucket are read with.</summary>
/// <param name="Turns">So many files are read at a time, of all folders.</param>
internal sealed record TrailReading(
    BucketClient Client,
    PublicKeys Keys,
    LookupWindow Window,
    EventNames Names,
    Action<CloudTrailRecord> Found,
    SemaphoreSlim Turns,
    BucketTally Tally,
    IProgress<long>? Progress
);

/// <summary>
/// Reads the log files of one account and Region, a day after the other and a page of the list after the other, so that memory holds no
/// more than these however long the time is.
/// </summary>
internal sealed class TrailReader
{
    /// <summary>So many failures in a row, each tried several times, give up the folder.</summary>
    private const int MostFaults = 3;

    private readonly TrailReading reading;
    private readonly TrailFolder folder;
    private readonly List<DateOnly> days;
    private readonly TrailDigests digests;
    private readonly ParallelOptions limits;
    private int faults;
    private volatile bool isGivenUp;

    /// <param name="most">So many things are asked at a time.</param>
    public TrailReader(TrailReading reading, TrailFolder folder, int most, CancellationToken cancellation)
    {
        (this.reading, this.folder) = (reading, folder);
        days = DaysOf(reading.Window);
        digests = new TrailDigests(reading, folder, days);
        limits = new ParallelOptions { MaxDegreeOfParallelism = most, CancellationToken = cancellation };
    }

    /// <summary>For good: what was left out then is not read any more.</summary>
    private bool IsGivenUp => isGivenUp;

    /// <summary>The days whose folders may have records of the window: a file stands in that of its delivery, which may be late.</summary>
    public static List<DateOnly> DaysOf(LookupWindow window)
    {
        var (first, last) = (DateOnly.FromDateTime(window.From.UtcDateTime), DateOnly.FromDateTime(window.Last.UtcDateTime));
        return [.. Enumerable.Range(0, last.DayNumber - first.DayNumber + 2).Select(first.AddDays)];
    }

    public async Task ReadAsync()
    {
        // Before the log files: a digest file lists only what was there already.
        await ListAsync(folder.DigestsOf(days[0]), () => digests.LoadAsync(days[0], _ => false, limits));
        foreach (var day in days)
        {
            var next = day.AddDays(1);
            await ListAsync(folder.DigestsOf(next), () => digests.LoadAsync(next, each => each < day, limits));
            var isListed = await ListAsync(folder.LogsOf(day), () => LogsAsync(day));
            digests.Close(day, isListed && !IsGivenUp);
            if (!IsGivenUp)
                continue;
            reading.Tally.Error($"{folder.Logs} is given up in {folder.LogsOf(day)}: nothing behind it was read");
            break;
        }
        digests.End(reading.Window.Until);
    }

    /// <returns>Whether the list came to its end.</returns>
    private async Task<bool> ListAsync(string prefix, Func<Task> list)
    {
        if (IsGivenUp)
            return false;
        try
        {
            await list();
            return true;
        }
        catch (Exception e) when (e is AwsUnavailableException or AwsRejectedException)
        {
            Fault();
            reading.Tally.Error($"{prefix} could not be listed: {e.Message}");
            return false;
        }
    }

    private async Task LogsAsync(DateOnly day)
    {
        var logs = digests.Of(day);
        await foreach (var page in reading.Client.ListAsync(folder.LogsOf(day), byFolder: false, limits.CancellationToken))
        {
            var files = page.Objects.Where(each => IsLog(each.Key)).ToList();
            reading.Tally.Other(page.Objects.Count - files.Count);
            await Parallel.ForEachAsync(files, limits, async (file, token) =>
            {
                if (!IsGivenUp)
                    await FileAsync(file, logs, token);
            });
            if (IsGivenUp)
                return;
        }
    }

    private async Task FileAsync(BucketObject file, DigestedLogs logs, CancellationToken cancellation)
    {
        await reading.Turns.WaitAsync(cancellation);
        try
        {
            var (read, problem) = await TryReadAsync(file, logs.Has(file.Key), cancellation);
            var isRight = logs.Settle(file.Key, read?.Reading.Hash);
            reading.Tally.File(
                read?.Reading,
                isRight ? problem : $"{file.Key} is not what CloudTrail delivered: a digest file has another hash of it");
            foreach (var record in read?.Found ?? [])
            {
                if (reading.Window.Has(record.EventTime))
                    reading.Found(record);
            }
            reading.Progress?.Report(file.Size);
        }
        finally
        {
            reading.Turns.Release();
        }
    }

    /// <summary>What was found before the last attempt failed is found.</summary>
    private async Task<(ReadLog? Read, string? Problem)> TryReadAsync(BucketObject file, bool isHashed, CancellationToken cancellation)
    {
        ReadLog? last = null;
        try
        {
            await reading.Client.ReadAsync(file, (body, _) =>
            {
                var found = new List<CloudTrailRecord>();
                return last = new ReadLog(
                    CloudTrailFile.Read(file.Key, body, reading.Names, found.Add, cancellation, isHashed), found);
            }, cancellation);
            Interlocked.Exchange(ref faults, 0);
            return (last, null);
        }
        catch (Exception e) when (e is AwsUnavailableException or AwsRejectedException)
        {
            if (!BucketFaults.IsOfTheObject(e))
                Fault();
            return (last, $"{file.Key}: {BucketFaults.Words(e)}");
        }
    }

    private void Fault()
    {
        if (Interlocked.Increment(ref faults) >= MostFaults)
            isGivenUp = true;
    }

    private static bool IsLog(string key) =>
        key.EndsWith(".json.gz", StringComparison.Ordinal) || key.EndsWith(".json", StringComparison.Ordinal);

    private sealed record ReadLog(CloudTrailReading Reading, IReadOnlyList<CloudTrailRecord> Found);
}
