namespace OAuthAttest.Escalations.Dispatch;

/// <summary>What a channel's dispatcher returns after it has done what was due.</summary>
/// <param name="NextAt">When it next has something to do, according to the tables; null: nothing is planned.</param>
/// <param name="HasNews">Another channel may have work now, or the incident may be finished: read the incident again.</param>
/// <param name="Plan">What is next for the whole incident, read after the dispatch; null in older histories, which had no plan.</param>
public sealed record DispatchResult(DateTimeOffset? NextAt, bool HasNews = false, IncidentPlan? Plan = null);
