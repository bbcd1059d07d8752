using System.Text.RegularExpressions;

namespace OAuthAttest.Aws.Digests;

/// <summary>Where a digest file stands in its bucket, which says of whom it is.</summary>
/// <param name="Text">The whole key.</param>
/// <param name="Chain">
/// That of the trail's digest files in this account and Region, each of which names the one before. What CloudTrail delivered after an
/// outage of its own has a chain apart.
/// </param>
/// <param name="IsBackfill">It is of such a chain, which may have gaps.</param>
internal sealed partial record DigestKey(string Text, string Chain, string Region, bool IsBackfill)
{
    /// <summary>Null: it is none.</summary>
    public static DigestKey? Parse(string? text) => text is not null && Form().Match(text) is { Success: true } match
        ? new DigestKey(
            text,
            $"{match.Groups["folder"].Value}{match.Groups["name"].Value}{match.Groups["backfill"].Value}",
            match.Groups["region"].Value,
            match.Groups["backfill"].Length > 0)
        : null;

    [GeneratedRegex(
        "^(?<folder>(.*/)?CloudTrail-Digest/(?<region>[a-z0-9-]+)/)[0-9]{4}/[0-9]{2}/[0-9]{2}/(?<name>[^/]+)_[0-9]{8}T[0-9]{6}Z"
            + @"(?<backfill>_backfill)?\.json\.gz$",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Form();
}
