using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Moq;
using OAuthAttest.Functions.Http;
using OAuthAttest.Local.Hosting.Http;
using Xunit;

namespace OAuthAttest.Tests.Functions;

/// <summary>How much of a body is read when the length that the request names is not the body's.</summary>
public sealed class RequestBodyTests
{
    private const int Cap = 200_000;

    [Theory]
    [InlineData("10")]
    [InlineData("10,20")]
    [InlineData("many")]
    public async Task Read_OfMoreThanTheCapWhateverWasAnnounced_Is413AndTheRestIsNotRead(string announced)
    {
        using var body = new MemoryStream(new byte[10 * Cap]);
        var taken = 0;

        var bad = await RequestBody.ReadAsync(Request(announced, body), Cap, piece => taken += piece.Length, CancellationToken.None);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, bad?.Status);
        Assert.InRange(taken, 0, Cap);
        Assert.InRange(body.Position, Cap, Cap + (64 * 1024));
    }

    [Fact]
    public async Task Read_OfExactlyTheCap_IsTaken()
    {
        using var body = new MemoryStream(new byte[Cap]);
        var taken = 0;

        var bad = await RequestBody.ReadAsync(Request($"{Cap}", body), Cap, piece => taken += piece.Length, CancellationToken.None);

        Assert.Null(bad);
        Assert.Equal(Cap, taken);
    }

    private static LocalHttpRequestData Request(string announced, Stream body)
    {
        var http = new DefaultHttpContext().Request;
        (http.Method, http.Scheme, http.Host) = ("POST", "http", new HostString("localhost"));
        http.Headers["Content-Length"] = announced;
        return new LocalHttpRequestData(Mock.Of<FunctionContext>(), http, body);
    }
}
