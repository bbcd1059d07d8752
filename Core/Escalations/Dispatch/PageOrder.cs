namespace OAuthAttest.Escalations.Dispatch;

/// <summary>Why an incident is paged once more; the payload of the page's row.</summary>
/// <param name="ConsentId">The consent that is news after an acknowledgement.</param>
public sealed record PageOrder(long ConsentId);
