using System.Security.Cryptography;
using System.Text;

namespace OAuthAttest.Escalations.Consents.Authentication;

/// <summary>
/// The tokens of a source that signs nothing. Anybody who has a token can replay and invent events. It is therefore only sent over
/// TLS, and the poll reads the provider's own log as well.
/// </summary>
public sealed class StaticTokens(IEnumerable<string> tokens)
{
    private readonly byte[][] digests = [.. tokens.Select(token => SHA256.HashData(Encoding.UTF8.GetBytes(token)))];

    /// <summary>For an <c>Authorization</c> header: the bare token, or <c>Bearer</c> before it.</summary>
    public static StaticTokens ForAuthorization(IEnumerable<string> tokens) =>
        new(tokens.SelectMany(token => new[] { token, $"Bearer {token}" }));

    /// <summary>Compares digests, and always all of them, so that the time taken reveals neither content nor length.</summary>
    public bool Matches(string? presented)
    {
        if (string.IsNullOrEmpty(presented))
            return false;
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(presented), digest);
        var matches = false;
        foreach (var known in digests)
            matches |= CryptographicOperations.FixedTimeEquals(known, digest);
        return matches;
    }
}
