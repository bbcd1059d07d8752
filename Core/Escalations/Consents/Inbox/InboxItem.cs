namespace OAuthAttest.Escalations.Consents.Inbox;

/// <summary>One delivery that waits for its commit: its consents, one a key.</summary>
internal sealed class InboxItem(IReadOnlyList<ConsentEvent> consents, ConsentArrival arrival, DateTimeOffset now)
{
    // The writer must never run a waiter's code.
    private readonly TaskCompletionSource<IReadOnlyList<AcceptedConsent>> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<ConsentEvent> Consents { get; } = consents;

    public ConsentArrival Arrival { get; } = arrival;

    public DateTimeOffset Now { get; } = now;

    public Task<IReadOnlyList<AcceptedConsent>> Completion => completion.Task;

    public void Complete(IReadOnlyList<AcceptedConsent> accepted) => completion.TrySetResult(accepted);

    public void Fail(Exception reason) => completion.TrySetException(reason);
}
