namespace OAuthAttest.Escalations.Consents.Inbox;

/// <summary>One delivery that waits for its commit, with one consent for each key. Equal deliveries are separate items.</summary>
internal sealed class InboxItem(IReadOnlyList<ConsentEvent> consents, ConsentArrival arrival, DateTimeOffset now)
{
    public IReadOnlyList<ConsentEvent> Consents { get; } = consents;

    public ConsentArrival Arrival { get; } = arrival;

    public DateTimeOffset Now { get; } = now;
}
