using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace OAuthAttest.Bench.Consents;

/// <summary>
/// One connection that is kept open. HttpClient would use about as much processor time as the measured endpoints, on the same
/// processors, and would move every ratio towards one.
/// </summary>
internal sealed class KeepAliveClient : IDisposable
{
    private const int StatusAt = 9;
    private static readonly byte[] EndOfHead = "\r\n\r\n"u8.ToArray();

    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] buffer = new byte[16_384];

    public static async Task<KeepAliveClient> ConnectAsync(Uri server, CancellationToken cancellation)
    {
        var client = new KeepAliveClient();
        await client.socket.ConnectAsync(server.Host, server.Port, cancellation);
        return client;
    }

    /// <summary>Sends one request and reads the whole response.</summary>
    /// <exception cref="InvalidOperationException">It was not accepted.</exception>
    public async Task DeliverAsync(byte[] request, CancellationToken cancellation)
    {
        await socket.SendAsync(request, cancellation);
        var (length, expected) = (0, int.MaxValue);
        while (length < expected)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length), cancellation);
            if (read == 0)
                throw new InvalidOperationException("The server hung up.");
            length += read;
            if (expected == int.MaxValue)
                expected = ExpectedLength(buffer.AsSpan(0, length));
        }
        if (!buffer.AsSpan(StatusAt, 3).SequenceEqual("202"u8))
            throw new InvalidOperationException($"It answered: {Encoding.UTF8.GetString(buffer, 0, length)}");
    }

    public void Dispose() => socket.Dispose();

    private static int ExpectedLength(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf(EndOfHead);
        if (end < 0)
            return int.MaxValue;
        const string name = "Content-Length:";
        var head = Encoding.ASCII.GetString(answer[..end]);
        var at = head.IndexOf(name, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            throw new InvalidOperationException($"An answer without a length: {head}");
        var line = head.AsSpan(at + name.Length);
        var stop = line.IndexOf('\r');
        return end
            + EndOfHead.Length
            + int.Parse(stop < 0 ? line : line[..stop], NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
    }
}
