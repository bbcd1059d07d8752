using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace OAuthAttest.Local.Hosting.Http;

/// <summary>Responses of the host itself.</summary>
internal static class HostEndpoint
{
    /// <summary>Marks endpoints that write their own responses.</summary>
    public static readonly object Marker = new HostEndpointMarker();

    private const string UpPage =
        """
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><title>OAuthAttest</title></head>
        <body><h1>OAuthAttest is up and running</h1><p>The functions are served below <code>/api/</code>.</p></body>
        </html>
        """;

    /// <summary>The Functions host answers 404 also where ASP.NET Core routing would answer 405.</summary>
    public static void UseHostAnswers(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        if (http.GetEndpoint() is { } endpoint && endpoint.Metadata.GetMetadata<HostEndpointMarker>() is not null)
            await next(http);
        else
            http.Response.StatusCode = StatusCodes.Status404NotFound;
    });

    public static Task WriteUpPageAsync(HttpContext http)
    {
        http.Response.ContentType = "text/html; charset=utf-8";
        return http.Response.WriteAsync(UpPage, http.RequestAborted);
    }

    private sealed class HostEndpointMarker;
}
