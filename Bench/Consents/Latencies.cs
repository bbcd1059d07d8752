namespace OAuthAttest.Bench.Consents;

/// <summary>The latencies of many calls.</summary>
internal sealed class Latencies(IEnumerable<TimeSpan> times)
{
    private readonly TimeSpan[] sorted = [.. times.Order()];

    public int Count => sorted.Length;

    /// <param name="share">0.99 for the 99th percentile.</param>
    public double Milliseconds(double share) =>
        sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))].TotalMilliseconds;

    public string Cell(double share) => $"{Milliseconds(share):F1}";
}
