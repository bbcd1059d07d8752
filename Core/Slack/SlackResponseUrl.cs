using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using OAuthAttest.Outside;

namespace OAuthAttest.Slack;

/// <summary>
/// Posts to the response_url of a click. The URL is a secret and comes from the request: it is never logged, and only Slack's host is
/// called.
/// </summary>
internal sealed partial class SlackResponseUrl(
    IHttpClientFactory clients, IOptions<SlackOptions> options, TimeProvider clock, ILogger<SlackResponseUrl> logger)
{
    internal const string ClientName = "slack-response-url";

    private const string Method = "response_url";

    public async Task<bool> RespondAsync(Uri responseUrl, SlackMessage message, SlackResponseKind kind, CancellationToken cancellation)
    {
        if (!IsAllowed(responseUrl))
        {
            LogRefused(logger, responseUrl.Host);
            return false;
        }

        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, responseUrl)
            {
                Content = new StringContent(JsonConvert.SerializeObject(Body(message, kind)), Encoding.UTF8, "application/json"),
            };
            var answer = await CallAsync(request, cancellation);
            switch (answer.Status)
            {
                case 429:
                    throw new SlackThrottledException(Method, SlackTransport.RetryAfter(answer, clock.GetUtcNow()));
                case >= 500:
                    throw new SlackUnavailableException(Method, answer.ToString());
                case >= 200 and < 300 when !IsTooLong(answer):
                    return true;
                default:
                    if (!IsTooLong(answer) || message.Smaller?.Invoke() is not { } smaller)
                        return false;
                    message = smaller;
                    break;
            }
        }
    }

    // Refused with a status of 400 or with {"ok":false}: https://docs.slack.dev/interactivity/handling-user-interaction
    private static bool IsTooLong(OutsideAnswer answer) =>
        answer.Object() is { } body
        && body.TryGetProperty("error", out var error)
        && error.ValueKind == JsonValueKind.String
        && SlackErrors.IsTooLong(error.GetString() ?? "");

    private async Task<OutsideAnswer> CallAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            using var client = clients.CreateClient(ClientName);
            return await OutsideCall.SendAsync(client, request, options.Value.RequestTimeout, cancellation);
        }
        catch (NoAnswerException e)
        {
            // The inner exception's message may contain the URL, so only our own text is kept.
            throw new SlackUnavailableException(Method, e.Message);
        }
    }

    /// <summary>Only Slack's own host over https, or exactly the configured simulator's address.</summary>
    internal bool IsAllowed(Uri url)
    {
        if (!url.IsAbsoluteUri || url.UserInfo.Length > 0)
            return false;
        return HasOrigin(url, SlackOptions.HooksBase) || (options.Value.BaseUrl.IsLoopback && HasOrigin(url, options.Value.BaseUrl));
    }

    private static bool HasOrigin(Uri url, Uri origin) =>
        Uri.Compare(url, origin, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;

    private static Dictionary<string, object> Body(SlackMessage message, SlackResponseKind kind)
    {
        var body = new Dictionary<string, object>(StringComparer.Ordinal) { ["text"] = message.Text };
        if (message.Blocks.Count > 0)
            body["blocks"] = new JRaw(SlackNetStandard.Json(message.Blocks));
        if (kind == SlackResponseKind.ReplaceOriginal)
            body["replace_original"] = true;
        else
            (body["response_type"], body["replace_original"]) = ("ephemeral", false);
        return body;
    }

    [LoggerMessage(2103, LogLevel.Warning, "A response_url that points to {Host} and not to Slack was not called")]
    private static partial void LogRefused(ILogger logger, string host);
}
