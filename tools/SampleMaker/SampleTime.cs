using System.Globalization;

namespace OAuthAttest.SampleMaker;

internal static class SampleTime
{
    /// <summary>The time of all exports: the morning before a quarter ends.</summary>
    public static DateTimeOffset Taken { get; } = new(2026, 9, 30, 5, 0, 0, TimeSpan.Zero);

    /// <summary>With milliseconds, as Google and Okta write it.</summary>
    public static string Milliseconds(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>With seven digits, as Graph writes it.</summary>
    public static string Ticks(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    public static string Seconds(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>As people write dates in tables.</summary>
    public static string Day(DateTimeOffset time) => time.ToString("dd.MM.yyyy", CultureInfo.InvariantCulture);
}
