using System.Security.Cryptography;
using System.Text;
using OAuthAttest.Addresses;
using OAuthAttest.Outside;

namespace OAuthAttest.Escalations.Consents.Reading;

/// <summary>
/// What may be stored and shown of a text that a stranger chose: an app's name is written by its maker. Without control characters
/// (PostgreSQL stores no NUL), without marks that turn the direction of writing, and never longer than its column.
/// </summary>
internal static class ConsentText
{
    public const int MaxId = 256;
    public const int MaxEmail = EmailAddress.Longest;
    public const int MaxName = 256;
    public const int MaxIp = 64;
    public const int MaxUserAgent = 512;
    public const int MaxScope = 512;

    /// <summary>Text for people: cut where it is too long. Null where nothing is left.</summary>
    public static string? Display(string? text, int longest = MaxName) => Clean(text) is { } clean ? WireText.Cut(clean, longest) : null;

    /// <summary>Text that identifies: where it is too long its digest stands in, for two cut ids could be one.</summary>
    public static string? Id(string? text, int longest = MaxId) =>
        Clean(text) is not { } clean ? null : clean.Length <= longest ? clean : $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(clean)))}";

    /// <summary>Distinct, in ordinal order.</summary>
    public static IReadOnlyList<string> Scopes(IEnumerable<string> scopes) =>
        [.. scopes.Select(scope => Id(scope, MaxScope)).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>PostgreSQL keeps microseconds: finer ticks would look like news when an event is told again.</summary>
    public static DateTimeOffset Instant(DateTimeOffset instant)
    {
        var utc = instant.ToUniversalTime();
        return utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    /// <summary>The event as it is stored: every text within its bounds.</summary>
    public static ConsentEvent Bounded(ConsentEvent consent) => consent with
    {
        EventKey = Id(consent.EventKey, ConsentEvent.MaxEventKey) ?? throw new InvalidOperationException("A consent has no event key."),
        OccurredAt = Instant(consent.OccurredAt),
        Who = new ConsentingPerson(Id(consent.Who.ExternalId), EmailAddress.Of(consent.Who.Email), Display(consent.Who.Name)),
        App = new ConsentedApp(
            Id(consent.App.ClientId) ?? UnknownApp, Display(consent.App.Name), Display(consent.App.Publisher), consent.App.IsPublisherVerified,
            consent.App.RegisteredAt is { } registered ? Instant(registered) : null),
        Scopes = Scopes(consent.Scopes),
        Tenant = Id(consent.Tenant),
        IpAddress = Display(consent.IpAddress, MaxIp),
        UserAgent = Display(consent.UserAgent, MaxUserAgent),
    };

    /// <summary>Stands where a source does not tell the app.</summary>
    public const string UnknownApp = "unknown";

    private static string? Clean(string? text)
    {
        if (text is null)
            return null;
        text = WireText.WellFormed(text);
        if (!text.Any(IsUnwanted))
            return text.Trim() is { Length: > 0 } whole ? whole : null;
        return string.Concat(text.Where(c => !IsUnwanted(c))).Trim() is { Length: > 0 } cleaned ? cleaned : null;
    }

    private static bool IsUnwanted(char c) =>
        char.IsControl(c) || c is '\u2028' or '\u2029' or '\uFEFF' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
