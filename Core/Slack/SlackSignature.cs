using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using OAuthAttest.Outside;

namespace OAuthAttest.Slack;

public enum SlackSignatureResult
{
    Valid,
    MissingHeader,
    MalformedHeader,
    StaleTimestamp,
    FutureTimestamp,
    Mismatch,
}

/// <summary>
/// Slack's request signature, version v0: HMAC-SHA256 over <c>v0:timestamp:raw body</c>.
/// </summary>
/// <remarks>https://api.slack.com/authentication/verifying-requests-from-slack. The window is checked on both
/// sides: a timestamp from the future would otherwise stay replayable for longer than the window.</remarks>
public sealed class SlackSignature(IOptions<SlackOptions> options, TimeProvider clock)
{
    public const string TimestampHeader = "X-Slack-Request-Timestamp";
    public const string SignatureHeader = "X-Slack-Signature";
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(300);

    private const string Prefix = "v0=";

    private readonly HmacSignatures signatures = HmacSignatures.OfTexts(options.Value.SigningSecrets);

    /// <summary>Checks the two headers against the body as it came over the wire, before any decoding.</summary>
    public SlackSignatureResult Verify(string? timestampHeader, string? signatureHeader, ReadOnlySpan<byte> rawBody)
    {
        if (string.IsNullOrEmpty(timestampHeader) || string.IsNullOrEmpty(signatureHeader))
        {
            return SlackSignatureResult.MissingHeader;
        }

        if (!TryReadTimestamp(timestampHeader, out long seconds) || HmacSignatures.ReadHex(signatureHeader, Prefix) is not { } given)
        {
            return SlackSignatureResult.MalformedHeader;
        }

        long age = clock.GetUtcNow().ToUnixTimeSeconds() - seconds;
        if (age > Window.TotalSeconds)
        {
            return SlackSignatureResult.StaleTimestamp;
        }

        if (age < -Window.TotalSeconds)
        {
            return SlackSignatureResult.FutureTimestamp;
        }

        return signatures.Match(Signed(timestampHeader), rawBody, given) ? SlackSignatureResult.Valid : SlackSignatureResult.Mismatch;
    }

    /// <summary>The header value Slack would send; simulators and tests sign with it.</summary>
    public static string Sign(string secret, string timestamp, ReadOnlySpan<byte> rawBody) =>
        HmacSignatures.SignHex(secret, Prefix, Signed(timestamp), rawBody);

    private static byte[] Signed(string timestamp) => Encoding.ASCII.GetBytes($"v0:{timestamp}:");

    private static bool TryReadTimestamp(string header, out long seconds)
    {
        seconds = 0;
        return header.Length <= 12
            && header.All(char.IsAsciiDigit)
            && long.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out seconds);
    }
}
