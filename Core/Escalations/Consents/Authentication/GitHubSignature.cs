using System.Security.Cryptography;
using OAuthAttest.Outside;

namespace OAuthAttest.Escalations.Consents.Authentication;

/// <summary>GitHub's webhook signature: HMAC-SHA256 over the raw body, without a timestamp.</summary>
/// <remarks>https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries</remarks>
public sealed class GitHubSignature(IEnumerable<string> secrets)
{
    public const string SignatureHeader = "X-Hub-Signature-256";

    private const string Prefix = "sha256=";

    private readonly HmacSignatures signatures = HmacSignatures.OfTexts(secrets);

    public bool Matches(string? header, ReadOnlySpan<byte> rawBody) =>
        HmacSignatures.ReadHex(header, Prefix) is { } given && signatures.Match([], rawBody, given);

    /// <param name="digests">What <see cref="NewHashes"/> computed over the raw body.</param>
    public static bool Matches(string? header, IReadOnlyList<byte[]> digests) =>
        HmacSignatures.ReadHex(header, Prefix) is { } given && HmacSignatures.Match(digests, given);

    /// <summary>A hash for each secret, for a body that is read in pieces.</summary>
    public IReadOnlyList<IncrementalHash> NewHashes() => signatures.NewHashes();

    /// <summary>The header value GitHub would send.</summary>
    public static string Sign(string secret, ReadOnlySpan<byte> rawBody) => HmacSignatures.SignHex(secret, Prefix, [], rawBody);
}
