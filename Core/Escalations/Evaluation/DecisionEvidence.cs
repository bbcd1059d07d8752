using OAuthAttest.Escalations.Consents;
using OAuthAttest.Evidence;

namespace OAuthAttest.Escalations.Evaluation;

/// <summary>The audit entry of a decision: enough to understand the decision without any other table.</summary>
internal static class DecisionEvidence
{
    public const string Kind = AuditKinds.EscalationDecided;

    public static AuditEntry Of(Decision decision, Escalation escalation, Incident? incident, bool opensIncident) =>
        new(
            Kind,
            $"escalation/{decision.Consent.Key}",
            "system",
            new Dictionary<string, object?>
            {
                ["drill"] = decision.Consent.Source == ConsentSource.Drill,
                ["verdict"] = escalation.Verdict,
                ["revision"] = decision.Consent.Revision,
                ["rules"] = decision.Rules,
                ["keptEarlierEscalation"] = escalation.Verdict != decision.Verdict,
                ["risk"] = decision.Scopes.Risk,
                ["privilege"] = decision.Roster.Privilege,
                ["privilegeUnknownBecause"] = decision.Roster.Why,
                ["category"] = decision.Roster.Category,
                ["role"] = decision.Roster.Role,
                ["rosterReadAt"] = decision.Roster.ReadAt,
                ["rosterAgeSeconds"] = Seconds(decision.Now - decision.Roster.ReadAt),
                ["arrivalDelaySeconds"] = Seconds(decision.Consent.ReceivedAt - decision.Consent.Facts.OccurredAt),
                ["source"] = decision.Consent.Source,
                ["provider"] = decision.Consent.Facts.Provider.ToString(),
                ["clientId"] = decision.Consent.Facts.App.ClientId,
                ["dictionaryVersion"] = decision.DictionaryVersion,
                ["removedAt"] = decision.Removal?.At,
                ["removedByCampaign"] = decision.Removal?.Campaign,
                ["removedUnknownBecause"] = decision.Removals?.UnknownBecause,
                ["incident"] = incident?.DedupKey,
                ["opensIncident"] = opensIncident,
            }
        );

    private static long? Seconds(TimeSpan? span) => span is { } known ? (long)known.TotalSeconds : null;
}
