using System.Security.Cryptography;
using System.Text;

namespace OAuthAttest.Escalations.Consents.Authentication;

/// <summary>
/// The tokens of a source that signs nothing. Whoever has one can replay and make up events: it only travels over TLS, and the poll
/// reads the provider's own log.
/// </summary>
public sealed class StaticTokens(IEnumerable<string> tokens)
{
    private readonly byte[][] digests = [.. tokens.Select(token => SHA256.HashData(Encoding.UTF8.GetBytes(token)))];

    /// <summary>For an <c>Authorization</c> header: the bare token, or <c>Bearer</c> before it.</summary>
    public static StaticTokens ForAuthorization(IEnumerable<string> tokens) => new(tokens.SelectMany(token => new[] { token, $"Bearer {token}" }));

    /// <summary>Digests are compared, so that neither content nor length shows in the time taken; and always all of them.</summary>
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
