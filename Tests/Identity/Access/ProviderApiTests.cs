using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Identity.Access;
using OAuthAttest.Local.Simulators;
using OAuthAttest.Outside;
using Xunit;

namespace OAuthAttest.Tests.Identity.Access;

/// <summary>Rules that apply to every provider: where calls go, and how responses are interpreted.</summary>
public sealed class ProviderApiTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Pages_NextOnAnotherHost_IsNotFollowed()
    {
        var stolen = 0;
        await using var thief = await ServeAsync(http =>
        {
            stolen++;
            return Json(http, 200, """{"value":[]}""");
        });
        await using var server = await ServeAsync(http =>
            Json(http, 200, $$"""{"value":[],"@odata.nextLink":"{{thief.BaseUrl}}v1.0/next"}""")
        );

        var fault = await Assert.ThrowsAsync<ProviderRejectedException>(() => ReadAllAsync(server, ProviderPages.OfGraph));

        Assert.Contains("another host", fault.Message, StringComparison.Ordinal);
        Assert.Equal(0, stolen);
    }

    [Fact]
    public async Task Pages_RedirectToAnotherHost_IsNotFollowed()
    {
        var stolen = 0;
        await using var thief = await ServeAsync(http =>
        {
            stolen++;
            return Json(http, 200, """{"value":[]}""");
        });
        await using var server = await ServeAsync(http =>
        {
            http.Response.Redirect(thief.BaseUrl.AbsoluteUri);
            return Task.CompletedTask;
        });

        await Assert.ThrowsAsync<ProviderUnavailableException>(() => ReadAllAsync(server, ProviderPages.OfGraph));

        Assert.Equal(0, stolen);
    }

    [Fact]
    public async Task Pages_NextIsThePageItself_EndsWithAnError()
    {
        await using var server = await ServeAsync(http =>
            Json(http, 200, $$"""{"value":[],"@odata.nextLink":"http://{{http.Request.Host}}{{http.Request.Path}}"}""")
        );

        await Assert.ThrowsAsync<ProviderUnavailableException>(() => ReadAllAsync(server, ProviderPages.OfGraph));
    }

    [Theory]
    [InlineData("""{"@odata.nextLink":12}""")]
    [InlineData("""{"@odata.nextLink":"next"}""")]
    public async Task Pages_NextIsNoAddress_IsNotTheEnd(string body)
    {
        await using var server = await ServeAsync(http => Json(http, 200, body));

        await Assert.ThrowsAsync<ProviderUnavailableException>(() => ReadAllAsync(server, ProviderPages.OfGraph));
    }

    [Fact]
    public async Task Get_AnswerTooLarge_IsNoAnswer()
    {
        var chunk = new string(' ', 1024 * 1024);
        await using var server = await ServeAsync(async http =>
        {
            http.Response.ContentType = "application/json";
            for (var i = 0; i < 17 && !http.RequestAborted.IsCancellationRequested; i++)
                await http.Response.WriteAsync(chunk, http.RequestAborted);
        });

        await Assert.ThrowsAsync<ProviderUnavailableException>(() =>
            Api(server).GetAsync(Api(server).Address("v1.0/large"), CancellationToken.None)
        );
    }

    [Theory]
    [InlineData(403, """{"error":{"code":403,"errors":[{"reason":"quotaExceeded"}]}}""", true)]
    [InlineData(403, """{"error":{"code":403,"errors":[{"reason":"forbidden"}]}}""", false)]
    [InlineData(401, """{"error":{"code":"InvalidAuthenticationToken","message":"secret"}}""", false)]
    [InlineData(400, """{"errorCode":"E0000031","errorSummary":"secret"}""", false)]
    [InlineData(404, """{"errorCode":"E0000007"}""", false)]
    [InlineData(404, "<html>", true)]
    [InlineData(503, """{}""", true)]
    public async Task Get_Refusal_IsSortedAndTellsNoContent(int status, string body, bool isPassing)
    {
        await using var server = await ServeAsync(http => Json(http, status, body));

        var fault = await Assert.ThrowsAnyAsync<Exception>(() =>
            Api(server).GetAsync(Api(server).Address("v1.0/it"), CancellationToken.None)
        );

        Assert.Equal(isPassing ? typeof(ProviderUnavailableException) : typeof(ProviderRejectedException), fault.GetType());
        Assert.DoesNotContain("secret", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Retry-After", "7", 7)]
    [InlineData("Retry-After", "0", 1)]
    [InlineData("X-Rate-Limit-Reset", "1795608030", 30)]
    [InlineData("X-Rate-Limit-Reset", "1795600000", 1)]
    [InlineData("X-Rate-Limit-Reset", "9999999999", 3600)]
    [InlineData("X-Rate-Limit-Reset", "soon", null)]
    public void Wait_IsReadFromEitherHeader(string header, string value, int? seconds)
    {
        Assert.Equal(1795608000, Now.ToUnixTimeSeconds());
        var answer = new OutsideAnswer(
            429,
            [],
            null,
            new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { [header] = value }
        );

        Assert.Equal(seconds, (int?)ProviderErrors.Wait(answer, Now)?.TotalSeconds);
    }

    [Fact]
    public void Wait_UntilAReset_CountsByTheProvidersClock()
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["X-Rate-Limit-Reset"] = "1795608030",
            ["Date"] = "Wed, 25 Nov 2026 12:00:10 GMT",
        };

        Assert.Equal(TimeSpan.FromSeconds(20), ProviderErrors.Wait(new OutsideAnswer(429, [], null, headers), Now.AddHours(-3)));
    }

    [Theory]
    [InlineData(
        "<https://a.okta.com/api/v1/logs?after=1>; rel=\"self\", <https://a.okta.com/api/v1/logs?after=2>; rel=\"next\"",
        "https://a.okta.com/api/v1/logs?after=2"
    )]
    [InlineData(
        "<https://a.okta.com/api/v1/logs?after=2>; rel=next,<https://a.okta.com/api/v1/logs>; rel=\"self\"",
        "https://a.okta.com/api/v1/logs?after=2"
    )]
    [InlineData("<https://a.okta.com/api/v1/logs>; rel=\"self\"", null)]
    [InlineData(null, null)]
    public void NextOfOkta_IsTheLinkOfThatRelation(string? header, string? expected) =>
        Assert.Equal(expected, ProviderPages.OfOkta(new ProviderAnswer("Okta", default, header))?.AbsoluteUri);

    private static async Task<int> ReadAllAsync(LoopbackServer server, Func<ProviderAnswer, Uri?> next)
    {
        var pages = 0;
        var api = Api(server);
        await foreach (var _ in api.PagesAsync(api.Address("v1.0/list"), next, CancellationToken.None))
            pages++;
        return pages;
    }

    private static ProviderApi Api(LoopbackServer server)
    {
        var services = new ServiceCollection().AddProviderAccess().BuildServiceProvider();
        var access = new ProviderAccess("Provider", server.BaseUrl, TimeSpan.FromSeconds(30), new OktaAuthorization("token"));
        return new ProviderApi(services.GetRequiredService<IHttpClientFactory>(), access, TimeProvider.System);
    }

    private static Task<LoopbackServer> ServeAsync(RequestDelegate answer) => LoopbackServer.StartAsync(0, app => app.MapFallback(answer));

    private static async Task Json(HttpContext http, int status, string body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body));
    }
}
