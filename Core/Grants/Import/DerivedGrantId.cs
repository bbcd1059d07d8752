using System.Security.Cryptography;
using System.Text;

namespace OAuthAttest.Grants.Import;

/// <summary>A stable grant id for providers that have none, derived from account, client and API.</summary>
internal static class DerivedGrantId
{
    public static string Of(string principal, string client, string? resource)
    {
        var id = resource is null ? $"{principal}/{client}" : $"{principal}/{client}/{resource}";
        return id.Length <= RecordLimits.GrantId ? id : "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
    }
}
