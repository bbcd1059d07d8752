using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using OAuthAttest.Identity.Access;
using OAuthAttest.Json;

namespace OAuthAttest.Identity.GitHub;

/// <summary>
/// A token of an App's installation, with the permissions that one use needs and no others, whatever else the App was given. It is kept
/// until shortly before it expires.
/// </summary>
/// <remarks>
/// https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-an-installation-access-token-for-a-github-app
/// </remarks>
internal sealed class GitHubAuthorization : IProviderAuthorization, IDisposable
{
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly ProviderApi asApp;
    private readonly Uri tokens;
    private readonly IReadOnlyDictionary<string, string> permissions;
    private readonly TimeProvider clock;
    private string? token;
    private DateTimeOffset expiresAt;

    /// <param name="permissions">By name, the level: <c>members</c>, <c>read</c>.</param>
    public GitHubAuthorization(
        IHttpClientFactory clients,
        GitHubConnection connection,
        string installation,
        IReadOnlyDictionary<string, string> permissions,
        TimeProvider clock
    )
    {
        (this.permissions, this.clock) = (permissions, clock);
        asApp = new ProviderApi(clients, GitHubAccess.Of(connection, new AsApp(connection, clock)), clock);
        tokens = asApp.Address($"app/installations/{ProviderApi.Step(installation)}/access_tokens");
    }

    public async Task AuthorizeAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            if (token is null || clock.GetUtcNow() >= expiresAt - Early)
                await RefreshAsync(cancellation);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    private async Task RefreshAsync(CancellationToken cancellation)
    {
        var asked = new JsonObject(permissions.Select(each => KeyValuePair.Create(each.Key, (JsonNode?)each.Value)));
        var answer =
            await asApp.PostAsync(tokens, new JsonObject { ["permissions"] = asked }, cancellation)
            ?? throw new ProviderRejectedException(404, "GitHub does not know the App's installation");
        // Without the permission GitHub lists only the members who are public, and says nothing of it.
        if (permissions.FirstOrDefault(each => answer.Body.Field("permissions").Text(each.Key) != each.Value) is { Key: { } missing })
            throw new ProviderRejectedException(403, $"the GitHub App's installation lacks the permission {missing}");
        token = answer.Body.Text("token") ?? throw new ProviderUnavailableException("GitHub gave no token");
        expiresAt = answer.Body.Instant("expires_at") ?? clock.GetUtcNow();
    }

    /// <summary>The App itself: a JWT that it signs, which lives for ten minutes at most.</summary>
    private sealed class AsApp(GitHubConnection connection, TimeProvider clock) : IProviderAuthorization
    {
        // As GitHub advises, for clocks differ.
        private static readonly TimeSpan Before = TimeSpan.FromSeconds(60);
        private static readonly TimeSpan Life = TimeSpan.FromMinutes(9);

        public Task AuthorizeAsync(HttpRequestMessage request, CancellationToken cancellation)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Sign());
            return Task.CompletedTask;
        }

        private string Sign()
        {
            var now = clock.GetUtcNow();
            var signed = $"{Part(new JsonObject { ["alg"] = "RS256", ["typ"] = "JWT" })}."
                + Part(new JsonObject
                {
                    ["iat"] = (now - Before).ToUnixTimeSeconds(),
                    ["exp"] = (now + Life).ToUnixTimeSeconds(),
                    ["iss"] = connection.AppId,
                });
            using var rsa = RSA.Create();
            rsa.ImportFromPem(connection.PrivateKey);
            var signature = rsa.SignData(
                System.Text.Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            return $"{signed}.{Base64Url.EncodeToString(signature)}";
        }

        private static string Part(JsonObject json) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(json));
    }
}
