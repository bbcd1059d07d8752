using System.Security.Cryptography;
using System.Text;

namespace OAuthAttest.Grants;

/// <summary>
/// Brings the id of an app into one form. Entra's are GUIDs, which exports write in either case. Google has one id,
/// <c>anonymous</c>, for all apps that never registered: they are told apart by the name that people were shown.
/// </summary>
internal static class ClientId
{
    public const string Anonymous = "anonymous";

    private const int GuidLength = 36;
    private const int Longest = 256;

    /// <summary>Whether <see cref="Canonical"/> could change it; cheap, because a million rows ask.</summary>
    public static bool MayHaveOtherForms(ProviderName provider, string id) =>
        provider == ProviderName.Entra
            ? id.Length >= GuidLength && (id.Length > GuidLength || id.AsSpan().ContainsAnyInRange('A', 'F'))
            : provider == ProviderName.Google && id == Anonymous;

    public static string Canonical(ProviderName provider, string id, ReadOnlySpan<char> appName)
    {
        if (provider == ProviderName.Entra)
            return Guid.TryParse(id, out var guid) ? guid.ToString() : id;
        var name = appName.Trim();
        return provider == ProviderName.Google && id == Anonymous && !name.IsEmpty ? Named(name.ToString()) : id;
    }

    private static string Named(string name) =>
        $"{Anonymous}:{name}" is { Length: <= Longest } id
            ? id
            : $"{Anonymous}:sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))}";
}
