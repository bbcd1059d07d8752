using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OAuthAttest.Local.Simulators;

namespace OAuthAttest.Tests;

/// <summary>Keeps each request's bytes, and returns the response that the test chooses.</summary>
internal sealed class WireSink : IAsyncDisposable
{
    private LoopbackServer? server;

    public int Status { get; set; } = 202;

    public string Answer { get; set; } = "{}";

    public string ContentType { get; set; } = "application/json";

    public Dictionary<string, string> AnswerHeaders { get; } = [];

    public IList<WireRequest> Requests { get; } = [];

    public Uri BaseUrl => server!.BaseUrl;

    public static async Task<WireSink> StartAsync()
    {
        var sink = new WireSink();
        sink.server = await LoopbackServer.StartAsync(0, app => app.MapFallback(sink.TakeAsync));
        return sink;
    }

    public ValueTask DisposeAsync() => server!.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        Requests.Add(new WireRequest(
            $"{http.Request.Method} {http.Request.Path}{http.Request.QueryString}", await reader.ReadToEndAsync(),
            http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
        http.Response.StatusCode = Status;
        http.Response.ContentType = ContentType;
        foreach (var (name, value) in AnswerHeaders)
            http.Response.Headers[name] = value;
        await http.Response.WriteAsync(Answer);
    }
}

internal sealed record WireRequest(string Line, string Body, IReadOnlyDictionary<string, string> Headers);
