using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace OAuthAttest.Outside;

/// <summary>
/// Checks HMAC-SHA256 signatures for Slack, PagerDuty, GitHub and Standard Webhooks, which differ in what is signed besides the body
/// and in how a signature is spelt. A sender may have several keys while a secret is rotated; one match is enough.
/// </summary>
internal sealed class HmacSignatures(IEnumerable<byte[]> keys)
{
    public const int HexLength = 2 * SHA256.HashSizeInBytes;

    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    private readonly byte[][] keys = [.. keys];

    public static HmacSignatures OfTexts(IEnumerable<string> secrets) => new(secrets.Select(Encoding.UTF8.GetBytes));

    public bool HasKeys => keys.Length > 0;

    /// <summary>Compares every pair in full, so that the time taken does not reveal which of them matched, or how far.</summary>
    /// <param name="before">What is signed before the body.</param>
    /// <param name="rawBody">The bytes as received, before any decoding.</param>
    public bool Match(ReadOnlySpan<byte> before, ReadOnlySpan<byte> rawBody, params ReadOnlySpan<byte[]> given)
    {
        var computed = new byte[keys.Length][];
        for (var i = 0; i < computed.Length; i++)
            computed[i] = Sign(keys[i], before, rawBody);
        return Match(computed, given);
    }

    /// <summary>A hash for each key, for a body that is read in pieces.</summary>
    public IReadOnlyList<IncrementalHash> NewHashes() =>
        [.. keys.Select(key => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key))];

    /// <summary>The same for signatures that were computed while the body was read, one a key.</summary>
    public static bool Match(IReadOnlyList<byte[]> computed, params ReadOnlySpan<byte[]> given)
    {
        var matches = false;
        foreach (var expected in computed)
        {
            foreach (var signature in given)
                matches |= CryptographicOperations.FixedTimeEquals(expected, signature);
        }
        return matches;
    }

    /// <summary>Reads a signature in lower-case hex behind a prefix; null for any other spelling.</summary>
    public static byte[]? ReadHex(ReadOnlySpan<char> text, string prefix)
    {
        if (text.Length != prefix.Length + HexLength || !text.StartsWith(prefix, StringComparison.Ordinal))
            return null;
        var hex = text[prefix.Length..];
        return hex.ContainsAnyExcept(LowerHex) ? null : Convert.FromHexString(hex);
    }

    /// <summary>Computes the signature as a sender does; tests, the demo and simulators sign with it.</summary>
    public static byte[] Sign(byte[] key, ReadOnlySpan<byte> before, ReadOnlySpan<byte> rawBody)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(before);
        hmac.AppendData(rawBody);
        return hmac.GetHashAndReset();
    }

    /// <summary>The same with a secret that is text, in hex behind a prefix.</summary>
    public static string SignHex(string secret, string prefix, ReadOnlySpan<byte> before, ReadOnlySpan<byte> rawBody) =>
        prefix + Convert.ToHexStringLower(Sign(Encoding.UTF8.GetBytes(secret), before, rawBody));
}
