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
        var text = new StringBuilder();
        foreach (var part in (string[])[provider.ToString(), clientId, resource ?? "", consent.ToString(), .. scopes.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)])
            text.Append(part).Append('\0');
        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
