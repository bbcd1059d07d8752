using OAuthAttest.Slack.Text;

namespace OAuthAttest.Escalations.Messages;

/// <summary>The texts for the security channel: an escalated consent, and what is done about it.</summary>
internal static class EscalationTexts
{
    public const string FileName = "escalation.json";

    public static readonly TextSlot Fallback = TextSlot.Of(FileName, "fallback", TextKind.Notice, 500, "who! standing app! risk count");
    public static readonly TextSlot FallbackMany = TextSlot.Of(
        FileName,
        "fallbackMany",
        TextKind.Notice,
        500,
        "who standing app! risk count!"
    );
    public static readonly TextSlot Summary = Markup("summary", 600, "who! standing! app! risk!");
    public static readonly TextSlot SummaryMany = Markup("summaryMany", 650, "who! standing! app! risk! count!");
    public static readonly TextSlot PagerDutyLink = Markup("pagerDutyLink", 700, "link!");
    public static readonly TextSlot StateOpen = Markup("stateOpen", 200);
    public static readonly TextSlot StatePageFailed = Markup("statePageFailed", 250);
    public static readonly TextSlot StateAcknowledged = Markup("stateAcknowledged", 350, "name! when!");
    public static readonly TextSlot DrillNotice = TextSlot.Of(FileName, "drillNotice", TextKind.Notice, 60);
    public static readonly TextSlot DrillHeader = Markup("drillHeader", 300);
    public static readonly TextSlot StateDrillTaken = Markup("stateDrillTaken", 350, "name! when!");
    public static readonly TextSlot StateDrillMissed = Markup("stateDrillMissed", 300, "when!");
    public static readonly TextSlot RefusedDrill = Plain("refusedDrill", 300);
    public static readonly TextSlot StateOpenAgain = Markup("stateOpenAgain", 400, "name! when!");
    public static readonly TextSlot StateRevoked = Markup("stateRevoked", 350, "name! when!");
    public static readonly TextSlot StateFalsePositive = Markup("stateFalsePositive", 500, "name! when! reason!");
    public static readonly TextSlot StateResolved = Markup("stateResolved", 350, "name! when!");
    public static readonly TextSlot Nobody = Markup("nobody", 60);
    public static readonly TextSlot ButtonAcknowledge = Plain("buttonAcknowledge", 30);
    public static readonly TextSlot ButtonRevoke = Plain("buttonRevoke", 30);
    public static readonly TextSlot ButtonFalsePositive = Plain("buttonFalsePositive", 30);
    public static readonly TextSlot ConfirmRevokeTitle = Plain("confirmRevokeTitle", 100);
    public static readonly TextSlot ConfirmRevoke = Plain("confirmRevoke", 300, "app! who! lifetime");
    public static readonly TextSlot ConfirmRevokeMany = Plain("confirmRevokeMany", 300, "app! count! lifetime");
    public static readonly TextSlot ConfirmYes = Plain("confirmYes", 30);
    public static readonly TextSlot ConfirmNo = Plain("confirmNo", 30);

    public static readonly TextSlot DetailsFallback = TextSlot.Of(FileName, "detailsFallback", TextKind.Notice, 300, "app who");
    public static readonly TextSlot DoFirst = Markup("doFirst", 400);
    public static readonly TextSlot Person = Markup("person", 300, "who! standing!");
    public static readonly TextSlot Holder = Markup("holder", 280, "details!");
    public static readonly TextSlot NewScopes = Markup("newScopes", 280, "details!");
    public static readonly TextSlot EarlierScopes = Markup("earlierScopes", 280, "details!");
    public static readonly TextSlot App = Markup("app", 450, "app! kind! id!");
    public static readonly TextSlot Account = Markup("account", 350, "id!");
    public static readonly TextSlot Tenant = Markup("tenant", 350, "id!");
    public static readonly TextSlot Publisher = Markup("publisher", 250, "details!");
    public static readonly TextSlot Consent = Markup("consent", 250, "details!");
    public static readonly TextSlot Origin = Markup("origin", 250, "details!");
    public static readonly TextSlot When = Markup("when", 250, "when! delay!");
    public static readonly TextSlot Roster = Markup("roster", 250, "details!");
    public static readonly TextSlot RosterNote = Markup("rosterNote", 250, "details!");
    public static readonly TextSlot Removed = Markup("removed", 280, "details!");
    public static readonly TextSlot Abilities = Markup("abilities", 100);
    public static readonly TextSlot NoAbilities = Markup("noAbilities", 150);
    public static readonly TextSlot Ability = Markup("ability", 300, "ability!");
    public static readonly TextSlot AbilityHigh = Markup("abilityHigh", 320, "ability!");
    public static readonly TextSlot More = Markup("more", 100, "more!");
    public static readonly TextSlot PeopleHeading = Markup("peopleHeading", 100, "count!");
    public static readonly TextSlot PersonLine = Markup("personLine", 280, "who! standing!");
    public static readonly TextSlot EscalationLink = Markup("escalationLink", 700, "link!");
    public static readonly TextSlot ConsoleLink = Markup("consoleLink", 700, "link!");
    public static readonly TextSlot RunbookLink = Markup("runbookLink", 700, "link!");

    public static readonly TextSlot PageFailedFallback = TextSlot.Of(
        FileName,
        "pageFailedFallback",
        TextKind.Notice,
        500,
        "who! app! risk"
    );
    public static readonly TextSlot PageFailed = Markup("pageFailed", 1000, "who! standing app! risk!");
    public static readonly TextSlot PageGotThrough = Markup("pageGotThrough", 300, "when!");
    public static readonly TextSlot NewPerson = Markup("newPerson", 600, "who! standing! app! risk!");
    public static readonly TextSlot HigherRisk = Markup("higherRisk", 600, "who! standing app! risk!");
    public static readonly TextSlot MoreNews = Markup("moreNews", 300);
    public static readonly TextSlot EarlierAlert = Markup("earlierAlert", 500, "name! number!");
    public static readonly TextSlot Unacknowledged = Markup("unacknowledged", 400, "name! when!");
    public static readonly TextSlot Reopened = Markup("reopened", 500, "name! when!");
    public static readonly TextSlot Revoked = Markup("revoked", 600, "who! app! count! when!");
    public static readonly TextSlot RevokedNothing = Markup("revokedNothing", 600, "who! app! when!");
    public static readonly TextSlot NothingFound = Markup("nothingFound", 1600, "who! app! provider! when! delay! details! todo! id!");
    public static readonly TextSlot NothingFoundRemoved = Markup("nothingFoundRemoved", 200);
    public static readonly TextSlot NothingFoundUnclear = Markup("nothingFoundUnclear", 200);
    public static readonly TextSlot RevokeByHand = Markup("revokeByHand", 1500, "who! app! details! todo! id!");

    public static readonly TextSlot ReasonTitle = Plain("reasonTitle", 24);
    public static readonly TextSlot ReasonIntro = Markup("reasonIntro", 700, "app! who!");
    public static readonly TextSlot ReasonLabel = Plain("reasonLabel", 150);
    public static readonly TextSlot ReasonHint = Plain("reasonHint", 150);
    public static readonly TextSlot ReasonPlaceholder = Plain("reasonPlaceholder", 150);
    public static readonly TextSlot ReasonSubmit = Plain("reasonSubmit", 24);
    public static readonly TextSlot ReasonClose = Plain("reasonClose", 24);
    public static readonly TextSlot NotResponder = Plain("notResponder", 300);
    public static readonly TextSlot AlreadyResolved = Plain("alreadyResolved", 300);
    public static readonly TextSlot AlreadySo = Plain("alreadySo", 300);
    public static readonly TextSlot UnknownIncident = Plain("unknownIncident", 300);

    public static readonly IReadOnlyList<TextSlot> All =
    [
        Fallback,
        FallbackMany,
        Summary,
        SummaryMany,
        PagerDutyLink,
        StateOpen,
        StatePageFailed,
        StateAcknowledged,
        DrillNotice,
        DrillHeader,
        StateDrillTaken,
        StateDrillMissed,
        RefusedDrill,
        StateOpenAgain,
        StateRevoked,
        StateFalsePositive,
        StateResolved,
        Nobody,
        ButtonAcknowledge,
        ButtonRevoke,
        ButtonFalsePositive,
        ConfirmRevokeTitle,
        ConfirmRevoke,
        ConfirmRevokeMany,
        ConfirmYes,
        ConfirmNo,
        DetailsFallback,
        DoFirst,
        Person,
        Holder,
        NewScopes,
        EarlierScopes,
        App,
        Account,
        Tenant,
        Publisher,
        Consent,
        Origin,
        When,
        Roster,
        RosterNote,
        Removed,
        Abilities,
        NoAbilities,
        Ability,
        AbilityHigh,
        More,
        PeopleHeading,
        PersonLine,
        EscalationLink,
        ConsoleLink,
        RunbookLink,
        PageFailedFallback,
        PageFailed,
        PageGotThrough,
        NewPerson,
        HigherRisk,
        MoreNews,
        EarlierAlert,
        Unacknowledged,
        Reopened,
        Revoked,
        RevokedNothing,
        NothingFound,
        NothingFoundRemoved,
        NothingFoundUnclear,
        RevokeByHand,
        ReasonTitle,
        ReasonIntro,
        ReasonLabel,
        ReasonHint,
        ReasonPlaceholder,
        ReasonSubmit,
        ReasonClose,
        NotResponder,
        AlreadyResolved,
        AlreadySo,
        UnknownIncident,
    ];

    private static TextSlot Plain(string name, int max, string placeholders = "") =>
        TextSlot.Of(FileName, name, TextKind.Plain, max, placeholders);

    private static TextSlot Markup(string name, int max, string placeholders = "") =>
        TextSlot.Of(FileName, name, TextKind.Markup, max, placeholders);
}
