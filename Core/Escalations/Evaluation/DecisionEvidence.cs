using OAuthAttest.Escalations.Consents;
using OAuthAttest.Evidence;

namespace OAuthAttest.Escalations.Evaluation;

/// <summary>The audit entry of a decision: enough to understand the decision without any other table.</summary>
internal static class DecisionEvidence
{
    // The row has all; the audit log is read by people.
    private const int MostPrincipals = 100;

    public const string Kind = AuditKinds.EscalationDecided;

    public static AuditEntry Of(Decision decision, Escalation escalation, Incident? incident, bool opensIncident, string? followUp) =>
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
                ["privilegeUnknownBecause"] = decision.Roster.Privilege == Privilege.Unknown ? decision.Roster.Why : null,
                ["rosterGap"] = decision.Roster.Privilege == Privilege.Privileged ? decision.Roster.Why : null,
                ["roleIsNewSince"] = decision.RoleIsNewSince,
                ["actorKind"] = decision.Consent.Facts.Who.Kind,
                ["onBehalfOfIds"] = OtherPrincipals(decision.Consent.Facts),
                ["privilegeIsOf"] = decision.Privileges.IsOfPrincipal ? "principal" : "maker",
                ["makersPrivilege"] = decision.Privileges.Maker.Privilege,
                ["principalsPrivilege"] = decision.Privileges.Principal?.Privilege,
                ["paged"] = decision.WantsPage,
                ["category"] = decision.Roster.Category,
                ["role"] = decision.Roster.Role,
                ["rosterReadAt"] = decision.Roster.ReadAt,
                ["rosterAgeSeconds"] = Seconds(decision.Now - decision.Roster.ReadAt),
                ["arrivalDelaySeconds"] = Seconds(decision.Consent.ReceivedAt - decision.Consent.Facts.OccurredAt),
                ["source"] = decision.Consent.Source,
                ["provider"] = decision.Consent.Facts.Provider.ToString(),
                ["clientId"] = decision.Consent.Facts.App.ClientId,
                ["appFromInventory"] = decision.AppFrom == AppOrigin.Inventory ? true : null,
                ["appFromProvider"] = decision.AppFrom == AppOrigin.Provider ? true : null,
                ["dictionaryVersion"] = decision.DictionaryVersion,
                ["removedAt"] = decision.Removal?.At,
                ["removedByCampaign"] = decision.Removal?.Campaign,
                ["removalStanding"] = decision.Removal?.Standing,
                ["removedUnknownBecause"] = decision.Removals?.UnknownBecause,
                ["incident"] = incident?.DedupKey,
                ["opensIncident"] = opensIncident,
                ["followUp"] = followUp,
            }
        );

    private static List<string>? OtherPrincipals(ConsentFacts facts) =>
        facts.OtherPrincipals.Take(MostPrincipals).ToList() is { Count: > 0 } others ? others : null;

    private static long? Seconds(TimeSpan? span) => span is { } known ? (long)known.TotalSeconds : null;
}
