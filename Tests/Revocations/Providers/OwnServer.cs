using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OAuthAttest.Local.Simulators;

namespace OAuthAttest.Tests.Revocations.Providers;

/// <summary>
/// An authorization server as an organization makes one itself: RFC 7009's endpoint, which answers 200 for what it never knew, and a
/// list of grants.
/// </summary>
internal sealed class OwnServer : IAsyncDisposable
{
    private readonly ConcurrentQueue<(int Status, string Body, int? RetryAfter)> faults = new();

    public ConcurrentDictionary<string, (string Client, string User, string State)> Grants { get; } = new();

    public ConcurrentQueue<string> Paths { get; } = new();

    public ConcurrentQueue<string> Posted { get; } = new();

    public LoopbackServer Server { get; private set; } = null!;

    /// <summary>What the list answers instead; null: the grants.</summary>
    public string? ListBody { get; set; }

    public static async Task<OwnServer> StartAsync()
    {
        var own = new OwnServer();
        own.Server = await LoopbackServer.StartAsync(0, app =>
        {
            app.MapPost("/oauth/revoke", own.RevokeAsync);
            app.MapGet("/grants/{user}", own.ListAsync);
            app.MapFallback((HttpContext http) =>
            {
                own.Paths.Enqueue($"? {http.Request.Path}");
                http.Response.StatusCode = 404;
                return http.Response.WriteAsync("{}");
            });
        });
        return own;
    }

    /// <summary>The next calls to either address answer this.</summary>
    public void Next(int status, string body = "{}", int? retryAfter = null) => faults.Enqueue((status, body, retryAfter));

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private async Task RevokeAsync(HttpContext http)
    {
        if (await RefuseAsync(http))
            return;
        var form = await http.Request.ReadFormAsync();
        Posted.Enqueue($"{form["token"]} {form["token_type_hint"]}".Trim());
        Grants.TryRemove(form["token"].ToString(), out _);
    }

    private async Task ListAsync(HttpContext http)
    {
        Paths.Enqueue($"{http.Request.Path}");
        if (await RefuseAsync(http))
            return;
        var user = (string)http.Request.RouteValues["user"]!;
        var grants = Grants.Where(each => each.Value.User == user)
            .Select(each => new { id = each.Key, app = new { client_id = each.Value.Client }, state = each.Value.State });
        await http.Response.WriteAsync(ListBody ?? JsonSerializer.Serialize(new { data = new { grants } }));
    }

    private async Task<bool> RefuseAsync(HttpContext http)
    {
        if (http.Request.Headers.Authorization != $"Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes("attest:s%2Bcret-of-a-test"))}")
        {
            http.Response.StatusCode = 401;
            await http.Response.WriteAsync("""{"error":"invalid_client"}""");
            return true;
        }
        if (!faults.TryDequeue(out var fault))
            return false;
        http.Response.StatusCode = fault.Status;
        if (fault.RetryAfter is { } seconds)
            http.Response.Headers.RetryAfter = $"{seconds}";
        await http.Response.WriteAsync(fault.Body);
        return true;
    }
}
