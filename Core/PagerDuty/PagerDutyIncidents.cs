using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;
using OAuthAttest.Outside;
using Polly;

namespace OAuthAttest.PagerDuty;

/// <summary>The REST API over HTTP. It only reads, so a failed call is repeated here.</summary>
/// <remarks>
/// https://developer.pagerduty.com/api-reference/9d0b4b12e36f9-list-incidents. An incident made of alerts has no key of its own; filtered
/// by key, the list contains the incidents that have an alert with it.
/// </remarks>
internal sealed class PagerDutyIncidents : IPagerDutyIncidents
{
    private const int Ok = 200;
    private const int NotFound = 404;
    private const int MostAlerts = 100;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private readonly IHttpClientFactory clients;
    private readonly PagerDutyOptions options;
    private readonly TimeProvider clock;
    private readonly ResiliencePipeline reads = OutsideRetry.Reads(retries: 2, TimeSpan.FromMilliseconds(250), LongestWait);

    public PagerDutyIncidents(IHttpClientFactory clients, IOptions<PagerDutyOptions> options, TimeProvider clock) =>
        (this.clients, this.options, this.clock) = (clients, options.Value, clock);

    public bool IsConfigured => !string.IsNullOrEmpty(options.RestKey);

    public async Task<PagerDutyIncidentLink?> FindAsync(string dedupKey, CancellationToken cancellation)
    {
        // The newest one: a key that is used again after its alert was resolved opens another incident.
        var answer = await ReadAsync(
            $"incidents?incident_key={Uri.EscapeDataString(dedupKey)}&sort_by=created_at%3Adesc&limit=1",
            cancellation
        );
        foreach (var incident in List(answer, "incidents"))
        {
            return
                Text(incident, "id") is { Length: > 0 } id
                && Uri.TryCreate(Text(incident, "html_url"), UriKind.Absolute, out var url)
                && url.Scheme == Uri.UriSchemeHttps
                ? new PagerDutyIncidentLink(id, url)
                : throw new PagerDutyUnavailableException("PagerDuty: an incident without id or address");
        }
        return null;
    }

    public async Task<IReadOnlyList<string>> AlertKeysAsync(string incidentId, CancellationToken cancellation)
    {
        try
        {
            var answer = await ReadAsync($"incidents/{Uri.EscapeDataString(incidentId)}/alerts?limit={MostAlerts}", cancellation);
            return [.. List(answer, "alerts").Select(alert => Text(alert, "alert_key")).OfType<string>()];
        }
        catch (PagerDutyRejectedException unknown) when (unknown.Status == NotFound)
        {
            return [];
        }
    }

    private async Task<JsonElement> ReadAsync(string path, CancellationToken cancellation) =>
        await reads.ExecuteAsync(async token => await ReadOnceAsync(path, token), cancellation);

    private async Task<JsonElement> ReadOnceAsync(string path, CancellationToken cancellation)
    {
        var key = options.RestKey is { Length: > 0 } set ? set : throw new InvalidOperationException("There is no REST key.");
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(options.RestUrl, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Token", $"token={key}");
        request.Headers.TryAddWithoutValidation("Accept", "application/vnd.pagerduty+json;version=2");
        using var client = clients.CreateClient(PagerDutyEvents.ClientName);
        return await PagerDutyAnswers.SendAsync(client, request, options, Ok, key, clock, cancellation);
    }

    // A missing list is an error, not an empty list.
    private static JsonElement.ArrayEnumerator List(JsonElement answer, string name) =>
        answer.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray()
            : throw new PagerDutyUnavailableException($"PagerDuty: the answer has no {name}");

    private static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
