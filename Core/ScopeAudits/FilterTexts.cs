using System.Globalization;
using System.Net;

namespace OAuthAttest.ScopeAudits;

/// <summary>What people write for a filter, on a command line or in a request. Null: it is none.</summary>
public static class FilterTexts
{
    private static readonly string[] InstantFormats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK"];

    public static DateTimeOffset? Instant(string text) =>
        DateTimeOffset.TryParseExact(
            text, InstantFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var at)
            ? at
            : null;

    public static Mfa? Statement(string text) => text switch
    {
        "yes" or "true" => Mfa.Yes,
        "no" or "false" => Mfa.No,
        "not-recorded" => Mfa.NotRecorded,
        _ => null,
    };

    /// <summary>A network, or one address.</summary>
    public static IPNetwork? Network(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        // .NET takes 10 for 0.0.0.10.
        : text.AsSpan().ContainsAny('.', ':') && IPAddress.TryParse(text, out var one)
            ? new IPNetwork(one, one.GetAddressBytes().Length * 8)
        : null;
}
