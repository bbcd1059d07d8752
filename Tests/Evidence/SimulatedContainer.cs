using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OAuthAttest.Local.Simulators;

namespace OAuthAttest.Tests.Evidence;

/// <summary>
/// A blob container with an immutability policy, as Azure Storage answers the two calls that the app makes: a blob can be put once, and all
/// are listed in pages. Any other call, or one without the signature, is refused and remembered.
/// </summary>
/// <remarks>https://learn.microsoft.com/rest/api/storageservices/put-blob, .../list-blobs</remarks>
internal sealed class SimulatedContainer : IAsyncDisposable
{
    private const int PageSize = 2;
    private const string Path = "/account/audit-heads";
    private readonly ConcurrentQueue<string> unexpected = new();
    private LoopbackServer server = null!;

    private SimulatedContainer() { }

    /// <summary>The blobs' contents by name.</summary>
    public ConcurrentDictionary<string, string> Blobs { get; } = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Unexpected => unexpected;

    public LoopbackServer Server => server;

    public const string SasToken = "sv=2025-01-05&sig=of-the-test";

    public Uri Address => new(server.BaseUrl, Path[1..] + "/");

    public static async Task<SimulatedContainer> StartAsync()
    {
        var container = new SimulatedContainer();
        container.server = await LoopbackServer.StartAsync(0, app => app.Run(container.AnswerAsync));
        return container;
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private Task AnswerAsync(HttpContext http)
    {
        var (request, path) = (http.Request, http.Request.Path.Value!);
        if (request.Query["sig"] == "of-the-test" && request.Method == "PUT" && path.StartsWith(Path + "/", StringComparison.Ordinal))
            return PutAsync(http, path[(Path.Length + 1)..]);
        if (request.Query["sig"] == "of-the-test" && request.Method == "GET" && path == Path && request.Query["comp"] == "list")
            return ListAsync(http);
        unexpected.Enqueue($"{request.Method} {path}{request.QueryString}");
        http.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    private async Task PutAsync(HttpContext http, string name)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var content = await reader.ReadToEndAsync(http.RequestAborted);
        if (http.Request.Headers["x-ms-blob-type"] != "BlockBlob" || http.Request.Headers.IfNoneMatch != "*")
        {
            unexpected.Enqueue($"PUT {name} without its headers");
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
        }
        else if (Blobs.TryAdd(name, content))
        {
            http.Response.StatusCode = StatusCodes.Status201Created;
            http.Response.Headers.ETag = "\"0x8D\"";
            http.Response.Headers.LastModified = DateTimeOffset.UnixEpoch.ToString("R", CultureInfo.InvariantCulture);
        }
        else
        {
            http.Response.StatusCode = StatusCodes.Status409Conflict;
            http.Response.Headers["x-ms-error-code"] = "BlobAlreadyExists";
        }
    }

    private Task ListAsync(HttpContext http)
    {
        var (prefix, marker) = ((string?)http.Request.Query["prefix"] ?? "", (string?)http.Request.Query["marker"] ?? "");
        var rest = Blobs.Keys
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(name, marker) >= 0)
            .Order(StringComparer.Ordinal)
            .ToList();
        var listing = new XElement(
            "EnumerationResults",
            new XElement(
                "Blobs",
                rest.Take(PageSize).Select(name =>
                    new XElement(
                        "Blob",
                        new XElement("Name", name),
                        new XElement(
                            "Properties",
                            new XElement("BlobType", "BlockBlob"),
                            new XElement("Content-Length", Blobs[name].Length)
                        )
                    )
                )
            ),
            new XElement("NextMarker", rest.Skip(PageSize).FirstOrDefault() ?? "")
        );
        http.Response.ContentType = "application/xml";
        return http.Response.WriteAsync("<?xml version=\"1.0\" encoding=\"utf-8\"?>" + listing, http.RequestAborted);
    }
}
