namespace OAuthAttest.Evidence;

/// <summary>
/// A click that no other row stands for, because what it names is unknown or because it decides about a whole list: so that a repeated
/// delivery of it adds nothing to the audit log.
/// </summary>
public sealed class ClickDelivery
{
    /// <summary>The same for every delivery of the click.</summary>
    public required string DeliveryKey { get; init; }

    public required DateTimeOffset TakenAt { get; init; }
}
