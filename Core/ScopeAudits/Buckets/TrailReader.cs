using OAuthAttest.Aws.Access;
using OAuthAttest.Aws.Buckets;
using OAuthAttest.Aws.CloudTrail;
using OAuthAttest.Aws.Digests;
using OAuthAttest.Aws.Lookup;
using OAuthAttest.ScopeAudits.Sources;

namespace OAuthAttest.ScopeAudits.Buckets;

/// <summary>What all folders of a bucket are read with.</summary>
/// <param name="Now">The operation's instant.</param>
/// <param name="Turns">So many files are read at a time, of all folders.</param>
internal sealed record TrailReading(
    BucketClient Client,
    PublicKeys Keys,
    LookupWindow Window,
    DateTimeOffset Now,
    EventNames Names,
    Action<CloudTrailRecord> Found,
    SemaphoreSlim Turns,
    BucketTally Tally,
    IProgress<long>? Progress
)
{
    /// <summary>The calls that are handed on; those of the window, unless more is said.</summary>
    public LookupWindow Counted { get; init; } = Window;
}

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
    private readonly TrailDays days;
    private readonly TrailDigests digests;
    private readonly ParallelOptions limits;
    private readonly Lock gate = new();
    private TrailState state;
    private int filesRead;
    private long recordsRead;
    private int faults;
    private volatile bool isGivenUp;

    /// <param name="before">From the days before.</param>
    /// <param name="most">So many things are asked at a time.</param>
    public TrailReader(
        TrailReading reading, TrailFolder folder, TrailDays days, TrailState before, int most, CancellationToken cancellation)
    {
        (this.reading, this.folder, this.days, state) = (reading, folder, days, before);
        digests = new TrailDigests(reading, folder, days, before);
        limits = new ParallelOptions { MaxDegreeOfParallelism = most, CancellationToken = cancellation };
    }

    /// <summary>For good: what was left out then is not read any more.</summary>
    private bool IsGivenUp => isGivenUp;

    /// <returns>What the next days need.</returns>
    public async Task<TrailState> ReadAsync()
    {
        // Before the log files: a digest file lists only what was there already.
        await DigestsAsync(days.Now[0], _ => false);
        foreach (var day in days.Now)
        {
            // What is read of the day behind the last one is read again with it.
            state = state with { Chains = digests.Chains };
            await DigestsAsync(day.AddDays(1), each => each < day);
            var isListed = await ListAsync(folder.LogsOf(day), () => LogsAsync(day));
            digests.Close(day, isListed && !IsGivenUp);
            if (!IsGivenUp)
                continue;
            reading.Tally.Error($"{folder.Logs} is given up in {folder.LogsOf(day)}: nothing behind it was read");
            break;
        }
        digests.End();
        state = state with { IsPartial = state.IsPartial || digests.HasUnread };
        reading.Tally.Folder(new ReadFolder(folder.Logs, days.Now[0], days.Now[^1], filesRead, recordsRead));
        if (days.IsLast && !IsGivenUp)
        {
            var ending = new TrailEnding(reading, folder, days, state with { Chains = digests.Chains });
            await ListAsync(folder.Digested ?? folder.Digests, () => ending.CheckAsync(limits.CancellationToken));
        }
        return state with { Unread = digests.UnreadOf(days.Now[^1]), IsGivenUp = IsGivenUp };
    }

    private async Task DigestsAsync(DateOnly day, Func<DateOnly, bool> isOver)
    {
        if (!await ListAsync(folder.DigestsOf(day), () => digests.LoadAsync(day, isOver, limits)))
            digests.Unlisted(day);
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
            state = state with { IsPartial = true };
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
                    await FileAsync(file, day, logs, token);
            });
            if (IsGivenUp)
                return;
        }
    }

    private async Task FileAsync(BucketObject file, DateOnly day, DigestedLogs logs, CancellationToken cancellation)
    {
        await reading.Turns.WaitAsync(cancellation);
        try
        {
            var isListed = logs.Has(file.Key);
            var (read, problem) = await TryReadAsync(file, isListed, cancellation);
            Count(read?.Reading.Records ?? 0, isListed ? null : TrailFolder.MadeAt(file.Key, day));
            var isRight = logs.Settle(file.Key, read?.Reading.Hash);
            reading.Tally.File(
                read?.Reading,
                isRight ? problem : $"{file.Key} is not what CloudTrail delivered: a digest file has another hash of it");
            foreach (var record in read?.Found ?? [])
            {
                if (reading.Counted.Has(record.EventTime))
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

    /// <param name="uncovered">When it was made; null: a digest file lists it.</param>
    private void Count(long more, DateTimeOffset? uncovered)
    {
        lock (gate)
        {
            filesRead++;
            recordsRead += more;
            var isFirst = uncovered is not null && !(uncovered >= state.FirstUncovered);
            state = state with { HasLogs = true, FirstUncovered = isFirst ? uncovered : state.FirstUncovered };
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
