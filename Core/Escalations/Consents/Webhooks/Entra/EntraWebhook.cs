using Microsoft.Extensions.Options;
using OAuthAttest.Escalations.Consents.Authentication;

namespace OAuthAttest.Escalations.Consents.Webhooks.Entra;

/// <summary>
/// Directory-audit records, whatever forwards them. Nothing that Azure forwards is signed, but the forwarder (Logic App, function on
/// an event hub, API Management) can set a header: a fixed token in <c>Authorization</c>, never in the URL, where it would be logged.
/// </summary>
internal sealed class EntraWebhook(IOptions<ConsentsOptions> options) : IConsentWebhook
{
    private const string TokenHeader = "Authorization";

    /// <summary>
    /// An event hub takes up to 1 MB in one publication (https://learn.microsoft.com/azure/event-hubs/event-hubs-quotas), which is 1.4 MB
    /// as base64 in a trigger's body; an alert has up to 256 KB. Forwarders put several events in one body, which no document bounds:
    /// this is room for three of the largest.
    /// </summary>
    private const int Largest = 4 * 1024 * 1024;

    private readonly StaticTokens tokens = StaticTokens.ForAuthorization(options.Value.Entra.Secrets);
    private readonly EntraEnvelope envelope = new(options.Value.EntraAlertRules);

    public ConsentSource Source => ConsentSource.Entra;

    public bool IsConfigured => options.Value.Entra.IsConfigured;

    public IReadOnlyList<string> ContentTypes { get; } =
    ["application/json", "application/x-ndjson", "application/jsonl", "application/json-lines"];

    public DeliveryBody NewBody() => new WholeBody(Largest);

    public WebhookRefusal? Check(ConsentDelivery delivery, DateTimeOffset now) =>
        tokens.Matches(delivery.Header(TokenHeader)) ? null : WebhookRefusal.NotAuthentic(TokenHeader);

    public WebhookReading Read(ConsentDelivery delivery, DateTimeOffset now) => envelope.Read(delivery.Body.Span).Together();
}
