using System.Text;
using OAuthAttest.Text;

namespace OAuthAttest.Aws.CloudTrail;

/// <summary>
/// Which accounts and Regions records were read of, and from when to when. A file is of one account and Region nearly always, so the last
/// ones are compared as bytes.
/// </summary>
public sealed class CloudTrailCoverage
{
    private readonly Dictionary<(string Account, string Region), Span> spans = [];
    private byte[] account = [];
    private byte[] region = [];
    private Span? last;

    /// <summary>In order of account and Region.</summary>
    public IEnumerable<CoveredSpan> Spans =>
        spans
            .OrderBy(each => each.Key.Account, StringComparer.Ordinal)
            .ThenBy(each => each.Key.Region, StringComparer.Ordinal)
            .Select(each => new CoveredSpan(
                each.Key.Account, each.Key.Region, each.Value.Events, Instant(each.Value.First), Instant(each.Value.Last)));

    /// <param name="ofAccount">Empty: the record does not say.</param>
    /// <param name="ofRegion">Empty: the record does not say.</param>
    /// <param name="time">ISO 8601 in UTC, of which the order of the bytes is the order of the times.</param>
    internal void Add(ReadOnlySpan<byte> ofAccount, ReadOnlySpan<byte> ofRegion, ReadOnlySpan<byte> time)
    {
        if (last is null || !ofAccount.SequenceEqual(account) || !ofRegion.SequenceEqual(region))
            Turn(ofAccount, ofRegion);
        last!.Add(time);
    }

    internal void Add(CloudTrailCoverage other)
    {
        foreach (var ((ofAccount, ofRegion), span) in other.spans)
        {
            Turn(Encoding.UTF8.GetBytes(ofAccount), Encoding.UTF8.GetBytes(ofRegion));
            last!.Add(span);
        }
    }

    private void Turn(ReadOnlySpan<byte> ofAccount, ReadOnlySpan<byte> ofRegion)
    {
        (account, region) = (ofAccount.ToArray(), ofRegion.ToArray());
        var key = (Encoding.UTF8.GetString(account), Encoding.UTF8.GetString(region));
        if (!spans.TryGetValue(key, out last))
            spans.Add(key, last = new Span());
    }

    private static DateTimeOffset? Instant(byte[] time) => IsoInstant.TryParse(Encoding.UTF8.GetString(time), out var at) ? at : null;

    private sealed class Span
    {
        public long Events { get; private set; }

        public byte[] First { get; private set; } = [];

        public byte[] Last { get; private set; } = [];

        public void Add(ReadOnlySpan<byte> time)
        {
            Events++;
            Widen(time);
        }

        public void Add(Span other)
        {
            Events += other.Events;
            Widen(other.First);
            Widen(other.Last);
        }

        private void Widen(ReadOnlySpan<byte> time)
        {
            if (First.Length == 0 || time.SequenceCompareTo(First) < 0)
                First = time.ToArray();
            if (Last.Length == 0 || time.SequenceCompareTo(Last) > 0)
                Last = time.ToArray();
        }
    }
}

/// <param name="Account">Empty: the records do not say.</param>
/// <param name="Region">Empty: the records do not say.</param>
/// <param name="First">The time of the first event; null: it is no time.</param>
public sealed record CoveredSpan(string Account, string Region, long Events, DateTimeOffset? First, DateTimeOffset? Last);
