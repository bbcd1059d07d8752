using System.Globalization;

namespace OAuthAttest.Outside;

/// <summary>One HTTP call to an outside service. Anything but a complete HTTP response becomes a <see cref="NoAnswerException"/>.</summary>
internal static class OutsideCall
{
    /// <summary>The most bytes of a response that a client reads.</summary>
    public const int LargestAnswer = 1024 * 1024;

    /// <param name="limit">In real time, even if the app's clock is simulated, because the network does not follow that clock.</param>
    /// <exception cref="NoAnswerException">No response, or only a part, was received: the service may have done it.</exception>
    public static Task<OutsideAnswer> SendAsync(
        HttpClient client, HttpRequestMessage request, TimeSpan limit, CancellationToken cancellation) =>
        SendAsync(token => client.SendAsync(request, HttpCompletionOption.ResponseContentRead, token), limit, cancellation);

    /// <summary>The same for a handler instead of a client.</summary>
    /// <inheritdoc cref="SendAsync(HttpClient, HttpRequestMessage, TimeSpan, CancellationToken)"/>
    public static async Task<OutsideAnswer> SendAsync(
        Func<CancellationToken, Task<HttpResponseMessage>> send, TimeSpan limit, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(limit);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            using var response = await send(either.Token);
            var body = await response.Content.ReadAsByteArrayAsync(either.Token);
            return new OutsideAnswer((int)response.StatusCode, body, response.Content.Headers.ContentType?.MediaType, Headers(response));
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new NoAnswerException($"no answer within {limit.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s", e);
        }
        catch (HttpRequestException e) when (NeverLeft(e))
        {
            throw new NoAnswerException("could not connect", e) { HasLeft = false };
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new NoAnswerException("the connection was lost", e);
        }
    }

    /// <summary>The handler of all clients of outside services: no redirects, no cookies.</summary>
    public static SocketsHttpHandler Handler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };

    public static void Configure(HttpClient client)
    {
        client.Timeout = Timeout.InfiniteTimeSpan;
        client.MaxResponseContentBufferSize = LargestAnswer;
    }

    private static Dictionary<string, string> Headers(HttpResponseMessage response) =>
        response.Headers.ToDictionary(header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase);

    private static bool NeverLeft(HttpRequestException e) => e.HttpRequestError is
        HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or
        HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;
}

/// <summary>No readable response was received. The message is ours and repeats nothing of the request.</summary>
internal sealed class NoAnswerException(string message, Exception inner) : Exception(message, inner)
{
    /// <summary>False if no connection was made: then the service has certainly done nothing.</summary>
    public bool HasLeft { get; init; } = true;
}
