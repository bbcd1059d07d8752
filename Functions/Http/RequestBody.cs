using System.Net;
using Microsoft.Azure.Functions.Worker.Http;

namespace OAuthAttest.Functions.Http;

/// <summary>Reads a request's body as bytes, up to a cap.</summary>
internal static class RequestBody
{
    /// <summary>Far above anything that Slack or a caller sends.</summary>
    public const int Cap = 1024 * 1024;

    private const string LengthHeader = "Content-Length";

    private const string LengthIsMissing =
        "The request has no Content-Length. Azure Functions drops a body that comes in chunks: "
        + "send it in one piece with its length, and not with Transfer-Encoding: chunked.";

    /// <returns>The body, or the refusal.</returns>
    public static async Task<(byte[] Body, BadRequest? Bad)> ReadAsync(HttpRequestData request, CancellationToken cancellation)
    {
        // The Functions host passes a chunked body on as an empty one (https://github.com/Azure/azure-functions-host/issues/7930). The two
        // cannot be distinguished here, so a request without Content-Length is refused.
        if (Header(request, LengthHeader) is null)
            return ([], new BadRequest(HttpStatusCode.LengthRequired, LengthIsMissing, LengthHeader));
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
