using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace OAuthAttest.Local.Simulators.Identity.GoogleWorkspace;

/// <summary>Google's token endpoint for service accounts: the assertion's signature, claims and delegation are checked.</summary>
/// <remarks>https://developers.google.com/identity/protocols/oauth2/service-account#httprest</remarks>
internal sealed class GoogleTokens(GoogleSimulatorOptions options) : IDisposable
{
    private const string JwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    // Google's library puts the real endpoint into the assertion, whatever token address the key file names.
    private const string Audience = "https://oauth2.googleapis.com/token";

    private static readonly string[] Scopes =
    [
        "https://www.googleapis.com/auth/admin.reports.audit.readonly",
        "https://www.googleapis.com/auth/admin.directory.user.readonly",
        "https://www.googleapis.com/auth/admin.directory.user.security",
    ];

    private readonly Dictionary<string, Lazy<RSA>> keys = new[] { options.ServiceAccount, options.ReadingServiceAccount }
        .ToDictionary(account => account, account => new Lazy<RSA>(() => SimulatedKeys.Of($"google {account}")), StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, string> scopeOfToken = new(StringComparer.Ordinal);
    private int issued;

    /// <summary>A service account's key file.</summary>
    public string KeyFile(string account, Uri tokenUri) => new JsonObject
    {
        ["type"] = "service_account",
        ["client_email"] = account,
        ["private_key_id"] = $"key-of-{account}",
        ["private_key"] = keys[account].Value.ExportPkcs8PrivateKeyPem(),
        ["token_uri"] = tokenUri.AbsoluteUri,
    }.ToJsonString();

    public bool IsAllowed(HttpContext http, string scope) =>
        http.Request.Headers.Authorization.ToString() is var header && header.StartsWith("Bearer ", StringComparison.Ordinal)
        && scopeOfToken.TryGetValue(header["Bearer ".Length..], out var granted) && granted == scope;

    public async Task<SimulatedAnswer> IssueAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (form["grant_type"] != JwtBearer)
            return Refusal("unsupported_grant_type");
        var parts = form["assertion"].ToString().Split('.');
        if (parts.Length != 3)
            return Refusal("invalid_grant");
        using var claims = JsonDocument.Parse(Bytes(parts[1]));
        if (
            !keys.TryGetValue(Claim(claims, "iss"), out var key)
            || !key.Value.VerifyData(
                Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"),
                Bytes(parts[2]),
                HashAlgorithmName.SHA256,
                RSASignaturePadding.Pkcs1
            )
            || Claim(claims, "aud") != Audience
            || !IsTimely(claims.RootElement)
        )
        {
            return Refusal("invalid_grant");
        }
        if (Claim(claims, "sub") != options.Administrator || !Scopes.Contains(Claim(claims, "scope")))
            return Refusal("unauthorized_client");
        var token = string.Create(CultureInfo.InvariantCulture, $"simulated-google-token-{Interlocked.Increment(ref issued)}");
        scopeOfToken[token] = Claim(claims, "scope");
        return new SimulatedAnswer(
            200,
            new JsonObject
            {
                ["access_token"] = token,
                ["expires_in"] = 3599,
                ["token_type"] = "Bearer",
            }.ToJsonString()
        );
    }

    public void Dispose()
    {
        foreach (var key in keys.Values.Where(key => key.IsValueCreated))
            key.Value.Dispose();
    }

    private static bool IsTimely(JsonElement claims) =>
        claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64() is > 0 and <= 3600;

    private static string Claim(JsonDocument claims, string name) =>
        claims.RootElement.TryGetProperty(name, out var claim) ? claim.GetString()! : "";

    private static byte[] Bytes(string part) => System.Buffers.Text.Base64Url.DecodeFromChars(part);

    private static SimulatedAnswer Refusal(string error) =>
        new(400, new JsonObject { ["error"] = error, ["error_description"] = "Simulated." }.ToJsonString());
}
