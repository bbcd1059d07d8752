using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Outbox;

namespace OAuthAttest.Escalations.Evaluation;

/// <summary>An incident as the decision that opened it has committed it, so that its page needs no further read.</summary>
/// <param name="Page">The page's row, claimed for its first attempt with the same commit; null: it is not paged.</param>
public sealed record OpenedIncident(Incident Incident, ConsentRecord Consent, Escalation Decision, EscalationEffect? Page);
