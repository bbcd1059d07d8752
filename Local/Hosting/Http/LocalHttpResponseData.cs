using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace OAuthAttest.Local.Hosting.Http;

/// <summary>A function's response; it is sent when the function has ended.</summary>
internal sealed class LocalHttpResponseData(FunctionContext context) : HttpResponseData(context)
{
    private readonly LocalCookies cookies = new();

    public override HttpStatusCode StatusCode { get; set; } = HttpStatusCode.OK;

    public override HttpHeadersCollection Headers { get; set; } = new();

    public override Stream Body { get; set; } = new MemoryStream();

    public override HttpCookies Cookies => cookies;

    /// <summary>Sends any response of a function, also one of another class.</summary>
    public static async Task SendAsync(HttpResponseData answer, HttpResponse response, CancellationToken cancellation)
    {
        response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.NonValidated)
            response.Headers.Append(name, values.ToArray());
        if (answer is LocalHttpResponseData local)
            local.cookies.AddTo(response);
        if (answer.Body.CanSeek)
        {
            answer.Body.Position = 0;
            response.ContentLength ??= answer.Body.Length;
        }

        if (answer.Body is not { CanSeek: true, Length: 0 })
            await answer.Body.CopyToAsync(response.Body, cancellation);
    }

    private sealed class LocalCookies : HttpCookies
    {
        private readonly List<IHttpCookie> added = [];

        public override void Append(string name, string value) =>
            added.Add(new Microsoft.Azure.Functions.Worker.Http.HttpCookie(name, value));

        public override void Append(IHttpCookie cookie) => added.Add(cookie);

        public override IHttpCookie CreateNew() => new Microsoft.Azure.Functions.Worker.Http.HttpCookie("", "");

        public void AddTo(HttpResponse response)
        {
            foreach (var cookie in added)
                response.Cookies.Append(cookie.Name, cookie.Value, OptionsOf(cookie));
        }

        private static CookieOptions OptionsOf(IHttpCookie cookie) =>
            new()
            {
                Domain = cookie.Domain,
                Path = cookie.Path,
                Expires = cookie.Expires,
                HttpOnly = cookie.HttpOnly ?? false,
                Secure = cookie.Secure ?? false,
                MaxAge = cookie.MaxAge is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                SameSite =
                    Enum.TryParse<SameSiteMode>(cookie.SameSite.ToString().Replace("Explicit", "", StringComparison.Ordinal), out var mode)
                    && cookie.SameSite != SameSite.None
                        ? mode
                        : SameSiteMode.Unspecified,
            };
    }
}
