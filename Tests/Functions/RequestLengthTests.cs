using System.Net;
using System.Text;
using OAuthAttest.Tests.Functions.Escalations;
using Xunit;

namespace OAuthAttest.Tests.Functions;

/// <summary>The Functions host drops chunked bodies. Such a request must not be treated as one without a body.</summary>
public sealed class RequestLengthTests
{
    [Fact]
    public async Task Post_InChunks_Is411OnEveryRouteAndSaysWhatToDo()
    {
        await using var world = await CourseWorld.StartAsync();
        using var http = new HttpClient { BaseAddress = world.Host.BaseUri };
        var posts = HttpRoutes.All.Where(route => route.Method is "POST" or "PUT" or "PATCH").ToList();
        Assert.InRange(posts.Count, 7, 100);

        foreach (var (method, path) in posts)
        {
            using var request = Request(method, path);
            request.Content = new StringContent("""{"key":"2026Q4"}""", Encoding.UTF8, "application/json");
            request.Headers.TransferEncodingChunked = true;
            using var answer = await http.SendAsync(request);

            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.StatusCode == HttpStatusCode.LengthRequired, $"{path} answered {answer.StatusCode}: {text}");
            Assert.Contains("Content-Length", text, StringComparison.Ordinal);
            Assert.Contains("chunked", text, StringComparison.Ordinal);
        }
        Assert.Empty(await world.AuditKindsAsync());
        Assert.Null(await world.Host.Client.GetInstanceAsync(FlowWorld.Key.InstanceId, CancellationToken.None));
    }

    [Fact]
    public async Task Get_WithoutALength_IsAnswered()
    {
        await using var world = await CourseWorld.StartAsync();
        using var http = new HttpClient { BaseAddress = world.Host.BaseUri };

        foreach (var (method, path) in HttpRoutes.All.Where(route => route.Method == "GET"))
        {
            using var request = Request(method, path);
            using var answer = await http.SendAsync(request);

            Assert.NotEqual(HttpStatusCode.LengthRequired, answer.StatusCode);
        }
    }

    private static HttpRequestMessage Request(string method, string path)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), $"api/{path}");
        request.Headers.Add("x-functions-key", FlowWorld.Keys.Function);
        request.Headers.Add("x-acting-key", FlowWorld.Keys.Acting);
        return request;
    }
}
