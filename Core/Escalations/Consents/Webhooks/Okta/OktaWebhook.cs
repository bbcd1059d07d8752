using Microsoft.Extensions.Options;
using OAuthAttest.Escalations.Consents.Authentication;
using OAuthAttest.Json;

namespace OAuthAttest.Escalations.Consents.Webhooks.Okta;

/// <summary>Okta's event hook. Okta does not sign it: the only authentication is a fixed value in <c>Authorization</c>.</summary>
/// <remarks>https://developer.okta.com/docs/concepts/event-hooks/</remarks>
public sealed class OktaWebhook(IOptions<ConsentsOptions> options) : IConsentWebhook
{
    /// <summary>Sent once, in a GET, when Okta verifies the hook; the response must return its value.</summary>
    public const string ChallengeHeader = "x-okta-verification-challenge";

    public const int LongestChallenge = 1024;

    private const string TokenHeader = "Authorization";

    private readonly StaticTokens tokens = StaticTokens.ForAuthorization(options.Value.Okta.Secrets);

    public ConsentSource Source => ConsentSource.Okta;

    public bool IsConfigured => options.Value.Okta.IsConfigured;

    public IReadOnlyList<string> ContentTypes { get; } = ["application/json"];

    public WebhookRefusal? Check(ConsentDelivery delivery, DateTimeOffset now) =>
        tokens.Matches(delivery.Header(TokenHeader)) ? null : WebhookRefusal.NotAuthentic(TokenHeader);

    public WebhookReading Read(ConsentDelivery delivery, DateTimeOffset now)
    {
        if (StrictJson.Parse(delivery.Body.Span, out var problem) is not { } root)
            return WebhookReading.Malformed("body", problem);
        if (root.Field("data").Field("events") is not { ValueKind: System.Text.Json.JsonValueKind.Array } events)
            return WebhookReading.Malformed("data.events", "must be a list");
        var org = OrgOf(root.Text("source"));
        return events
            .EnumerateArray()
            .Select((entry, i) => OktaLogEvent.Read(entry, "data.events".At(i), org).From(entry, "data.events".At(i)))
            .Together();
    }

    /// <summary>The host of an address at the org, which names the org; null: none.</summary>
    internal static string? OrgOf(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.IdnHost.Length > 0 ? uri.IdnHost : null;
}
