using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace OAuthAttest.Campaigns.Rehearsing;

/// <summary>
/// The readable id of one rehearsal, e.g. <c>rehearsal-2027Q1-20261001T050000Z</c>: the key of the rehearsed campaign and the time. It is
/// valid as an instance id, and unique: two requests within the same second get the same rehearsal.
/// </summary>
public static class RehearsalId
{
    public const int MaxLength = 64;

    private const string Prefix = "rehearsal-";

    public static string Of(CampaignKey key, DateTimeOffset at) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{key}-{at.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}");

    /// <summary>True when the text has the form of an id. It does not check that such a rehearsal exists.</summary>
    public static bool IsValid([NotNullWhen(true)] string? text) =>
        text is { Length: > 0 and <= MaxLength }
        && text.StartsWith(Prefix, StringComparison.Ordinal)
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
