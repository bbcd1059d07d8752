using System.Net.Sockets;
using System.Text;
using Xunit;

namespace OAuthAttest.Tests.Functions;

/// <summary>A body that is too large is refused by its announced length: nothing of it is waited for.</summary>
public sealed class UnreadBodyTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("campaigns")]
    [InlineData("escalations/drill")]
    public async Task Post_AnnouncedTooLargeAndNeverSent_IsAnsweredAtOnce(string path)
    {
        await using var world = await FlowWorld.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(world.Host.BaseUri.Host, world.Host.BaseUri.Port);
        await using var stream = client.GetStream();
        var head = $"POST /api/{path} HTTP/1.1\r\nHost: {world.Host.BaseUri.Authority}\r\nContent-Type: application/json\r\n"
            + $"x-functions-key: {FlowWorld.Keys.Function}\r\nx-acting-key: {FlowWorld.Keys.Acting}\r\nContent-Length: 99000000\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head + "{"));
        using var patience = new CancellationTokenSource(Patience);
        using var reader = new StreamReader(stream, Encoding.ASCII);

        var status = await reader.ReadLineAsync(patience.Token);

        Assert.StartsWith("HTTP/1.1 413", status, StringComparison.Ordinal);
    }
}
