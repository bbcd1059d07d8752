using System.Net;
using OAuthAttest.Local.Simulators.Slack;
using Xunit;

namespace OAuthAttest.Tests.Crash;

/// <summary>What large bodies take of the host's memory, which is read of a process of its own.</summary>
[Collection(nameof(CampaignKillTests.Alone))]
public sealed class BodyMemoryTests
{
    private const int Mebibyte = 1024 * 1024;
    private const int Posts = 6;
    private const int Size = 95 * Mebibyte;

    // A sixth of what the bodies have in all.
    private const long Most = 95 * Mebibyte;

    [Fact]
    public async Task Posts_LargeAndInChunks_AreRefusedAndNotKeptInMemory()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var slack = await SlackSimulator.StartAsync();
        using var host = new HostProcess(database.ConnectionString, slack, new Dictionary<string, string>());
        host.Start();
        await host.WhenHealthyAsync();
        using var http = new HttpClient { BaseAddress = host.BaseUri, Timeout = TimeSpan.FromMinutes(3) };
        Assert.Equal(HttpStatusCode.LengthRequired, await PostAsync(http, Mebibyte));
        var before = host.PeakMemory;

        var answers = await Task.WhenAll(Enumerable.Range(0, Posts).Select(_ => PostAsync(http, Size)));

        Assert.All(answers, answer => Assert.True(answer is null or HttpStatusCode.LengthRequired, $"{answer}"));
        Assert.InRange(host.PeakMemory - before, 0, Most);
    }

    /// <returns>Null: the host closed the connection while the body was still being sent.</returns>
    private static async Task<HttpStatusCode?> PostAsync(HttpClient http, int size)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/slack/interactions");
        request.Content = new Chunks(size);
        request.Headers.TransferEncodingChunked = true;
        try
        {
            using var answer = await http.SendAsync(request);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>So many bytes, without their number.</summary>
    private sealed class Chunks(int size) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var chunk = new byte[64 * 1024];
            for (var sent = 0; sent < size; sent += chunk.Length)
                await stream.WriteAsync(chunk);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
