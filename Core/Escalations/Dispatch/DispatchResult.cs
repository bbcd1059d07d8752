namespace OAuthAttest.Escalations.Dispatch;

/// <summary>How a channel stands after its turn.</summary>
/// <param name="NextAt">When it has something to do again, as far as the tables tell; null: nothing.</param>
/// <param name="HasNews">Another channel has work now, or this may have been the last: look at the incident.</param>
/// <param name="Plan">What is next for the whole incident, read after the channel's turn; null in histories that had none.</param>
public sealed record DispatchResult(DateTimeOffset? NextAt, bool HasNews = false, IncidentPlan? Plan = null);
