namespace OAuthAttest.Aws.Lookup;

/// <summary>A time that is asked about, in whole seconds, as CloudTrail keeps time.</summary>
/// <param name="Until">Not in it any more.</param>
public sealed record LookupWindow(DateTimeOffset From, DateTimeOffset Until)
{
    /// <summary>The last second of it: AWS takes the end that it is told as a part of the window.</summary>
    public DateTimeOffset Last => Until - TimeSpan.FromSeconds(1);

    public bool Has(DateTimeOffset at) => at >= From && at < Until;

    public static DateTimeOffset WholeSecond(DateTimeOffset at) => DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds());
}
