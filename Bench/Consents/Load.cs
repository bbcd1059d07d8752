using System.Diagnostics;

namespace OAuthAttest.Bench.Consents;

/// <param name="Took">From the first request to the last response.</param>
internal sealed record Burst(int Clients, TimeSpan Took, Latencies Latencies)
{
    public double PerSecond => Latencies.Count / Took.TotalSeconds;
}

/// <summary>Clients that each send their next request as soon as they have the response to the last one.</summary>
internal static class Load
{
    /// <summary>Sends for that long, or until there is nothing left to send.</summary>
    public static async Task<Burst> RunAsync(Uri server, int clients, byte[][] deliveries, TimeSpan time, CancellationToken cancellation)
    {
        var connections = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => KeepAliveClient.ConnectAsync(server, cancellation)));
        try
        {
            var next = -1;
            var started = Stopwatch.GetTimestamp();
            var times = await Task.WhenAll(connections.Select(connection => Task.Run(() => SendAsync(connection), cancellation)));
            var took = Stopwatch.GetElapsedTime(started);
            return new Burst(clients, took, new Latencies(times.SelectMany(t => t)));

            async Task<List<TimeSpan>> SendAsync(KeepAliveClient connection)
            {
                var mine = new List<TimeSpan>();
                while (Stopwatch.GetElapsedTime(started) < time && Interlocked.Increment(ref next) is var i && i < deliveries.Length)
                {
                    var sent = Stopwatch.GetTimestamp();
                    await connection.DeliverAsync(deliveries[i], cancellation);
                    mine.Add(Stopwatch.GetElapsedTime(sent));
                }
                return mine;
            }
        }
        finally
        {
            foreach (var connection in connections)
                connection.Dispose();
        }
    }
}
