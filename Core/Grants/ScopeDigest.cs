using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace OAuthAttest.Grants;

/// <summary>
/// The digest an answer is bound to: SHA-256 over provider, client id, resource, consent type and the sorted scopes,
/// each as UTF-8 followed by a zero byte. Any change of what the app may do changes it.
/// </summary>
public static class ScopeDigest
{
    public static byte[] Of(ProviderName provider, string clientId, string? resource, ConsentType consent, IEnumerable<string> scopes)
    {
        var digest = new byte[SHA256.HashSizeInBytes];
        Write(digest, provider, clientId, resource, consent, [.. scopes.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
        return digest;
    }

    /// <summary>The same for scopes that are distinct and in order already, without garbage: an import does it a million times.</summary>
    internal static void Write(
        Span<byte> digest,
        ProviderName provider,
        string clientId,
        string? resource,
        ConsentType consent,
        ReadOnlySpan<string> scopes
    )
    {
        var characters = provider.ToString().Length + clientId.Length + (resource?.Length ?? 0) + 32;
        foreach (var scope in scopes)
            characters += scope.Length + 1;
        var rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(characters));
        var length = Append(rented, 0, provider.ToString());
        length = Append(rented, length, clientId);
        length = Append(rented, length, resource ?? "");
        length = Append(rented, length, Name(consent));
        foreach (var scope in scopes)
            length = Append(rented, length, scope);
        SHA256.HashData(rented.AsSpan(0, length), digest);
        ArrayPool<byte>.Shared.Return(rented);
    }

    private static int Append(byte[] bytes, int at, string part)
    {
        at += Encoding.UTF8.GetBytes(part, bytes.AsSpan(at));
        bytes[at] = 0;
        return at + 1;
    }

    private static string Name(ConsentType consent) => consent switch
    {
        ConsentType.Principal => nameof(ConsentType.Principal),
        ConsentType.Tenant => nameof(ConsentType.Tenant),
        ConsentType.Application => nameof(ConsentType.Application),
        _ => throw new InvalidOperationException($"There is no consent type {(int)consent}."),
    };
}
