using OAuthAttest.Slack.Text;

namespace OAuthAttest.Escalations.Messages;

/// <summary>The texts for the security channel: an escalated consent, and what is done about it.</summary>
internal static class EscalationTexts
{
    public const string FileName = "escalation.json";

    private static readonly TextFile File = new(FileName);

    public static readonly TextSlot Fallback = File.Notice("fallback", 500, "who! standing app! risk count");
    public static readonly TextSlot FallbackMany = File.Notice("fallbackMany", 500, "who standing app! risk count!");
    public static readonly TextSlot Summary = File.Markup("summary", 600, "who! standing! app! risk!");
    public static readonly TextSlot SummaryMany = File.Markup("summaryMany", 650, "who! standing! app! risk! count!");
    public static readonly TextSlot PagerDutyLink = File.Markup("pagerDutyLink", 700, "link!");
    public static readonly TextSlot StateOpen = File.Markup("stateOpen", 200);
    public static readonly TextSlot StatePageFailed = File.Markup("statePageFailed", 250);
    public static readonly TextSlot StateAcknowledged = File.Markup("stateAcknowledged", 350, "name! when!");
    public static readonly TextSlot DrillNotice = File.Notice("drillNotice", 60);
    public static readonly TextSlot DrillHeader = File.Markup("drillHeader", 300);
    public static readonly TextSlot StateDrillTaken = File.Markup("stateDrillTaken", 350, "name! when!");
    public static readonly TextSlot StateDrillMissed = File.Markup("stateDrillMissed", 300, "when!");
    public static readonly TextSlot RefusedDrill = File.Plain("refusedDrill", 300);
    public static readonly TextSlot StateOpenAgain = File.Markup("stateOpenAgain", 400, "name! when!");
    public static readonly TextSlot StateRevoked = File.Markup("stateRevoked", 350, "name! when!");
    public static readonly TextSlot StateFalsePositive = File.Markup("stateFalsePositive", 500, "name! when! reason!");
    public static readonly TextSlot StateResolved = File.Markup("stateResolved", 350, "name! when!");
    public static readonly TextSlot Nobody = File.Markup("nobody", 60);
    public static readonly TextSlot ButtonAcknowledge = File.Plain("buttonAcknowledge", 30);
    public static readonly TextSlot ButtonRevoke = File.Plain("buttonRevoke", 30);
    public static readonly TextSlot ButtonFalsePositive = File.Plain("buttonFalsePositive", 30);
    public static readonly TextSlot ConfirmRevokeTitle = File.Plain("confirmRevokeTitle", 100);
    public static readonly TextSlot ConfirmRevoke = File.Plain("confirmRevoke", 300, "app! who! lifetime");
    public static readonly TextSlot ConfirmRevokeMany = File.Plain("confirmRevokeMany", 300, "app! count! lifetime");
    public static readonly TextSlot ConfirmYes = File.Plain("confirmYes", 30);
    public static readonly TextSlot ConfirmNo = File.Plain("confirmNo", 30);

    public static readonly TextSlot DetailsFallback = File.Notice("detailsFallback", 300, "app who");
    public static readonly TextSlot DoFirst = File.Markup("doFirst", 400);
    public static readonly TextSlot Person = File.Markup("person", 300, "who! standing!");
    public static readonly TextSlot Holder = File.Markup("holder", 280, "details!");
    public static readonly TextSlot NewScopes = File.Markup("newScopes", 280, "details!");
    public static readonly TextSlot EarlierScopes = File.Markup("earlierScopes", 280, "details!");
    public static readonly TextSlot App = File.Markup("app", 450, "app! kind! id!");
    public static readonly TextSlot Account = File.Markup("account", 350, "id!");
    public static readonly TextSlot Tenant = File.Markup("tenant", 350, "id!");
    public static readonly TextSlot Publisher = File.Markup("publisher", 250, "details!");
    public static readonly TextSlot Consent = File.Markup("consent", 250, "details!");
    public static readonly TextSlot Origin = File.Markup("origin", 250, "details!");
    public static readonly TextSlot When = File.Markup("when", 250, "when! delay!");
    public static readonly TextSlot Roster = File.Markup("roster", 250, "details!");
    public static readonly TextSlot RosterNote = File.Markup("rosterNote", 250, "details!");
    public static readonly TextSlot Removed = File.Markup("removed", 280, "details!");
    public static readonly TextSlot Abilities = File.Markup("abilities", 100);
    public static readonly TextSlot NoAbilities = File.Markup("noAbilities", 150);
    public static readonly TextSlot Ability = File.Markup("ability", 300, "ability!");
    public static readonly TextSlot AbilityHigh = File.Markup("abilityHigh", 320, "ability!");
    public static readonly TextSlot More = File.Markup("more", 100, "more!");
    public static readonly TextSlot PeopleHeading = File.Markup("peopleHeading", 100, "count!");
    public static readonly TextSlot PersonLine = File.Markup("personLine", 280, "who! standing!");
    public static readonly TextSlot EscalationLink = File.Markup("escalationLink", 700, "link!");
    public static readonly TextSlot ConsoleLink = File.Markup("consoleLink", 700, "link!");
    public static readonly TextSlot RunbookLink = File.Markup("runbookLink", 700, "link!");

    public static readonly TextSlot PageFailedFallback = File.Notice("pageFailedFallback", 500, "who! app! risk");
    public static readonly TextSlot PageFailed = File.Markup("pageFailed", 1000, "who! standing app! risk!");
    public static readonly TextSlot PageGotThrough = File.Markup("pageGotThrough", 300, "when!");
    public static readonly TextSlot NewPerson = File.Markup("newPerson", 600, "who! standing! app! risk!");
    public static readonly TextSlot HigherRisk = File.Markup("higherRisk", 600, "who! standing app! risk!");
    public static readonly TextSlot MoreNews = File.Markup("moreNews", 300);
    public static readonly TextSlot EarlierAlert = File.Markup("earlierAlert", 500, "name! number!");
    public static readonly TextSlot Unacknowledged = File.Markup("unacknowledged", 400, "name! when!");
    public static readonly TextSlot Reopened = File.Markup("reopened", 500, "name! when!");
    public static readonly TextSlot Revoked = File.Markup("revoked", 600, "who! app! count! when!");
    public static readonly TextSlot RevokedNothing = File.Markup("revokedNothing", 600, "who! app! when!");
    public static readonly TextSlot NothingFound = File.Markup("nothingFound", 1600, "who! app! provider! when! delay! details! todo! id!");
    public static readonly TextSlot NothingFoundRemoved = File.Markup("nothingFoundRemoved", 200);
    public static readonly TextSlot NothingFoundUnclear = File.Markup("nothingFoundUnclear", 200);
    public static readonly TextSlot RevokeByHand = File.Markup("revokeByHand", 1500, "who! app! details! todo! id!");

    public static readonly TextSlot ReasonTitle = File.Plain("reasonTitle", 24);
    public static readonly TextSlot ReasonIntro = File.Markup("reasonIntro", 700, "app! who!");
    public static readonly TextSlot ReasonLabel = File.Plain("reasonLabel", 150);
    public static readonly TextSlot ReasonHint = File.Plain("reasonHint", 150);
    public static readonly TextSlot ReasonPlaceholder = File.Plain("reasonPlaceholder", 150);
    public static readonly TextSlot ReasonSubmit = File.Plain("reasonSubmit", 24);
    public static readonly TextSlot ReasonClose = File.Plain("reasonClose", 24);
    public static readonly TextSlot NotResponder = File.Plain("notResponder", 300);
    public static readonly TextSlot AlreadyResolved = File.Plain("alreadyResolved", 300);
    public static readonly TextSlot AlreadySo = File.Plain("alreadySo", 300);
    public static readonly TextSlot UnknownIncident = File.Plain("unknownIncident", 300);

    public static IReadOnlyList<TextSlot> All => File.Slots;
}
