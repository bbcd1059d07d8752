using OAuthAttest.Escalations.Consents;

namespace OAuthAttest.Escalations.Evaluation;

/// <summary>What was found out about one revision of a consent, and what follows.</summary>
internal sealed record Decision(ConsentRecord Consent, ScopeFinding Scopes, RosterFinding Roster, RemovalFinding? Removals, string DictionaryVersion, DateTimeOffset Now)
{
    public EarlierRemoval? Removal => Removals?.Removal;

    /// <summary>Only what is known to be harmless, or of somebody known to be a standard user, exits.</summary>
    public EscalationVerdict Verdict => Scopes.IsHigh && Roster.Privilege != Privilege.Standard ? EscalationVerdict.Escalate : EscalationVerdict.Exit;

    /// <summary>What made the scope high; of an exit, what decided it.</summary>
    public string[] Rules => (Verdict, Scopes.IsHigh) switch
    {
        (EscalationVerdict.Escalate, _) => [.. Scopes.Rules],
        (_, true) => [RuleNames.StandardUser],
        _ => [RuleNames.NotHighScope],
    };

    public Escalation ToEscalation() => new()
    {
        ConsentId = Consent.Id,
        Revision = Consent.Revision,
        Verdict = Verdict,
        Privilege = Roster.Privilege,
        Category = Roster.Category,
        Role = Roster.Role,
        Risk = Scopes.Risk,
        Rules = Rules,
        RosterReadAt = Roster.ReadAt,
        RemovedAt = Removal?.At,
        RemovedByCampaign = Removal?.Campaign,
        DictionaryVersion = DictionaryVersion,
        DecidedAt = Now,
    };

    /// <summary>Takes a newer revision's decision over; what escalated once stays escalated, with what it was escalated for.</summary>
    public void ApplyTo(Escalation escalation)
    {
        var before = escalation.Verdict;
        escalation.Revision = Consent.Revision;
        if (before == EscalationVerdict.Escalate && Verdict == EscalationVerdict.Exit)
            return;
        var isLessKnown = before == EscalationVerdict.Escalate && escalation.Privilege == Privilege.Privileged && Roster.Privilege == Privilege.Unknown;
        if (!isLessKnown)
            (escalation.Privilege, escalation.Category, escalation.Role, escalation.RosterReadAt) = (Roster.Privilege, Roster.Category, Roster.Role, Roster.ReadAt);
        (escalation.Verdict, escalation.Risk, escalation.Rules) = (Verdict, Scopes.Risk, Rules);
        (escalation.RemovedAt, escalation.RemovedByCampaign) = (Removal?.At ?? escalation.RemovedAt, Removal?.Campaign ?? escalation.RemovedByCampaign);
        (escalation.DictionaryVersion, escalation.DecidedAt) = (DictionaryVersion, Now);
    }
}
