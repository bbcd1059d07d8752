using OAuthAttest.Configuration;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Outside;
using OAuthAttest.Telemetry;

namespace OAuthAttest.Escalations.Evaluation;

/// <summary>The findings about one revision of a consent, and the verdict that follows.</summary>
internal sealed record Decision(
    ConsentRecord Consent,
    ScopeFinding Scopes,
    ConsentPrivilege Privileges,
    RemovalFinding? Removals,
    string DictionaryVersion,
    DateTimeOffset Now
)
{
    /// <summary>What is done about an unknown privilege.</summary>
    public UnknownPersonPolicy UnknownPerson { get; init; } = UnknownPersonPolicy.Page;

    /// <summary>The finding that decides: the maker's or, if it is graver, that of whom the grant is for.</summary>
    public RosterFinding Roster => Privileges.Decisive;

    /// <summary>Where the app's client id and name are from.</summary>
    public AppOrigin AppFrom { get; init; }

    /// <summary>The decision about an earlier revision.</summary>
    public Escalation? Before { get; init; }

    /// <summary>When it was decided about without the role that the roster lists now.</summary>
    public DateTimeOffset? RoleIsNewSince =>
        Roster is { Privilege: Privilege.Privileged, Category: not null } && Before is { } before
            ? before.Privilege == Privilege.Privileged ? before.RoleIsNewSince : before.DecidedAt
            : null;

    public EarlierRemoval? Removal => Removals?.Removal;

    public bool WantsPage =>
        Verdict == EscalationVerdict.Escalate
        && (Roster.Privilege != Privilege.Unknown || UnknownPerson == UnknownPersonPolicy.Page);

    private string? RosterNote => Text(
        WantsPage || Verdict == EscalationVerdict.Exit
            ? RoleIsNewSince is { } since ? PrivilegeWords.RoleIsNew(since) : Roster.Why
            : $"{Roster.Why}; {PrivilegeWords.ChannelOnly(SettingKey.Of<EscalationOptions>(options => options.UnknownPerson))}");

    /// <summary>A consent exits only if it is not high-scope, or if the person is known to be a standard user.</summary>
    public EscalationVerdict Verdict =>
        Scopes.IsHigh && Roster.Privilege != Privilege.Standard ? EscalationVerdict.Escalate : EscalationVerdict.Exit;

    /// <summary>The rules that made the consent high-scope; for an exit, the rule that decided it.</summary>
    public string[] Rules => (Verdict, Scopes.IsHigh) switch
    {
        (EscalationVerdict.Escalate, _) => [.. Scopes.Rules],
        (_, true) => [RuleNames.StandardUser],
        _ => [RuleNames.NotHighScope],
    };

    public BusinessEvent Told(EscalationVerdict verdict) =>
        BusinessEvents.ConsentWasDecided(
            Consent.Source,
            Consent.Facts.Provider.ToString(),
            verdict,
            Scopes.Risk,
            Roster.Privilege,
            Now - Consent.Facts.OccurredAt
        );

    /// <summary>It would have been a graver page than the one that was decided on before.</summary>
    public bool IsWorseThan(Escalation before) =>
        Verdict == EscalationVerdict.Escalate
        && (Scopes.Risk > before.Risk
            || Scopes.Rules.Except(before.Rules, StringComparer.Ordinal).Any()
            || (Roster.Privilege == Privilege.Privileged && before.Privilege != Privilege.Privileged));

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
        RosterNote = RosterNote,
        RoleIsNewSince = RoleIsNewSince,
        OnBehalfOf = Text(Privileges.OnBehalfOf),
        IsPrivilegeOfPrincipal = Privileges.IsOfPrincipal,
        RemovedAt = Removal?.At,
        RemovedByCampaign = Removal?.Campaign,
        RemovalStanding = Removal?.Standing,
        DictionaryVersion = DictionaryVersion,
        DecidedAt = Now,
    };

    /// <summary>
    /// Applies the decision about a newer revision. An escalated consent stays escalated: if the newer revision would exit, the earlier
    /// findings are kept.
    /// </summary>
    public void ApplyTo(Escalation escalation)
    {
        var before = escalation.Verdict;
        escalation.Revision = Consent.Revision;
        if (before == EscalationVerdict.Escalate && Verdict == EscalationVerdict.Exit)
            return;
        var isLessKnown =
            before == EscalationVerdict.Escalate && escalation.Privilege == Privilege.Privileged && Roster.Privilege == Privilege.Unknown;
        if (!isLessKnown)
        {
            (escalation.Privilege, escalation.Category, escalation.Role, escalation.RosterReadAt) = (
                Roster.Privilege,
                Roster.Category,
                Roster.Role,
                Roster.ReadAt
            );
            (escalation.RosterNote, escalation.RoleIsNewSince, escalation.IsPrivilegeOfPrincipal) = (
                RosterNote,
                RoleIsNewSince,
                Privileges.IsOfPrincipal
            );
        }
        escalation.OnBehalfOf = Text(Privileges.OnBehalfOf) ?? escalation.OnBehalfOf;
        (escalation.Verdict, escalation.Risk, escalation.Rules) = (Verdict, Scopes.Risk, Rules);
        if (Removal is { } removal)
        {
            (escalation.RemovedAt, escalation.RemovedByCampaign, escalation.RemovalStanding) =
                (removal.At, removal.Campaign, removal.Standing);
        }
        (escalation.DictionaryVersion, escalation.DecidedAt) = (DictionaryVersion, Now);
    }

    private static string? Text(string? text) => text is null ? null : WireText.Cut(text, Escalation.LongestNote);
}
