using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace OAuthAttest.Functions.Telemetry;

/// <summary>Removes from a text what must not be sent: one rule for each kind, applied in this order.</summary>
internal static partial class TelemetryText
{
    private const int Longest = 8192;
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    [return: NotNullIfNotNull(nameof(text))]
    public static string? Clean(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return text;
        var clean = text.Length > Longest ? text[..Longest] : text;
        clean = Address().Replace(clean, "${start}/…");
        clean = Credential().Replace(clean, "(removed)");
        clean = Setting().Replace(clean, "${name}=(removed)");
        clean = Mail().Replace(clean, "(address)");
        clean = Participant().Replace(clean, "${campaign}person-${hash}");
        clean = Ip().Replace(clean, "(address)");
        return Opaque().Replace(clean, "(removed)");
    }

    [return: NotNullIfNotNull(nameof(text))]
    public static string? WithoutQuery(string? text) => text?.IndexOf('?', StringComparison.Ordinal) is >= 0 and var at ? text[..at] : text;

    public static string FirstWord(string? text) => text?.IndexOf(' ', StringComparison.Ordinal) is > 0 and var at ? text[..at] : "CALL";

    /// <summary>A URL: the scheme and the host are kept.</summary>
    [GeneratedRegex(
        "(?<start>\\b[a-z][a-z0-9+.-]*://[^\\s/?#\"'<>@]*)(/|\\?|#)[^\\s\"'<>]*",
        Options | RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Address();

    /// <summary><c>code=…</c> of function keys, <c>sig=…</c>, the parts of connection strings.</summary>
    [GeneratedRegex(
        "\\b(?<name>code|sig|signature|token|[a-z_-]*token|password|pwd"
            + "|[a-z_-]*secret|[a-z]*key|api-?key|x-functions-key|authorization|user ?id|username)\"?\\s*[=:]\\s*\"?[^\\s&;,\"']+",
        Options | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Setting();

    /// <summary>Credentials with a recognizable prefix.</summary>
    [GeneratedRegex(
        "\\b(bearer\\s+\\S+|xox[a-z]-\\S+|xapp-\\S+|whsec_\\S+|gh[a-z]_\\w+|SSWS\\s+\\S+|eyJ[\\w-]+\\.[\\w.-]+)",
        Options | RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Credential();

    [GeneratedRegex("[^\\s@<>\"'(),;:|=/]+@[^\\s@<>\"'(),;:|=/]+", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Mail();

    /// <summary>
    /// A participant's key, alone or in an instance id: it contains their address, and its hash is enough to find it. UUIDs end alike and
    /// are excluded.
    /// </summary>
    [GeneratedRegex(
        "(?<![A-Za-z0-9-])(?![0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\b)"
            + "(?<campaign>campaign-[A-Za-z0-9_-]+?-u-)?[a-z0-9][a-z0-9-]*-(?<hash>[0-9a-f]{12})\\b",
        Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Participant();

    [GeneratedRegex(
        "\\b\\d{1,3}(\\.\\d{1,3}){3}\\b|\\b([0-9a-f]{1,4}:){4,7}[0-9a-f]{0,4}",
        Options | RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Ip();

    /// <summary>Long runs with a digit in them: keys, digests, tokens.</summary>
    [GeneratedRegex("(?<![A-Za-z0-9+/])(?=[A-Za-z+/]*[0-9])[A-Za-z0-9+/]{32,}={0,2}", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Opaque();
}
