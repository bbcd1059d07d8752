using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OAuthAttest.Outside;

namespace OAuthAttest.Escalations.Consents.Authentication;

/// <summary>
/// Standard Webhooks, scheme v1: HMAC-SHA256 over <c>id.timestamp.raw body</c>. Ed25519 (v1a) is not supported because .NET has no
/// Ed25519; a header may list signatures of both schemes.
/// </summary>
/// <remarks>https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md</remarks>
public sealed class StandardWebhookSignature
{
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";

    private const string SecretPrefix = "whsec_";
    private const string Version = "v1,";
    private const int ShortestKey = 24;
    private const int LongestKey = 64;

    // Enough for a rotation; every entry costs a comparison, so the number is limited.
    private const int MostEntries = 32;

    private readonly HmacSignatures signatures;

    /// <exception cref="FormatException">A secret is malformed.</exception>
    public StandardWebhookSignature(IEnumerable<string> secrets) =>
        signatures = new HmacSignatures(
            secrets.Select(secret =>
                TryReadSecret(secret, out var key)
                    ? key
                    : throw new FormatException("A secret must be whsec_ followed by the base64 of 24 to 64 bytes.")
            )
        );

    public static bool TryReadSecret(string secret, [NotNullWhen(true)] out byte[]? key)
    {
        key = null;
        if (!secret.StartsWith(SecretPrefix, StringComparison.Ordinal))
            return false;
        var buffer = new byte[LongestKey + 3];
        if (!Convert.TryFromBase64String(secret[SecretPrefix.Length..], buffer, out var length) || length is < ShortestKey or > LongestKey)
            return false;
        key = buffer[..length];
        return true;
    }

    /// <summary>Unix seconds, digits only.</summary>
    public static bool TryReadTimestamp(string? header, out DateTimeOffset timestamp)
    {
        timestamp = default;
        if (header is not { Length: > 0 and <= 11 } || !header.All(char.IsAsciiDigit))
            return false;
        timestamp = DateTimeOffset.FromUnixTimeSeconds(long.Parse(header, NumberStyles.None, CultureInfo.InvariantCulture));
        return true;
    }

    /// <summary>
    /// Whether one entry of the list matches one of the secrets. Entries of other versions and malformed ones are skipped, so that a
    /// sender that rotates its keys or signs with two schemes is not refused because of the entries we do not support.
    /// </summary>
    public bool Matches(string id, string timestamp, string list, ReadOnlySpan<byte> rawBody)
    {
        var given = new List<byte[]>();
        var entries = 0;
        foreach (var range in list.AsSpan().Split(' '))
        {
            if (++entries > MostEntries)
                return false;
            if (Read(list.AsSpan(range)) is { } signature)
                given.Add(signature);
        }
        return signatures.Match(Signed(id, timestamp), rawBody, [.. given]);
    }

    /// <summary>The header value a sender would send; tests, the demo and simulators sign with it.</summary>
    public static string Sign(string secret, string id, string timestamp, ReadOnlySpan<byte> rawBody)
    {
        if (!TryReadSecret(secret, out var key))
            throw new FormatException("A secret must be whsec_ followed by the base64 of 24 to 64 bytes.");
        return Version + Convert.ToBase64String(HmacSignatures.Sign(key, Signed(id, timestamp), rawBody));
    }

    private static byte[] Signed(string id, string timestamp) => Encoding.UTF8.GetBytes($"{id}.{timestamp}.");

    // The same bytes can be spelt in base64 in several ways (white space, spare bits): only the canonical spelling is accepted.
    private static byte[]? Read(ReadOnlySpan<char> entry)
    {
        if (!entry.StartsWith(Version, StringComparison.Ordinal))
            return null;
        var base64 = entry[Version.Length..];
        var hash = new byte[SHA256.HashSizeInBytes];
        Span<char> again = stackalloc char[Base64.GetMaxEncodedToUtf8Length(SHA256.HashSizeInBytes)];
        return base64.Length == again.Length
            && Convert.TryFromBase64Chars(base64, hash, out var length) && length == SHA256.HashSizeInBytes
            && Convert.TryToBase64Chars(hash, again, out _) && base64.SequenceEqual(again) ? hash : null;
    }
}
