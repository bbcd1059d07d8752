using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OAuthAttest.Local.Simulators;

/// <summary>A simulator's HTTP server on this machine. It can stop listening and listen again at the same address.</summary>
public sealed class LoopbackServer : IAsyncDisposable
{
    private readonly Action<WebApplication> map;
    private WebApplication? app;

    private LoopbackServer(Action<WebApplication> map) => this.map = map;

    /// <summary>Ends with a slash.</summary>
    public Uri BaseUrl { get; private set; } = new("http://127.0.0.1:0/");

    /// <param name="port">0 picks a free one.</param>
    public static async Task<LoopbackServer> StartAsync(int port, Action<WebApplication> map, CancellationToken cancellation = default)
    {
        var server = new LoopbackServer(map);
        await server.ListenAsync(port, cancellation);
        return server;
    }

    /// <summary>From now on every connection is refused.</summary>
    public async Task RefuseAsync()
    {
        if (app is not { } running)
            return;
        app = null;
        // Calls in progress are aborted, as when a process dies.
        await running.StopAsync(new CancellationToken(canceled: true));
        await running.DisposeAsync();
    }

    /// <summary>Listens again, at the same address.</summary>
    public async Task AcceptAsync(CancellationToken cancellation = default)
    {
        if (app is null)
            await ListenAsync(BaseUrl.Port, cancellation);
    }

    public async ValueTask DisposeAsync() => await RefuseAsync();

    private async Task ListenAsync(int port, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var made = builder.Build();
        map(made);
        await made.StartAsync(cancellation);
        app = made;
        BaseUrl = new Uri(made.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/");
    }
}
