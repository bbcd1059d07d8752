using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

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
    private const int HexLength = 64;
    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    private readonly byte[][] secrets = [.. options.Value.SigningSecrets.Select(Encoding.UTF8.GetBytes)];

    /// <summary>Checks the two headers against the body as it came over the wire, before any decoding.</summary>
    public SlackSignatureResult Verify(string? timestampHeader, string? signatureHeader, ReadOnlySpan<byte> rawBody)
    {
        if (string.IsNullOrEmpty(timestampHeader) || string.IsNullOrEmpty(signatureHeader))
        {
            return SlackSignatureResult.MissingHeader;
        }

        Span<byte> given = stackalloc byte[SHA256.HashSizeInBytes];
        if (!TryReadTimestamp(timestampHeader, out long seconds) || !TryReadSignature(signatureHeader, given))
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

        return MatchesAnySecret(timestampHeader, rawBody, given) ? SlackSignatureResult.Valid : SlackSignatureResult.Mismatch;
    }

    /// <summary>The header value Slack would send; simulators and tests sign with it.</summary>
    public static string Sign(string secret, string timestamp, ReadOnlySpan<byte> rawBody)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Compute(Encoding.UTF8.GetBytes(secret), timestamp, rawBody, hash);
        return Prefix + Convert.ToHexStringLower(hash);
    }

    private bool MatchesAnySecret(string timestamp, ReadOnlySpan<byte> rawBody, ReadOnlySpan<byte> given)
    {
        // Every secret is tried, so that the time taken does not tell which of them matched.
        bool matches = false;
        Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
        foreach (byte[] secret in secrets)
        {
            Compute(secret, timestamp, rawBody, expected);
            matches |= CryptographicOperations.FixedTimeEquals(expected, given);
        }

        return matches;
    }

    private static void Compute(byte[] secret, string timestamp, ReadOnlySpan<byte> rawBody, Span<byte> hash)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        hmac.AppendData("v0:"u8);
        hmac.AppendData(Encoding.ASCII.GetBytes(timestamp));
        hmac.AppendData(":"u8);
        hmac.AppendData(rawBody);
        hmac.GetHashAndReset(hash);
    }

    private static bool TryReadTimestamp(string header, out long seconds)
    {
        seconds = 0;
        return header.Length <= 12
            && header.All(char.IsAsciiDigit)
            && long.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out seconds);
    }

    private static bool TryReadSignature(string header, Span<byte> hash)
    {
        if (header.Length != Prefix.Length + HexLength || !header.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        ReadOnlySpan<char> hex = header.AsSpan(Prefix.Length);
        return !hex.ContainsAnyExcept(LowerHex)
            && Convert.FromHexString(hex, hash, out _, out _) == OperationStatus.Done;
    }
}
