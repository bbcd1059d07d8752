using System.Net;
using System.Text;
using System.Text.Json;
using Xunit;

namespace OAuthAttest.Tests.Local.Hosting;

public sealed class HttpFunctionsTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    [Fact]
    public async Task Request_RouteQueryBodyHeadersAndCookies_AllReachTheFunction()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/echo/Zoë/7?word=a%20b")
        {
            Content = new StringContent("körper", Encoding.UTF8, "text/plain"),
        };
        request.Headers.Add("X-Sample", ["one", "two"]);
        request.Headers.Add("Cookie", "crumb=cake");

        using var response = await fixture.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.ToString());
        Assert.Equal(["a", "b"], response.Headers.GetValues("X-Answer"));
        Assert.StartsWith("seen=yes", response.Headers.GetValues("Set-Cookie").Single(), StringComparison.Ordinal);
        var echo = await JsonAsync(response);
        Assert.Equal("Zoë", echo.GetProperty("name").GetString());
        Assert.Equal(7, echo.GetProperty("count").GetInt32());
        Assert.Equal("a b", echo.GetProperty("word").GetString());
        Assert.Equal("a b", echo.GetProperty("Query").GetString());
        Assert.Equal("körper", echo.GetProperty("body").GetString());
        Assert.Equal("POST", echo.GetProperty("Method").GetString());
        Assert.Contains("one", echo.GetProperty("Header").GetString(), StringComparison.Ordinal);
        Assert.Equal("cake", echo.GetProperty("Cookie").GetString());
        Assert.Equal("Echo", echo.GetProperty("Function").GetString());
    }

    [Fact]
    public async Task Request_Twice_GetsAScopeOfItsOwnEachTime()
    {
        var first = await JsonAsync(await fixture.Http.GetAsync(new Uri("api/echo/a/1", UriKind.Relative)));
        var second = await JsonAsync(await fixture.Http.GetAsync(new Uri("api/echo/a/1", UriKind.Relative)));

        Assert.NotEqual(first.GetProperty("Id").GetGuid(), second.GetProperty("Id").GetGuid());
    }

    [Theory]
    [InlineData("GET", "api/noroute", HttpStatusCode.OK)]
    [InlineData("PATCH", "api/NoRoute", HttpStatusCode.OK)]
    [InlineData("GET", "api/unknown", HttpStatusCode.NotFound)]
    [InlineData("GET", "somewhere/else", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "api/echo/a/1", HttpStatusCode.NotFound)]
    [InlineData("GET", "api/echo/a/not-a-number", HttpStatusCode.NotFound)]
    [InlineData("POST", "api/guarded", HttpStatusCode.NotFound)]
    [InlineData("POST", "", HttpStatusCode.NotFound)]
    [InlineData("GET", "api/teapot", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "api/broken", HttpStatusCode.InternalServerError)]
    public async Task Request_Anything_IsAnsweredAsTheFunctionsHostDoes(string method, string path, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await fixture.Http.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
        Assert.Empty(response.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("api/guarded", null, null, HttpStatusCode.Unauthorized)]
    [InlineData("api/guarded", "wrong", null, HttpStatusCode.Unauthorized)]
    [InlineData("api/guarded", "", null, HttpStatusCode.Unauthorized)]
    [InlineData("api/guarded", "system-key", null, HttpStatusCode.Unauthorized)]
    [InlineData("api/guarded", "function-key", null, HttpStatusCode.OK)]
    [InlineData("api/guarded", null, "function-key", HttpStatusCode.OK)]
    [InlineData("api/guarded", "master-key", null, HttpStatusCode.OK)]
    [InlineData("api/guarded", "wrong", "function-key", HttpStatusCode.OK)]
    [InlineData("api/guarded", null, "", HttpStatusCode.Unauthorized)]
    [InlineData("api/admin-only", "", null, HttpStatusCode.Unauthorized)]
    [InlineData("api/admin-only", null, "", HttpStatusCode.Unauthorized)]
    [InlineData("api/admin-only", "function-key", null, HttpStatusCode.Unauthorized)]
    [InlineData("api/admin-only", null, null, HttpStatusCode.Unauthorized)]
    [InlineData("api/admin-only", null, "master-key", HttpStatusCode.OK)]
    [InlineData("api/teapot", "wrong", null, HttpStatusCode.MethodNotAllowed)]
    public async Task Request_WithAKey_OpensOnlyItsLevel(string path, string? code, string? header, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, code is null ? path : $"{path}?code={code}");
        if (header is not null)
            request.Headers.Add("x-functions-key", header);

        using var response = await fixture.Http.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Root_Get_SaysThatTheAppIsUp()
    {
        using var response = await fixture.Http.GetAsync(new Uri("/", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("up and running", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(64 * 1024, false, HttpStatusCode.OK)]
    [InlineData(64 * 1024 + 1, false, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(64 * 1024 + 1, true, HttpStatusCode.RequestEntityTooLarge)]
    public async Task Request_BodyUpToTheCap_IsAcceptedAndBeyondIsNot(int length, bool chunked, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/length") { Content = new ByteArrayContent(new byte[length]) };
        request.Headers.TransferEncodingChunked = chunked;

        using var response = await fixture.Http.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(expected == HttpStatusCode.OK ? $"{length}" : "", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Request_InChunks_ReachesTheFunctionWithoutItsBodyAsOnAzure()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/length") { Content = new ByteArrayContent(new byte[100]) };
        request.Headers.TransferEncodingChunked = true;

        using var response = await fixture.Http.SendAsync(request);

        Assert.Equal("0", await response.Content.ReadAsStringAsync());
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
}
