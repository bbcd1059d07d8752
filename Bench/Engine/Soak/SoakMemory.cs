using System.Globalization;

namespace OAuthAttest.Bench.Engine.Soak;

/// <summary>What a process held in the middle of a virtual hour, after a full collection, when it had nothing to do.</summary>
internal readonly record struct MemoryReading(int Hour, long Heap, long WorkingSet)
{
    public static MemoryReading Take(int hour)
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        return new MemoryReading(hour, GC.GetTotalMemory(forceFullCollection: false), Environment.WorkingSet);
    }
}

/// <summary>Whether the memory of one process that lived all the hours is flat.</summary>
internal static class SoakMemory
{
    private const double Mebi = 1 << 20;

    // In the twelve hours between the middles of the quarters, 2,000 instances take some 120,000 turns: if each left one object of the
    // smallest size behind (24 bytes), that would be 2.7 MiB. From hour to hour the heap differs by some tenths of one.
    private const long Margin = 2 << 20;

    public static string InMebi(long bytes) => (bytes / Mebi).ToString("F1", CultureInfo.InvariantCulture);

    /// <returns>A sentence when it is not flat, or cannot be judged.</returns>
    public static string? Judge(IReadOnlyList<MemoryReading> readings, int hours)
    {
        if (readings.Count != hours)
            return $"The memory was read in {readings.Count} hours, not in {hours}.";
        var (second, last) = (Median(readings, hours / 4, hours / 2), Median(readings, hours * 3 / 4, hours));
        return last > second + Margin
            ? $"The memory grows: the heap of the second quarter is {InMebi(second)} MiB, that of the last {InMebi(last)} MiB."
            : null;
    }

    private static long Median(IReadOnlyList<MemoryReading> readings, int from, int to)
    {
        var heaps = readings.Where(reading => reading.Hour >= from && reading.Hour < to).Select(reading => reading.Heap).Order().ToArray();
        return heaps[heaps.Length / 2];
    }
}
