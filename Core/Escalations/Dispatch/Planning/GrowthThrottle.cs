namespace OAuthAttest.Escalations.Dispatch.Planning;

/// <summary>
/// When the messages about a growing incident are updated: at 2, 5, 10, 25, 50 and 100 consents, then at every doubling, and while it
/// grows at the latest a minute after the last update.
/// </summary>
public static class GrowthThrottle
{
    private static readonly int[] Milestones = [1, 2, 5, 10, 25, 50, 100];
    private static readonly TimeSpan Latest = TimeSpan.FromMinutes(1);

    /// <param name="told">How many consents the last update reported.</param>
    /// <param name="toldAt">When it was sent.</param>
    /// <param name="count">How many there are now.</param>
    /// <param name="gap">The least time between two updates.</param>
    /// <returns>Null: nothing is new. May be in the past.</returns>
    public static DateTimeOffset? NextAt(int told, DateTimeOffset toldAt, int count, TimeSpan gap)
    {
        if (count <= told)
            return null;
        return toldAt + (LastMilestone(count) > told || gap > Latest ? gap : Latest);
    }

    private static int LastMilestone(int count)
    {
        var doubled = Milestones[^1];
        while (doubled <= count / 2)
            doubled *= 2;
        return count >= doubled ? doubled : Milestones.Last(milestone => milestone <= Math.Max(1, count));
    }
}
