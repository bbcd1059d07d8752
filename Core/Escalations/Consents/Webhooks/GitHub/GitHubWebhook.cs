using Microsoft.Extensions.Options;
using OAuthAttest.Escalations.Consents.Authentication;
using OAuthAttest.Json;

namespace OAuthAttest.Escalations.Consents.Webhooks.GitHub;

/// <summary>Webhook of a GitHub App or organization.</summary>
/// <remarks>https://docs.github.com/webhooks/webhook-events-and-payloads#installation</remarks>
internal sealed class GitHubWebhook(IOptions<ConsentsOptions> options) : IConsentWebhook
{
    private readonly GitHubSignature signature = new(options.Value.GitHub.Secrets);

    public ConsentSource Source => ConsentSource.GitHub;

    public bool IsConfigured => options.Value.GitHub.IsConfigured;

    public IReadOnlyList<string> ContentTypes { get; } = ["application/json"];

    public DeliveryBody NewBody() => new GitHubBody(signature.NewHashes());

    public WebhookRefusal? Check(ConsentDelivery delivery, DateTimeOffset now) =>
        IsAuthentic(delivery, delivery.Header(GitHubSignature.SignatureHeader))
            ? null
            : WebhookRefusal.NotAuthentic(GitHubSignature.SignatureHeader);

    public WebhookReading Read(ConsentDelivery delivery, DateTimeOffset now) =>
        StrictJson.Parse(delivery.Body.Span, out var problem) is { } root
            ? GitHubEvent.Read(root).Together()
            : WebhookReading.Malformed("body", problem);

    private bool IsAuthentic(ConsentDelivery delivery, string? header) =>
        delivery.Digests is { } digests ? GitHubSignature.Matches(header, digests) : signature.Matches(header, delivery.Body.Span);
}
