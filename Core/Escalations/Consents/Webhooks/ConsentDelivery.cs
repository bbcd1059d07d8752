namespace OAuthAttest.Escalations.Consents.Webhooks;

/// <summary>A request at a webhook.</summary>
/// <param name="Header">A header's value by its name, in any case; null where it is missing. Repeated headers are joined by commas.</param>
/// <param name="Body">The bytes as they came over the wire; where the webhook reads past some of them, what it keeps.</param>
public sealed record ConsentDelivery(Func<string, string?> Header, ReadOnlyMemory<byte> Body)
{
    /// <summary>
    /// The digests of the bytes as they came, where they were computed while the body was read; null: <see cref="Body"/> is all of it.
    /// </summary>
    public IReadOnlyList<byte[]>? Digests { get; init; }
}
