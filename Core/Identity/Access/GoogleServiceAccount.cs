using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OAuthAttest.Configuration;
using OAuthAttest.Json;

namespace OAuthAttest.Identity.Access;

/// <summary>The fields that are needed from a service account's key file.</summary>
/// <remarks>https://developers.google.com/identity/protocols/oauth2/service-account</remarks>
internal sealed record GoogleServiceAccount(string ClientEmail, string PrivateKey, string? PrivateKeyId, Uri TokenUri)
{
    /// <exception cref="InvalidOperationException">
    /// The key is not valid, which the check at startup reports: <see cref="Problem"/>.
    /// </exception>
    public static GoogleServiceAccount Parse(string json) =>
        Read(json, out var problem) ?? throw new InvalidOperationException($"The service account's key {problem}.");

    /// <summary>What is wrong with the key, as text that follows the setting's name; null when it is valid.</summary>
    public static string? Problem(string json) => Read(json, out var problem) is null ? problem : null;

    /// <summary>Omits the secrets, because the result may be logged.</summary>
    public override string ToString() => "(hidden)";

    private static GoogleServiceAccount? Read(string json, out string problem)
    {
        problem = "must be the JSON of a service account's key";
        if (
            StrictJson.Parse(Encoding.UTF8.GetBytes(json), out _) is not { ValueKind: JsonValueKind.Object } key
            || key.Text("client_email") is not { } email
            || key.Text("private_key") is not { } pem
        )
        {
            return null;
        }
        if (!Uri.TryCreate(key.Text("token_uri"), UriKind.Absolute, out var tokens) || !IsSafe(tokens))
        {
            problem = "has a token_uri that is no https address";
            return null;
        }
        if (!IsRsa(pem))
        {
            problem = "has a private_key that cannot be read";
            return null;
        }
        return new GoogleServiceAccount(email, pem, key.Text("private_key_id"), tokens);
    }

    private static bool IsSafe(Uri tokens) => ServiceAddress.Problem(new Uri(tokens, "/")) is null;

    private static bool IsRsa(string pem)
    {
        try
        {
            using var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            return false;
        }
    }
}
