using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace OAuthAttest.PagerDuty.Webhooks;

public enum PagerDutySignatureResult
{
    Valid = 1,

    /// <summary>No secret is configured: nothing can be believed.</summary>
    NotConfigured = 2,
    MissingHeader = 3,

    /// <summary>No signature of version v1 is in it, or far too many.</summary>
    MalformedHeader = 4,
    Mismatch = 5,
}

/// <summary>
/// The signature of a v3 webhook: HMAC-SHA256 over the raw body, several of them while a secret is rotated; one that matches is enough.
/// The scheme has no timestamp, so an old delivery stays valid: whoever acts on it remembers the event's id.
/// </summary>
/// <remarks>https://developer.pagerduty.com/docs/webhooks/webhook-signatures/</remarks>
public sealed class PagerDutySignature(IOptions<PagerDutyOptions> options)
{
    public const string Header = "X-PagerDuty-Signature";

    private const string Prefix = "v1=";
    private const int HexLength = 64;
    private const int MostEntries = 10;
    private const int LongestHeader = 1024;
    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    private readonly byte[][] secrets = [.. options.Value.WebhookSecrets.Select(Encoding.UTF8.GetBytes)];

    public bool IsConfigured => secrets.Length > 0;

    /// <summary>Checks the header against the body as it came over the wire, before any decoding.</summary>
    public PagerDutySignatureResult Verify(string? header, ReadOnlySpan<byte> rawBody)
    {
        if (!IsConfigured)
            return PagerDutySignatureResult.NotConfigured;
        if (string.IsNullOrEmpty(header))
            return PagerDutySignatureResult.MissingHeader;
        var given = Read(header);
        if (given.Count is 0 or > MostEntries)
            return PagerDutySignatureResult.MalformedHeader;
        return MatchesAny(rawBody, given) ? PagerDutySignatureResult.Valid : PagerDutySignatureResult.Mismatch;
    }

    /// <summary>The signature that PagerDuty would send; simulators and tests sign with it.</summary>
    public static string Sign(string secret, ReadOnlySpan<byte> rawBody) =>
        Prefix + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), rawBody));

    private bool MatchesAny(ReadOnlySpan<byte> rawBody, List<byte[]> given)
    {
        // Every pair is compared, so that the time taken does not tell which of them matched.
        var matches = false;
        Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
        foreach (var secret in secrets)
        {
            HMACSHA256.HashData(secret, rawBody, expected);
            foreach (var signature in given)
                matches |= CryptographicOperations.FixedTimeEquals(expected, signature);
        }
        return matches;
    }

    // Entries of other versions are passed over: that is how a next version would be introduced.
    private static List<byte[]> Read(string header)
    {
        var signatures = new List<byte[]>();
        if (header.Length > LongestHeader)
            return signatures;
        foreach (var range in header.AsSpan().Split(','))
        {
            var entry = header.AsSpan(range).Trim(' ');
            if (entry.Length == Prefix.Length + HexLength && entry.StartsWith(Prefix, StringComparison.Ordinal) && !entry[Prefix.Length..].ContainsAnyExcept(LowerHex))
                signatures.Add(Convert.FromHexString(entry[Prefix.Length..]));
        }
        return signatures;
    }
}
