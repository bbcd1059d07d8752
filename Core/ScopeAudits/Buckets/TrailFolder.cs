using System.Globalization;

namespace OAuthAttest.ScopeAudits.Buckets;

/// <summary>Where the log files of one account and Region stand, and the digest files of them.</summary>
/// <param name="Home">That of the account: <c>AWSLogs/111122223333/</c>.</param>
/// <remarks>https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-find-log-files.html</remarks>
internal sealed record TrailFolder(string Home, string Region)
{
    public const string LogsName = "CloudTrail/";
    public const string DigestsName = "CloudTrail-Digest/";

    private const string DayFormat = "yyyy'/'MM'/'dd'/'";

    public string Logs => $"{Home}{LogsName}{Region}/";

    public string Digests => $"{Home}{DigestsName}{Region}/";

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

    private static string Text(DateOnly day) => day.ToString(DayFormat, CultureInfo.InvariantCulture);
}
