using System.Text;
using OAuthAttest.Text;

namespace OAuthAttest.Aws.CloudTrail;

/// <summary>
/// Which accounts and Regions records were read of, and from when to when. A file is of one account and Region nearly always, so the last
/// ones are compared as bytes.
/// </summary>
public sealed class CloudTrailCoverage
{
    private readonly Dictionary<(string Account, string Region), CoveredSpan> spans = [];
    private byte[] account = [];
    private byte[] region = [];
    private CoveredSpan? last;

    /// <summary>In order of account and Region.</summary>
    public IEnumerable<CoveredSpan> Spans =>
        spans.Values.OrderBy(each => each.Account, StringComparer.Ordinal).ThenBy(each => each.Region, StringComparer.Ordinal);

    /// <param name="ofAccount">Empty: the record does not say.</param>
    /// <param name="ofRegion">Empty: the record does not say.</param>
    internal void Add(ReadOnlySpan<byte> ofAccount, ReadOnlySpan<byte> ofRegion, DateTimeOffset at)
    {
        if (last is null || !ofAccount.SequenceEqual(account) || !ofRegion.SequenceEqual(region))
        {
            (account, region) = (ofAccount.ToArray(), ofRegion.ToArray());
            last = Of(Shown(account), Shown(region), at);
        }
        last.Add(1, at, at);
    }

    internal void Add(CloudTrailCoverage other)
    {
        foreach (var span in other.spans.Values)
            Of(span.Account, span.Region, span.First).Add(span.Events, span.First, span.Last);
    }

    /// <summary>Records that somebody else counted.</summary>
    internal void Add(string ofAccount, string ofRegion, long events, DateTimeOffset first, DateTimeOffset latest) =>
        Of(UntrustedText.Display(ofAccount) ?? "", UntrustedText.Display(ofRegion) ?? "", first).Add(events, first, latest);

    private CoveredSpan Of(string ofAccount, string ofRegion, DateTimeOffset at)
    {
        if (!spans.TryGetValue((ofAccount, ofRegion), out var span))
            spans.Add((ofAccount, ofRegion), span = new CoveredSpan(ofAccount, ofRegion, at));
        return span;
    }

    private static string Shown(byte[] text) => UntrustedText.Display(Encoding.UTF8.GetString(text)) ?? "";
}

/// <summary>The records of one account and Region that were read.</summary>
public sealed class CoveredSpan
{
    internal CoveredSpan(string account, string region, DateTimeOffset at) => (Account, Region, First, Last) = (account, region, at, at);

    /// <summary>Empty: the records do not say.</summary>
    public string Account { get; }

    /// <summary>Empty: the records do not say.</summary>
    public string Region { get; }

    public long Events { get; private set; }

    public DateTimeOffset First { get; private set; }

    public DateTimeOffset Last { get; private set; }

    internal void Add(long events, DateTimeOffset first, DateTimeOffset last)
    {
        Events += events;
        if (first < First)
            First = first;
        if (last > Last)
            Last = last;
    }
}
