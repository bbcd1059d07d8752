using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;
using OAuthAttest.Outside;

namespace OAuthAttest.Slack;

/// <summary>
/// The HTTP handler in front of the network. The library parses every response as JSON and has no time-out, so everything that is not a
/// Slack response becomes one of our exceptions here; each says whether the call may have been done.
/// </summary>
internal sealed class SlackTransport(IOptions<SlackOptions> options, TimeProvider clock) : DelegatingHandler
{
    // A page of users or of a conversation is larger than the responses of other services.
    private const int LargestAnswer = 16 * 1024 * 1024;

    private static readonly Uri LibraryBase = new("https://slack.com/api/");
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(1);

    // Repeating any other method that we use leaves the same state.
    private static bool IsRepeatable(string method) => method is not ("chat.postMessage" or "views.open");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var method = LibraryBase.MakeRelativeUri(request.RequestUri!).ToString();
        request.RequestUri = new Uri(options.Value.BaseUrl, method);
        var answer = await CallAsync(method, request, cancellationToken);
        if (answer.Status == (int)HttpStatusCode.TooManyRequests)
            throw new SlackThrottledException(method, RetryAfter(answer, clock.GetUtcNow()));
        if (answer.Status >= 500 || !IsSlackAnswer(answer))
        {
            var asked = answer.RetryAfter(resetHeader: null, clock.GetUtcNow(), LongestRetryAfter);
            throw NoAnswer(method, $"{answer} is not an answer of the Web API", retryAfter: asked);
        }
        return new HttpResponseMessage((HttpStatusCode)answer.Status)
        {
            RequestMessage = request,
            Content = new ByteArrayContent(answer.Body)
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") },
            },
        };
    }

    /// <summary>How long Slack asks to wait; half a minute if the response does not say.</summary>
    internal static TimeSpan RetryAfter(OutsideAnswer answer, DateTimeOffset now) =>
        answer.RetryAfter(resetHeader: null, now, LongestRetryAfter) ?? DefaultRetryAfter;

    internal static SlackException NoAnswer(string method, string message, Exception? inner = null, TimeSpan? retryAfter = null) =>
        IsRepeatable(method)
            ? new SlackUnavailableException(method, message, inner) { RetryAfter = retryAfter }
            : new SlackUncertainException(method, message, inner) { RetryAfter = retryAfter };

    private async Task<OutsideAnswer> CallAsync(string method, HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            return await OutsideCall.SendAsync(token => ReadWholeAsync(request, token), options.Value.RequestTimeout, cancellation);
        }
        catch (NoAnswerException e)
        {
            throw e.HasLeft ? NoAnswer(method, e.Message, e) : new SlackUnavailableException(method, e.Message, e);
        }
    }

    private async Task<HttpResponseMessage> ReadWholeAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        var response = await base.SendAsync(request, cancellation);
        try
        {
            await response.Content.LoadIntoBufferAsync(LargestAnswer, cancellation);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private static bool IsSlackAnswer(OutsideAnswer answer) =>
        answer.Object() is { } body && body.TryGetProperty("ok", out var ok) && ok.ValueKind is (JsonValueKind.True or JsonValueKind.False);
}
