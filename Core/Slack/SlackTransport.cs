using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace OAuthAttest.Slack;

/// <summary>
/// The last stop before the network. The library reads every answer as JSON and knows no time-out, so all that
/// is not a Slack answer becomes one of our exceptions here, each saying whether the call may have been done.
/// </summary>
internal sealed class SlackTransport(IOptions<SlackOptions> options, TimeProvider clock) : DelegatingHandler
{
    private static readonly Uri LibraryBase = new("https://slack.com/api/");
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(1);

    // All other methods we use leave the same state when they are repeated.
    private static bool IsRepeatable(string method) => method is not ("chat.postMessage" or "views.open");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string method = LibraryBase.MakeRelativeUri(request.RequestUri!).ToString();
        request.RequestUri = new Uri(options.Value.BaseUrl, method);
        HttpResponseMessage response = await SendInTimeAsync(method, request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
        {
            TimeSpan wait = RetryAfter(response);
            response.Dispose();
            throw new SlackThrottledException(method, wait);
        }

        await RequireSlackAnswerAsync(method, response, cancellationToken);
        return response;
    }

    private async Task<HttpResponseMessage> SendInTimeAsync(string method, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        TimeSpan limit = options.Value.RequestTimeout;
        // Real time, also where the clock is virtual: the network knows no other.
        using var timeout = new CancellationTokenSource(limit);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            HttpResponseMessage response = await base.SendAsync(request, either.Token);
            await response.Content.LoadIntoBufferAsync(either.Token);
            return response;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw NoAnswer(method, $"no answer within {limit.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s", e);
        }
        catch (HttpRequestException e) when (NeverLeft(e))
        {
            throw new SlackUnavailableException(method, "could not connect", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw NoAnswer(method, "the connection was lost", e);
        }
    }

    private static async Task RequireSlackAnswerAsync(string method, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        int status = (int)response.StatusCode;
        if (status < 500 && IsSlackAnswer(await response.Content.ReadAsByteArrayAsync(cancellationToken)))
        {
            return;
        }

        string kind = response.Content.Headers.ContentType?.MediaType ?? "no content type";
        response.Dispose();
        throw NoAnswer(method, $"HTTP {status.ToString(CultureInfo.InvariantCulture)} ({kind}) is not an answer of the Web API");
    }

    private static bool IsSlackAnswer(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("ok", out JsonElement ok)
                && ok.ValueKind is JsonValueKind.True or JsonValueKind.False;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    internal static SlackException NoAnswer(string method, string message, Exception? inner = null) =>
        IsRepeatable(method)
            ? new SlackUnavailableException(method, message, inner)
            : new SlackUncertainException(method, message, inner);

    private static bool NeverLeft(HttpRequestException e) => e.HttpRequestError is
        HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or
        HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;

    private TimeSpan RetryAfter(HttpResponseMessage response)
    {
        TimeSpan? asked = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - clock.GetUtcNow(),
            _ => null,
        };
        TimeSpan wait = asked ?? DefaultRetryAfter;
        return wait < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : wait > LongestRetryAfter ? LongestRetryAfter : wait;
    }
}
