using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace OAuthAttest.PagerDuty;

/// <summary>The Events API over HTTP. Makes one attempt: the caller decides about repetitions.</summary>
internal sealed class PagerDutyEvents(IHttpClientFactory clients, IOptions<PagerDutyOptions> options, TimeProvider clock) : IPagerDutyEvents
{
    internal const string ClientName = "pagerduty";

    private const int Accepted = 202;

    public async Task<PagerDutyAccepted> SendAsync(PagerDutyEvent @event, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(@event);
        var key = RoutingKey(@event.Route);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(options.Value.EventsUrl, "v2/enqueue"))
        {
            Content = new ByteArrayContent(PagerDutyEventBody.Write(@event, key))
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            },
        };
        using var client = clients.CreateClient(ClientName);
        var answer = await PagerDutyAnswers.SendAsync(client, request, options.Value, Accepted, key, clock, cancellation);
        return new PagerDutyAccepted(
            answer.TryGetProperty("dedup_key", out var dedup) && dedup.ValueKind == JsonValueKind.String
                ? dedup.GetString()!
                : @event.DedupKey
        );
    }

    private string RoutingKey(PagerDutyRoute route)
    {
        var key = route switch
        {
            PagerDutyRoute.Primary => options.Value.RoutingKey,
            PagerDutyRoute.Fallback => options.Value.FallbackRoutingKey,
            _ => throw new ArgumentOutOfRangeException(nameof(route), route, null),
        };
        return string.IsNullOrEmpty(key) ? throw new InvalidOperationException($"There is no routing key for the route {route}.") : key;
    }
}
