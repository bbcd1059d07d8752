using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Newtonsoft.Json;

namespace OAuthAttest.Slack;

/// <summary>Posts to the response_url of a click. The URL is a secret and came from outside: it is never logged, and only Slack's host is called.</summary>
internal sealed partial class SlackResponseUrl(IHttpClientFactory clients, IOptions<SlackOptions> options, ILogger<SlackResponseUrl> logger)
{
    internal const string ClientName = "slack-response-url";

    private const string Method = "response_url";

    public async Task<bool> RespondAsync(Uri responseUrl, SlackMessage message, SlackResponseKind kind, CancellationToken cancellationToken)
    {
        if (!IsAllowed(responseUrl))
        {
            LogRefused(logger, responseUrl.Host);
            return false;
        }

        using var content = new StringContent(JsonConvert.SerializeObject(Body(message, kind)), Encoding.UTF8, "application/json");
        using var timeout = new CancellationTokenSource(options.Value.RequestTimeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var answer = await clients.CreateClient(ClientName).PostAsync(responseUrl, content, either.Token);
            return answer.StatusCode switch
            {
                HttpStatusCode.TooManyRequests => throw new SlackThrottledException(Method, answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(30)),
                >= HttpStatusCode.InternalServerError => throw new SlackUnavailableException(Method, $"HTTP {(int)answer.StatusCode}"),
                var status => (int)status is >= 200 and < 300,
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SlackUnavailableException(Method, "no answer in time");
        }
        catch (HttpRequestException e)
        {
            // The inner exception may name the URL; its kind is all that is kept.
            throw new SlackUnavailableException(Method, $"could not be reached ({e.HttpRequestError})");
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
            body["blocks"] = message.Blocks;
        if (kind == SlackResponseKind.ReplaceOriginal)
            body["replace_original"] = true;
        else
            (body["response_type"], body["replace_original"]) = ("ephemeral", false);
        return body;
    }

    [LoggerMessage(2103, LogLevel.Warning, "A response_url that points to {Host} and not to Slack was not called")]
    private static partial void LogRefused(ILogger logger, string host);
}
