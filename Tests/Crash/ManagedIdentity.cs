using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OAuthAttest.Local.Simulators;

namespace OAuthAttest.Tests.Crash;

/// <summary>The endpoint at which an app in Azure gets the tokens of its managed identity.</summary>
/// <remarks>https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference</remarks>
internal sealed class ManagedIdentity : IAsyncDisposable
{
    private readonly LoopbackServer server;

    private ManagedIdentity(LoopbackServer server) => this.server = server;

    /// <summary>The environment of an app that has the identity.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["IDENTITY_ENDPOINT"] = new Uri(server.BaseUrl, "msi/token").AbsoluteUri,
        ["IDENTITY_HEADER"] = "the-app-itself",
    };

    public static async Task<ManagedIdentity> StartAsync(string token) =>
        new(await LoopbackServer.StartAsync(0, app => app.MapGet("/msi/token", (string resource) => Results.Json(new
        {
            access_token = token,
            expires_on = TimeProvider.System.GetUtcNow().AddHours(8).ToUnixTimeSeconds().ToString(),
            resource,
            token_type = "Bearer",
        }))));

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
