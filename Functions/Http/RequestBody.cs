using System.Net;
using Microsoft.Azure.Functions.Worker.Http;

namespace OAuthAttest.Functions.Http;

/// <summary>Reads a request's body as bytes, up to a cap.</summary>
internal static class RequestBody
{
    /// <summary>Far above anything that Slack or a caller sends.</summary>
    public const int Cap = 1024 * 1024;

    /// <returns>The body, or why it is not read.</returns>
    public static async Task<(byte[] Body, BadRequest? Bad)> ReadAsync(HttpRequestData request, CancellationToken cancellation)
    {
        if (request.Body.CanSeek && request.Body.Length - request.Body.Position > Cap)
            return ([], TooLarge());
        var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(chunk, cancellation)) > 0)
        {
            buffer.Write(chunk, 0, read);
            if (buffer.Length > Cap)
                return ([], TooLarge());
        }
        return (buffer.ToArray(), null);
    }

    public static string? Header(HttpRequestData request, string name) =>
        request.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;

    private static BadRequest TooLarge() => new(HttpStatusCode.RequestEntityTooLarge, $"The body is larger than {Cap} bytes.");
}
