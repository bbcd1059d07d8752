namespace OAuthAttest.Escalations.Consents.Inbox;

/// <summary>One delivery that waits for its commit: its consents, one a key. Two that tell the same are two.</summary>
internal sealed class InboxItem(IReadOnlyList<ConsentEvent> consents, ConsentArrival arrival, DateTimeOffset now)
{
    public IReadOnlyList<ConsentEvent> Consents { get; } = consents;

    public ConsentArrival Arrival { get; } = arrival;

    public DateTimeOffset Now { get; } = now;
}
