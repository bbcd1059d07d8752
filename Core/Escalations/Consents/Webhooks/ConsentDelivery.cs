namespace OAuthAttest.Escalations.Consents.Webhooks;

/// <summary>A request at a webhook.</summary>
/// <param name="Header">A header's value by its name, in any case; null where it is missing. Repeated headers are joined by commas.</param>
/// <param name="Body">The bytes as they came over the wire.</param>
public sealed record ConsentDelivery(Func<string, string?> Header, ReadOnlyMemory<byte> Body);
