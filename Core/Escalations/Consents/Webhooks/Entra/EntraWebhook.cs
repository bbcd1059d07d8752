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

    private readonly StaticTokens tokens = StaticTokens.ForAuthorization(options.Value.Entra.Secrets);
    private readonly EntraEnvelope envelope = new(options.Value.EntraAlertRules);

    public ConsentSource Source => ConsentSource.Entra;

    public bool IsConfigured => options.Value.Entra.IsConfigured;

    public IReadOnlyList<string> ContentTypes { get; } =
    ["application/json", "application/x-ndjson", "application/jsonl", "application/json-lines"];

    public WebhookRefusal? Check(ConsentDelivery delivery, DateTimeOffset now) =>
        tokens.Matches(delivery.Header(TokenHeader)) ? null : WebhookRefusal.NotAuthentic(TokenHeader);

    public WebhookReading Read(ConsentDelivery delivery, DateTimeOffset now) => envelope.Read(delivery.Body.Span).Together();
}
