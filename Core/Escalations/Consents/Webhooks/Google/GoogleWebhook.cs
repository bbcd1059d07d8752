using Microsoft.Extensions.Options;
using OAuthAttest.Escalations.Consents.Authentication;
using OAuthAttest.Json;

namespace OAuthAttest.Escalations.Consents.Webhooks.Google;

/// <summary>A watch channel of the Reports API. Not signed: a header repeats the token that the channel was created with.</summary>
/// <remarks>https://developers.google.com/workspace/admin/reports/v1/guides/push</remarks>
internal sealed class GoogleWebhook(IOptions<ConsentsOptions> options) : IConsentWebhook
{
    private const string TokenHeader = "X-Goog-Channel-Token";
    private const string StateHeader = "X-Goog-Resource-State";
    private const string ChannelOpened = "sync";

    private readonly StaticTokens tokens = new(options.Value.Google.Secrets);

    public ConsentSource Source => ConsentSource.Google;

    public bool IsConfigured => options.Value.Google.IsConfigured;

    public IReadOnlyList<string> ContentTypes { get; } = ["application/json"];

    public WebhookRefusal? Check(ConsentDelivery delivery, DateTimeOffset now) =>
        tokens.Matches(delivery.Header(TokenHeader)) ? null : WebhookRefusal.NotAuthentic(TokenHeader);

    public WebhookReading Read(ConsentDelivery delivery, DateTimeOffset now)
    {
        if (delivery.Header(StateHeader) == ChannelOpened)
            return WebhookReading.None;
        if (delivery.Body.IsEmpty)
            return WebhookReading.Malformed("body", "is empty: the channel must be opened with payload true");
        return StrictJson.Parse(delivery.Body.Span, out var problem) is { } item
            ? GoogleActivity.Read(item, "").Select(reading => reading.From(item, "")).Together()
            : WebhookReading.Malformed("body", problem);
    }
}
