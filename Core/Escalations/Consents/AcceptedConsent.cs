namespace OAuthAttest.Escalations.Consents;

/// <param name="Id">The consent's row.</param>
/// <param name="Key">The escalation's public id; see <see cref="EscalationKey"/>.</param>
/// <param name="Revision">As it stands now.</param>
/// <param name="IsNew">False: it was known, by push, poll or a companion.</param>
/// <param name="HasChanged">It is new, or this delivery told something new: it must be judged (again).</param>
public sealed record AcceptedConsent(long Id, string Key, int Revision, bool IsNew, bool HasChanged);
