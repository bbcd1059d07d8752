using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace OAuthAttest.Local.Hosting.Http;

/// <summary>A request as a function sees it. The body comes as it arrives: the function decides how much of it is read.</summary>
internal sealed class LocalHttpRequestData(FunctionContext context, HttpRequest request, Stream body) : HttpRequestData(context)
{
    public override Stream Body => body;

    public override HttpHeadersCollection Headers { get; } =
        new(
            request.Headers.Select(header =>
                KeyValuePair.Create<string, IEnumerable<string>>(header.Key, [.. header.Value.OfType<string>()])
            )
        );

    public override IReadOnlyCollection<IHttpCookie> Cookies { get; } =
        [.. request.Cookies.Select(cookie => new Microsoft.Azure.Functions.Worker.Http.HttpCookie(cookie.Key, cookie.Value))];

    public override Uri Url { get; } = new(request.GetEncodedUrl());

    public override IEnumerable<ClaimsIdentity> Identities => [];

    public override string Method => request.Method;

    public override HttpResponseData CreateResponse() => new LocalHttpResponseData(FunctionContext);
}
