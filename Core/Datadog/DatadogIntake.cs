using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;
using OAuthAttest.Outside;

namespace OAuthAttest.Datadog;

/// <summary>Datadog over HTTP. Makes one attempt: the outbox decides about repetitions, which can count twice.</summary>
internal sealed class DatadogIntake(IHttpClientFactory clients, IOptions<DatadogOptions> options, TimeProvider clock) : IDatadog
{
    internal const string ClientName = "datadog";

    private const int Accepted = 202;
    private const int LongestError = 300;
    private static readonly string[] ErrorFields = ["title", "detail"];
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    public bool IsConfigured => !string.IsNullOrEmpty(options.Value.ApiKey);

    public async Task SendEventAsync(DatadogEvent @event, CancellationToken cancellation) =>
        await PostAsync(
            new Uri(options.Value.EventsAddress, "api/v2/events"),
            DatadogBodies.Event(@event, clock.GetUtcNow()),
            withAppKey: true,
            cancellation
        );

    public async Task SendMetricsAsync(IReadOnlyList<DatadogPoint> points, CancellationToken cancellation)
    {
        if (points.Count > 0)
        {
            await PostAsync(
                new Uri(options.Value.ApiAddress, "api/v2/series"),
                DatadogBodies.Series(points, clock.GetUtcNow()),
                withAppKey: false,
                cancellation
            );
        }
    }

    private async Task PostAsync(Uri address, byte[] body, bool withAppKey, CancellationToken cancellation)
    {
        if (!IsConfigured)
            throw new InvalidOperationException("Datadog is not configured: there is no API key.");
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        request.Headers.TryAddWithoutValidation("DD-API-KEY", options.Value.ApiKey);
        if (withAppKey)
            request.Headers.TryAddWithoutValidation("DD-APPLICATION-KEY", options.Value.AppKey);
        using var client = clients.CreateClient(ClientName);
        Require(await CallAsync(client, request, cancellation));
    }

    private async Task<OutsideAnswer> CallAsync(HttpClient client, HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            return await OutsideCall.SendAsync(client, request, options.Value.RequestTimeout, cancellation);
        }
        catch (NoAnswerException e)
        {
            throw new DatadogUnavailableException($"Datadog: {e.Message}", inner: e);
        }
    }

    private void Require(OutsideAnswer answer)
    {
        var wait = answer.RetryAfter("X-Ratelimit-Reset", clock.GetUtcNow(), LongestWait);
        // A response without JSON comes from a proxy and not from Datadog.
        if (answer.IsPassing || answer.Object() is not { } body)
            throw new DatadogUnavailableException($"Datadog: {answer}", wait);
        if (answer.Status == Accepted)
            return;
        var words = string.Join("; ", Errors(body).Take(5));
        throw new DatadogRejectedException(
            answer.Status,
            $"Datadog refused it (HTTP {answer.Status.ToString(CultureInfo.InvariantCulture)}): "
                + $"{WireText.Cut(WithoutKeys(words), LongestError)}"
        );
    }

    /// <summary>Metrics: <c>{"errors":["…"]}</c>; events: <c>{"errors":[{"title","detail"}]}</c>.</summary>
    private static IEnumerable<string> Errors(JsonElement body)
    {
        if (!body.TryGetProperty("errors", out var errors) || errors.ValueKind != JsonValueKind.Array)
            yield break;
        foreach (var error in errors.EnumerateArray())
        {
            if (error.ValueKind == JsonValueKind.String)
            {
                yield return error.GetString()!;
            }
            else if (error.ValueKind == JsonValueKind.Object)
            {
                yield return string.Join(
                    ": ",
                    ErrorFields
                        .Select(name => error.TryGetProperty(name, out var text) ? text.ToString() : "")
                        .Where(text => text.Length > 0)
                );
            }
        }
    }

    private string WithoutKeys(string text)
    {
        foreach (var key in (ReadOnlySpan<string?>)[options.Value.ApiKey, options.Value.AppKey])
            text = string.IsNullOrEmpty(key) ? text : text.Replace(key, "(key)", StringComparison.OrdinalIgnoreCase);
        return text;
    }
}
