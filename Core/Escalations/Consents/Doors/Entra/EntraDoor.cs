using Microsoft.Extensions.Options;
using OAuthAttest.Escalations.Consents.Authentication;
using OAuthAttest.Escalations.Consents.Reading;

namespace OAuthAttest.Escalations.Consents.Doors.Entra;

/// <summary>
/// Directory-audit records, however they travelled. Nothing that Azure forwards is signed, and what forwards it (Logic App, function on
/// an event hub, API Management) can set a header: a fixed token in <c>Authorization</c>, never in the address, where it would be logged.
/// </summary>
internal sealed class EntraDoor(IOptions<ConsentsOptions> options) : IConsentDoor
{
    private const string TokenHeader = "Authorization";

    private readonly StaticTokens tokens = StaticTokens.ForAuthorization(options.Value.Entra.Secrets);

    public ConsentSource Source => ConsentSource.Entra;

    public bool IsConfigured => options.Value.Entra.IsConfigured;

    public IReadOnlyList<string> ContentTypes { get; } = ["application/json"];

    public DoorRefusal? Check(ConsentDelivery delivery, DateTimeOffset now) =>
        tokens.Matches(delivery.Header(TokenHeader)) ? null : DoorRefusal.NotAuthentic(TokenHeader);

    public DoorReading Read(ConsentDelivery delivery) =>
        StrictJson.Parse(delivery.Body.Span, out var problem) is { } root ? EntraEnvelope.Read(root, "").Together() : DoorReading.Malformed("body", problem);
}
