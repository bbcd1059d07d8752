using System.Text.Json;
using Microsoft.Extensions.Options;
using OAuthAttest.Escalations.Consents.Authentication;
using OAuthAttest.Json;

namespace OAuthAttest.Escalations.Consents.Webhooks.Auth0;

/// <summary>Auth0's custom webhook log stream, in each of its content formats. Not signed: a fixed <c>Authorization</c> value.</summary>
/// <remarks>https://auth0.com/docs/customize/log-streams/custom-log-streams</remarks>
internal sealed class Auth0Webhook(IOptions<ConsentsOptions> options) : IConsentWebhook
{
    private const string TokenHeader = "Authorization";

    /// <summary>
    /// Auth0 states no maximum. It gathers entries in one request, some of them with a whole request of the Management API in it, and
    /// sends a refused request again and again, until it pauses the stream after a week: so there is more room than for the others.
    /// </summary>
    private const int Largest = 4 * 1024 * 1024;

    private readonly StaticTokens tokens = StaticTokens.ForAuthorization(options.Value.Auth0.Secrets);

    public ConsentSource Source => ConsentSource.Auth0;

    public bool IsConfigured => options.Value.Auth0.IsConfigured;

    public IReadOnlyList<string> ContentTypes { get; } =
    ["application/json", "application/x-ndjson", "application/jsonl", "application/json-lines"];

    public DeliveryBody NewBody() => new WholeBody(Largest);

    public WebhookRefusal? Check(ConsentDelivery delivery, DateTimeOffset now) =>
        tokens.Matches(delivery.Header(TokenHeader)) ? null : WebhookRefusal.NotAuthentic(TokenHeader);

    public WebhookReading Read(ConsentDelivery delivery, DateTimeOffset now)
    {
        var body = delivery.Body.Span;
        if (body.Trim(" \t\r\n"u8).IsEmpty)
            return WebhookReading.Malformed("body", "is empty");
        // A single JSON document is an array or an object; anything else is read as JSON lines.
        if (StrictJson.Parse(body, out var problem) is { } root)
            return Entries(root).Select((entry, i) => Auth0LogEvent.Read(entry, "logs".At(i)).From(entry, "logs".At(i))).Together();
        return JsonLines.Read(body, (entry, path) => [Auth0LogEvent.Read(entry, path).From(entry, path)])?.Together()
            ?? WebhookReading.Malformed("body", problem);
    }

    private static IEnumerable<JsonElement> Entries(JsonElement root) => root.ValueKind switch
    {
        JsonValueKind.Array => root.EnumerateArray(),
        _ when root.Field("logs") is { ValueKind: JsonValueKind.Array } logs => logs.EnumerateArray(),
        _ => [root],
    };
}
