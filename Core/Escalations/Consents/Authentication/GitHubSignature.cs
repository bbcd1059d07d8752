using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace OAuthAttest.Escalations.Consents.Authentication;

/// <summary>GitHub's webhook signature: HMAC-SHA256 over the raw body, without a timestamp.</summary>
/// <remarks>https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries</remarks>
public sealed class GitHubSignature(IEnumerable<string> secrets)
{
    public const string SignatureHeader = "X-Hub-Signature-256";

    private const string Prefix = "sha256=";
    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    private readonly byte[][] keys = [.. secrets.Select(Encoding.UTF8.GetBytes)];

    public bool Matches(string? header, ReadOnlySpan<byte> rawBody)
    {
        Span<byte> given = stackalloc byte[SHA256.HashSizeInBytes];
        if (header is null || header.Length != Prefix.Length + given.Length * 2 || !header.StartsWith(Prefix, StringComparison.Ordinal))
            return false;
        var hex = header.AsSpan(Prefix.Length);
        if (hex.ContainsAnyExcept(LowerHex) || Convert.FromHexString(hex, given, out _, out _) != OperationStatus.Done)
            return false;
        var matches = false;
        Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
        foreach (var key in keys)
        {
            HMACSHA256.HashData(key, rawBody, expected);
            matches |= CryptographicOperations.FixedTimeEquals(expected, given);
        }
        return matches;
    }

    /// <summary>The header value GitHub would send.</summary>
    public static string Sign(string secret, ReadOnlySpan<byte> rawBody) =>
        Prefix + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), rawBody));
}
