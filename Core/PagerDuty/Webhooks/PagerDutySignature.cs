using Microsoft.Extensions.Options;
using OAuthAttest.Outside;

namespace OAuthAttest.PagerDuty.Webhooks;

public enum PagerDutySignatureResult
{
    Valid = 1,

    /// <summary>No secret is configured, so no webhook can be authenticated.</summary>
    NotConfigured = 2,
    MissingHeader = 3,

    /// <summary>The header has no signature of version v1, or far too many.</summary>
    MalformedHeader = 4,
    Mismatch = 5,
}

/// <summary>
/// The signature of a v3 webhook: HMAC-SHA256 over the raw body, several of them while a secret is rotated; one match is enough.
/// The scheme has no timestamp, so an old delivery stays valid: callers must remember the event's id to detect a replay.
/// </summary>
/// <remarks>https://developer.pagerduty.com/docs/webhooks/webhook-signatures/</remarks>
public sealed class PagerDutySignature(IOptions<PagerDutyOptions> options)
{
    public const string Header = "X-PagerDuty-Signature";

    private const string Prefix = "v1=";
    private const int MostEntries = 10;
    private const int LongestHeader = 1024;

    private readonly HmacSignatures signatures = HmacSignatures.OfTexts(options.Value.WebhookSecrets);

    public bool IsConfigured => signatures.HasKeys;

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
        return signatures.Match([], rawBody, [.. given]) ? PagerDutySignatureResult.Valid : PagerDutySignatureResult.Mismatch;
    }

    /// <summary>The signature that PagerDuty would send; simulators and tests sign with it.</summary>
    public static string Sign(string secret, ReadOnlySpan<byte> rawBody) =>
        HmacSignatures.SignHex(secret, Prefix, [], rawBody);

    // Entries of other versions are skipped, because PagerDuty would introduce a new version that way.
    private static List<byte[]> Read(string header)
    {
        var found = new List<byte[]>();
        if (header.Length > LongestHeader)
            return found;
        foreach (var range in header.AsSpan().Split(','))
        {
            if (HmacSignatures.ReadHex(header.AsSpan(range).Trim(' '), Prefix) is { } signature)
                found.Add(signature);
        }
        return found;
    }
}
