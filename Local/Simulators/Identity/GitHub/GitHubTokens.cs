using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace OAuthAttest.Local.Simulators.Identity.GitHub;

/// <summary>
/// Tokens of the App's installations: the App's signature and times are checked, and a token has the permissions that were asked for.
/// </summary>
/// <remarks>https://docs.github.com/rest/apps/apps#create-an-installation-access-token-for-an-app</remarks>
internal sealed class GitHubTokens(GitHubSimulatorOptions options, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(10);

    private readonly RSA key = SimulatedKeys.Of("github");
    private readonly ConcurrentDictionary<string, Issued> issued = new(StringComparer.Ordinal);
    private int count;

    private sealed record Issued(DateTimeOffset ExpiresAt, Dictionary<string, string> Permissions);

    public string PrivateKey => key.ExportRSAPrivateKeyPem();

    /// <summary>Null: the token may do it.</summary>
    public SimulatedAnswer? Refusal(HttpContext http, string permission, string level)
    {
        if (!issued.TryGetValue(Bearer(http), out var token) || clock.GetUtcNow() >= token.ExpiresAt)
            return GitHubErrors.Of(401, "Bad credentials");
        return IsWithin(token.Permissions, permission, level)
            ? null
            : GitHubErrors.Of(403, "Resource not accessible by integration");
    }

    /// <summary>Whether a token has a permission, where GitHub answers with less instead of refusing.</summary>
    public bool Has(HttpContext http, string permission) =>
        issued.TryGetValue(Bearer(http), out var token) && IsWithin(token.Permissions, permission, "read");

    public async Task<SimulatedAnswer> IssueAsync(HttpContext http, long installation)
    {
        if (!IsApp(Bearer(http)))
            return GitHubErrors.Of(401, "A JSON web token could not be decoded");
        var given = installation == options.InstallationId ? options.Permissions
            : installation == options.EnterpriseInstallationId ? options.EnterprisePermissions
            : null;
        if (given is null)
            return GitHubErrors.Of(404, "Not Found");
        var body = http.Request.ContentLength is > 0 ? await JsonNode.ParseAsync(http.Request.Body) : null;
        var asked = body?["permissions"]?.AsObject().ToDictionary(each => each.Key, each => each.Value!.GetValue<string>())
            ?? given.ToDictionary();
        if (!asked.All(each => IsWithin(given, each.Key, each.Value)))
            return GitHubErrors.Of(422, "The permissions requested are not granted to this installation.");
        var token = string.Create(CultureInfo.InvariantCulture, $"ghs_simulated{Interlocked.Increment(ref count)}");
        var expiresAt = clock.GetUtcNow().AddHours(1);
        issued[token] = new Issued(expiresAt, asked);
        return new SimulatedAnswer(
            201,
            new JsonObject
            {
                ["token"] = token,
                ["expires_at"] = expiresAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                ["permissions"] = new JsonObject(asked.Select(each => KeyValuePair.Create(each.Key, (JsonNode?)each.Value))),
                ["repository_selection"] = "all",
            }.ToJsonString()
        );
    }

    public void Dispose() => key.Dispose();

    private static bool IsWithin(IReadOnlyDictionary<string, string> given, string name, string level) =>
        given.TryGetValue(name, out var held) && (held == level || held == "write" && level == "read");

    private static string Bearer(HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        return header.StartsWith("Bearer ", StringComparison.Ordinal) ? header["Bearer ".Length..] : "";
    }

    private bool IsApp(string jwt)
    {
        var parts = jwt.Split('.');
        if (
            parts.Length != 3
            || !key.VerifyData(
                Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Bytes(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
        )
        {
            return false;
        }
        using var header = JsonDocument.Parse(Bytes(parts[0]));
        using var claims = JsonDocument.Parse(Bytes(parts[1]));
        var now = clock.GetUtcNow();
        var from = DateTimeOffset.FromUnixTimeSeconds(claims.RootElement.GetProperty("iat").GetInt64());
        var until = DateTimeOffset.FromUnixTimeSeconds(claims.RootElement.GetProperty("exp").GetInt64());
        return header.RootElement.GetProperty("alg").GetString() == "RS256"
            && claims.RootElement.GetProperty("iss").GetString() == options.AppId
            && from <= now
            && until > now
            && until <= now + LongestLife;
    }

    private static byte[] Bytes(string part) => System.Buffers.Text.Base64Url.DecodeFromChars(part);
}
