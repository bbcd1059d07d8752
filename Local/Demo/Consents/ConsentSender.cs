using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OAuthAttest.Escalations.Consents.Authentication;

namespace OAuthAttest.Local.Demo.Consents;

/// <param name="Key">The escalation's id; null when the answer has none.</param>
internal sealed record ConsentAnswer(HttpStatusCode Status, string Body, string? Key);

/// <summary>Delivers consents as any producer would: a POST with a Standard Webhooks signature.</summary>
internal sealed class ConsentSender(HttpClient http, Uri app, string secret, TimeProvider clock)
{
    private readonly Uri target = new(app, "api/consents/standard");

    /// <param name="eventId">The same for every delivery of one event.</param>
    public async Task<ConsentAnswer> SendAsync(string eventId, JsonObject consent, CancellationToken cancellation)
    {
        var body = Encoding.UTF8.GetBytes(consent.ToJsonString());
        var timestamp = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, target)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        request.Headers.Add(StandardWebhookSignature.IdHeader, eventId);
        request.Headers.Add(StandardWebhookSignature.TimestampHeader, timestamp);
        request.Headers.Add(StandardWebhookSignature.SignatureHeader, StandardWebhookSignature.Sign(secret, eventId, timestamp, body));
        using var answer = await http.SendAsync(request, cancellation);
        var text = await answer.Content.ReadAsStringAsync(cancellation);
        return new ConsentAnswer(answer.StatusCode, text, answer.IsSuccessStatusCode ? Key(text) : null);
    }

    private static string? Key(string body)
    {
        using var json = JsonDocument.Parse(body);
        return json
            .RootElement.GetProperty("escalations")
            .EnumerateArray()
            .Select(escalation => escalation.GetProperty("id").GetString())
            .FirstOrDefault();
    }
}
