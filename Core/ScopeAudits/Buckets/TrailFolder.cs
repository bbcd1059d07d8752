using System.Globalization;
using System.Text.RegularExpressions;

namespace OAuthAttest.ScopeAudits.Buckets;

/// <summary>Where the log files of one account and Region stand, and the digest files of them.</summary>
/// <param name="Home">That of the account: <c>AWSLogs/111122223333/</c>.</param>
/// <param name="Digested">
/// Where digest files are: its own folder of them, else one of the same account or organization; null: nowhere there.
/// </param>
/// <remarks>https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-find-log-files.html</remarks>
internal sealed partial record TrailFolder(string Home, string Region, string? Digested = null)
{
    public const string LogsName = "CloudTrail/";
    public const string DigestsName = "CloudTrail-Digest/";

    private const string DayFormat = "yyyy'/'MM'/'dd'/'";

    public string Logs => $"{Home}{LogsName}{Region}/";

    public string Digests => $"{Home}{DigestsName}{Region}/";

    /// <summary>Null: its path has none.</summary>
    public string? Account => OfAccount().Match(Home) is { Success: true } match ? match.Groups["account"].Value : null;

    /// <summary>What stands together by one trail: an organization, else the account.</summary>
    public string Kin => OfOrganization().Match(Home) is { Success: true } match ? match.Value : Home;

    public string LogsOf(DateOnly day) => Logs + Text(day);

    public string DigestsOf(DateOnly day) => Digests + Text(day);

    /// <summary>The day of a key that begins so; null: it does not, or has no day.</summary>
    public static DateOnly? DayOf(string key, string folder)
    {
        const int length = 11;
        if (!key.StartsWith(folder, StringComparison.Ordinal) || key.Length < folder.Length + length)
            return null;
        var text = key.AsSpan(folder.Length, length);
        return DateOnly.TryParseExact(text, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
    }

    /// <summary>When a log file was made, by its name; where that does not say so, the beginning of its day.</summary>
    public static DateTimeOffset MadeAt(string key, DateOnly day) =>
        OfTime().Match(key) is { Success: true } match
        && DateTimeOffset.TryParseExact(
            match.Groups["time"].Value, "yyyyMMdd'T'HHmm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at
            : new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero);

    private static string Text(DateOnly day) => day.ToString(DayFormat, CultureInfo.InvariantCulture);

    [GeneratedRegex("(^|/)(?<account>[0-9]{12})/$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OfAccount();

    [GeneratedRegex("^(.*/)?o-[a-z0-9]{10,32}/(?=[0-9]{12}/$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OfOrganization();

    [GeneratedRegex("_(?<time>[0-9]{8}T[0-9]{4})Z_[^/]*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OfTime();
}
