using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace OAuthAttest.Local.Simulators.Aws;

/// <summary>CloudTrail's keys, one in each Region, with which it signs digest files.</summary>
public sealed class DigestSigner : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<RSA>> keys = new(StringComparer.Ordinal);

    /// <summary>In lower-case hexadecimal digits.</summary>
    public string Sign(string region, string text) => Convert.ToHexStringLower(
        Key(region).SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    /// <summary>PKCS #1, DER, in base64.</summary>
    public string PublicKey(string region) => Convert.ToBase64String(Key(region).ExportRSAPublicKey());

    public string Fingerprint(string region) => Convert.ToHexStringLower(SHA256.HashData(Key(region).ExportRSAPublicKey()))[..32];

    public void Dispose()
    {
        foreach (var key in keys.Values.Where(key => key.IsValueCreated))
            key.Value.Dispose();
    }

    private RSA Key(string region) => keys.GetOrAdd(region, _ => new Lazy<RSA>(() => RSA.Create(2048))).Value;
}
