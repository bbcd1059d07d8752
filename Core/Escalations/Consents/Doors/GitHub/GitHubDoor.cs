using Microsoft.Extensions.Options;
using OAuthAttest.Escalations.Consents.Authentication;
using OAuthAttest.Escalations.Consents.Reading;

namespace OAuthAttest.Escalations.Consents.Doors.GitHub;

/// <summary>Webhook of a GitHub App or organization.</summary>
/// <remarks>https://docs.github.com/webhooks/webhook-events-and-payloads#installation</remarks>
internal sealed class GitHubDoor(IOptions<ConsentsOptions> options) : IConsentDoor
{
    private readonly GitHubSignature signature = new(options.Value.GitHub.Secrets);

    public ConsentSource Source => ConsentSource.GitHub;

    public bool IsConfigured => options.Value.GitHub.IsConfigured;

    public IReadOnlyList<string> ContentTypes { get; } = ["application/json"];

    public DoorRefusal? Check(ConsentDelivery delivery, DateTimeOffset now) =>
        signature.Matches(delivery.Header(GitHubSignature.SignatureHeader), delivery.Body.Span) ? null : DoorRefusal.NotAuthentic(GitHubSignature.SignatureHeader);

    public DoorReading Read(ConsentDelivery delivery) =>
        StrictJson.Parse(delivery.Body.Span, out var problem) is { } root ? new[] { GitHubInstallation.Read(root) }.Together() : DoorReading.Malformed("body", problem);
}
