using System.Globalization;

namespace OAuthAttest.ScopeAudits.Buckets;

/// <summary>What is wrong with a folder that only shows once all of its days were read: what should be there and is not.</summary>
internal sealed class TrailEnding(TrailReading reading, TrailFolder folder, TrailDays days, TrailState state)
{
    /// <summary>They come every hour, also when nothing happened; this long after the last one something is wrong.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromHours(3);

    /// <inheritdoc cref="OAuthAttest.Aws.Buckets.BucketClient.ListAsync" path="/exception"/>
    public async Task CheckAsync(CancellationToken cancellation)
    {
        // What was made later for an earlier time has gaps.
        var chains = state.Chains.Where(end => !end.IsBackfill).ToList();
        foreach (var chain in chains.Where(end => end.Until < reading.Window.Until && end.Until + Patience < reading.Now))
        {
            reading.Tally.Error(state.IsPartial
                ? $"the digest files {chain.Chain} were followed up to {Time(chain.Until)}, and not all could be read"
                : $"the digest files {chain.Chain} end at {Time(chain.Until)}: nothing tells what came later");
        }
        // What could not be listed, or was there and could not be read, is told already, and may have been anything.
        if (state.IsPartial)
            return;
        if (chains.Count > 0)
            Beginning(chains.Min(end => end.From));
        else
            await NoneAsync(cancellation);
    }

    private void Beginning(DateTimeOffset first)
    {
        if (first > reading.Window.From && state.FirstUncovered is { } made && made < first)
        {
            reading.Tally.Error(
                $"the digest files of {folder.Digests} begin at {Time(first)}: none tells what was delivered before, "
                    + $"and log files from {Time(made)} on are there");
        }
    }

    private async Task NoneAsync(CancellationToken cancellation)
    {
        var isExpected = folder.Digested is { } digested && await FirstDayAsync(digested, cancellation) <= days.All[^1];
        var since = state.FirstUncovered ?? new DateTimeOffset(days.All[0], TimeOnly.MinValue, TimeSpan.Zero);
        // A Region or an account that is new has its first one after an hour.
        var isDue = since + Patience < reading.Now;
        if (isExpected && isDue)
        {
            reading.Tally.Error(
                $"{folder.Digests} has no digest file of {Day(0)} to {Day(^1)}, and {folder.Digested} has some of this time or before: "
                    + "that no log file was changed or taken away is not proved");
        }
        else if (!state.HasLogs && !isExpected)
        {
            reading.Tally.Error(
                $"{folder.Logs} has nothing of {Day(0)} to {Day(^1)}, and no digest file says that nothing was delivered");
        }
    }

    /// <summary>That of the first digest file there; null: there is none any more.</summary>
    private async Task<DateOnly?> FirstDayAsync(string digested, CancellationToken cancellation)
    {
        await foreach (var page in reading.Client.ListAsync(digested, byFolder: false, cancellation))
        {
            // By their keys they are in the order of time.
            return page.Objects.Count > 0 ? TrailFolder.DayOf(page.Objects[0].Key, digested) : null;
        }
        return null;
    }

    private string Day(Index index) => days.All[index].ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
