using System.Globalization;

namespace OAuthAttest.Campaigns;

/// <summary>
/// Which card of several grants a person has opened to see each of them: none, the low-risk apps, or one app with its orphans. Stored with
/// the participant and carried in buttons as <c>all</c>, <c>low</c> or <c>app-17</c>.
/// </summary>
public readonly record struct OpenedGroup
{
    /// <summary>The maximum length of the stored form.</summary>
    public const int MaxLength = 24;

    private const string AppPrefix = "app-";

    private OpenedGroup(bool isLowRisk, long? appId) => (IsLowRisk, AppId) = (isLowRisk, appId);

    /// <summary>The whole list.</summary>
    public static OpenedGroup None => default;

    public static OpenedGroup LowRisk => new(true, null);

    public bool IsLowRisk { get; }

    /// <summary>The app; null when no app's card is opened.</summary>
    public long? AppId { get; }

    public static OpenedGroup OfApp(long appId) => new(false, appId);

    /// <summary>Null when the text is no stored form.</summary>
    public static OpenedGroup? Parse(string? text) => text switch
    {
        null or "all" => None,
        "low" => LowRisk,
        _ when text.StartsWith(AppPrefix, StringComparison.Ordinal)
            && long.TryParse(text.AsSpan(AppPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var id) => OfApp(id),
        _ => null,
    };

    public override string ToString() =>
        IsLowRisk ? "low" : AppId is { } id ? AppPrefix + id.ToString(CultureInfo.InvariantCulture) : "all";
}
