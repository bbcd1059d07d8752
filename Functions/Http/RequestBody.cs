using System.Buffers;
using System.Globalization;
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
        var buffer = new ArrayBufferWriter<byte>();
        var bad = await ReadAsync(request, Cap, piece => buffer.Write(piece.Span), cancellation);
        return (bad is null ? buffer.WrittenSpan.ToArray() : [], bad);
    }

    /// <summary>Hands on each piece as it arrives; of a body that is larger than the cap, no more than that is read.</summary>
    public static async Task<BadRequest?> ReadAsync(
        HttpRequestData request,
        int cap,
        Action<ReadOnlyMemory<byte>> take,
        CancellationToken cancellation
    )
    {
        // The Functions host passes a chunked body on as an empty one (https://github.com/Azure/azure-functions-host/issues/7930). The two
        // cannot be distinguished here, so a request without Content-Length is refused.
        if (Header(request, LengthHeader) is not { } length)
            return new BadRequest(HttpStatusCode.LengthRequired, LengthIsMissing, LengthHeader);
        if (long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var announced) && announced > cap)
            return TooLarge(cap);
        var chunk = new byte[16 * 1024];
        var total = 0L;
        int read;
        while ((read = await request.Body.ReadAsync(chunk, cancellation)) > 0)
        {
            total += read;
            if (total > cap)
                return TooLarge(cap);
            take(chunk.AsMemory(0, read));
        }
        return null;
    }

    public static string? Header(HttpRequestData request, string name) =>
        request.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;

    public static BadRequest TooLarge(int cap) => new(HttpStatusCode.RequestEntityTooLarge, $"The body is larger than {cap} bytes.");
}
