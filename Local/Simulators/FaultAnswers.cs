using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace OAuthAttest.Local.Simulators;

/// <summary>The faulty responses that are the same for every service.</summary>
internal static class FaultAnswers
{
    /// <summary>Sends no response until the caller gives up.</summary>
    public static async Task SilenceAsync(HttpContext http)
    {
        var gone = new TaskCompletionSource();
        await using var registration = http.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }

    /// <summary>The HTML error page of a proxy in front of the service.</summary>
    public static async Task HtmlAsync(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/html";
        await http.Response.WriteAsync("<html><body><h1>Something went wrong</h1></body></html>");
    }

    public static void AskToWait(HttpContext http, TimeSpan wait) =>
        http.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    public static Task JsonAsync(HttpContext http, int status, string json) =>
        TextAsync(http, status, json, "application/json; charset=utf-8");

    public static async Task TextAsync(HttpContext http, int status, string text, string type)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        await http.Response.WriteAsync(text);
    }
}
