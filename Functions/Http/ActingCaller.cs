using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Options;
using OAuthAttest.Campaigns;

namespace OAuthAttest.Functions.Http;

/// <summary>
/// Who calls an endpoint that acts. The name comes from what the caller proved, never from what the request says of itself: from the
/// acting key, or from the platform's sign-in.
/// </summary>
public sealed class ActingCaller(IOptions<AccessOptions> options)
{
    /// <summary>The header of the acting key.</summary>
    public const string KeyHeader = "x-acting-key";

    /// <summary>https://learn.microsoft.com/azure/app-service/configure-authentication-user-identities</summary>
    private const string PrincipalHeader = "X-MS-CLIENT-PRINCIPAL-NAME";

    private const string PrincipalActor = "principal/";

    private readonly List<ActingKey> keys = [.. options.Value.ActingKeys.Select(ActingKey.TryParse).OfType<ActingKey>()];

    /// <returns>The actor for the audit log; null: the caller may not act.</returns>
    internal string? Find(HttpRequestData request)
    {
        if (KeyName(RequestBody.Header(request, KeyHeader)) is not { } name)
            return null;
        return options.Value.PlatformAuthentication && Principal(request) is { } principal ? $"{PrincipalActor}{principal}" : $"key/{name}";
    }

    /// <summary>The name of the person who signed in on the platform; null: the actor is a key.</summary>
    internal static string? PersonOf(string actor) =>
        actor.StartsWith(PrincipalActor, StringComparison.Ordinal) ? actor[PrincipalActor.Length..] : null;

    /// <summary>The answer to a caller who may not act.</summary>
    internal BadRequest Refusal() => keys.Count == 0
        ? new BadRequest(HttpStatusCode.Forbidden, "No acting key is set up: nobody may act on a campaign here.", KeyHeader)
        : new BadRequest(HttpStatusCode.Forbidden, "A function key alone opens reading: this needs an acting key too.", KeyHeader);

    private string? KeyName(string? presented)
    {
        if (string.IsNullOrEmpty(presented))
            return null;
        string? found = null;
        // All keys are compared, so that the time tells nothing of which one was near.
        foreach (var key in keys)
        {
            if (CryptographicOperations.FixedTimeEquals(Digest(presented), Digest(key.Key)))
                found = key.Name;
        }
        return found;
    }

    private static string? Principal(HttpRequestData request)
    {
        var name = new string([.. (RequestBody.Header(request, PrincipalHeader) ?? "").Where(c => !char.IsControl(c))]).Trim();
        return name.Length == 0 ? null : Cut(name);
    }

    // The column's length, less the prefix.
    private static string Cut(string name) =>
        name.Length <= Campaign.LongestRequestedBy - 12 ? name : name[..(Campaign.LongestRequestedBy - 12)];

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
