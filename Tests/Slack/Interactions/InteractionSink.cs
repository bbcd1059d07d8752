using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OAuthAttest.Slack;

namespace OAuthAttest.Tests.Slack.Interactions;

/// <summary>An app's interaction endpoint that keeps the requests it receives.</summary>
internal sealed class InteractionSink : IAsyncDisposable
{
    private readonly WebApplication app;

    private InteractionSink(WebApplication app) => this.app = app;

    public ConcurrentQueue<(string? Timestamp, string? Signature, byte[] Body)> Received { get; } = new();

    /// <summary>The response's body.</summary>
    public string Answer { get; set; } = "";

    public Uri Url { get; private set; } = null!;

    public static async Task<InteractionSink> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var sink = new InteractionSink(builder.Build());
        sink.app.MapPost("/api/slack/interactions", sink.ReceiveAsync);
        await sink.app.StartAsync();
        sink.Url = new Uri(
            new Uri(sink.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()),
            "api/slack/interactions"
        );
        return sink;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        Received.Enqueue(
            (http.Request.Headers[SlackSignature.TimestampHeader], http.Request.Headers[SlackSignature.SignatureHeader], body.ToArray())
        );
        await http.Response.WriteAsync(Answer);
    }
}
