using OAuthAttest.Slack.Text;

namespace OAuthAttest.ScopeAudits.Approving;

/// <summary>The texts of the messages about approvals of scopes.</summary>
internal static class ScopeApprovalTexts
{
    public const string FileName = "scope-approval.json";

    private static readonly TextFile File = new(FileName);

    public static readonly TextSlot ButtonPropose = File.Plain("buttonPropose", 75);
    public static readonly TextSlot ModalTitle = File.Plain("modalTitle", 24);
    public static readonly TextSlot ModalIntro = File.Markup("modalIntro", 1300, "ability! name! command! account!");
    public static readonly TextSlot ModalNext = File.Markup("modalNext", 400);
    public static readonly TextSlot ReasonLabel = File.Plain("reasonLabel", 150);
    public static readonly TextSlot ReasonHint = File.Plain("reasonHint", 200);
    public static readonly TextSlot OwnerLabel = File.Plain("ownerLabel", 150);
    public static readonly TextSlot OwnerHint = File.Plain("ownerHint", 200);
    public static readonly TextSlot DayLabel = File.Plain("dayLabel", 150);
    public static readonly TextSlot DayHint = File.Plain("dayHint", 300, "to!");
    public static readonly TextSlot Submit = File.Plain("submit", 24);
    public static readonly TextSlot Close = File.Plain("close", 24);

    public static readonly TextSlot Fallback = File.Notice("fallback", 200, "name!");
    public static readonly TextSlot Intro = File.Markup("intro", 400, "who! name! when!");
    public static readonly TextSlot Means = File.Markup("means", 400, "ability!");
    public static readonly TextSlot Principal = File.Markup("principal", 1000, "command! account!");
    public static readonly TextSlot Access = File.Markup("access", 800, "command!");
    public static readonly TextSlot Target = File.Markup("target", 800, "command!");
    public static readonly TextSlot Why = File.Markup("why", 700, "why! owner!");
    public static readonly TextSlot Span = File.Markup("span", 400, "from! to!");
    public static readonly TextSlot Rules = File.Markup("rules", 500, "deadline!");
    public static readonly TextSlot NobodyNamed = File.Markup("nobodyNamed", 400);
    public static readonly TextSlot ButtonApprove = File.Plain("buttonApprove", 75);
    public static readonly TextSlot ButtonDecline = File.Plain("buttonDecline", 75);
    public static readonly TextSlot ConfirmTitle = File.Plain("confirmTitle", 100);
    public static readonly TextSlot Confirm = File.Plain("confirm", 300, "to!");
    public static readonly TextSlot ConfirmYes = File.Plain("confirmYes", 30);
    public static readonly TextSlot ConfirmNo = File.Plain("confirmNo", 30);

    public static readonly TextSlot Approved = File.Markup("approved", 500, "who! when! to!");
    public static readonly TextSlot Declined = File.Markup("declined", 300, "who! when!");
    public static readonly TextSlot Lapsed = File.Markup("lapsed", 300, "when!");
    public static readonly TextSlot Expired = File.Markup("expired", 500, "who! when! to!");
    public static readonly TextSlot Outcome = File.Markup("outcome", 1200, "who! name! account! todo!");
    public static readonly TextSlot OutcomeFallback = File.Notice("outcomeFallback", 200);

    public static readonly TextSlot EndedEarly = File.Markup("endedEarly", 700, "id! to!");
    public static readonly TextSlot EndsFallback = File.Notice("endsFallback", 200, "count!");
    public static readonly TextSlot Ends = File.Markup("ends", 400, "count! number!");
    public static readonly TextSlot EndsLine = File.Markup("endsLine", 900, "id! owner! when! who! name!");
    public static readonly TextSlot EndsMore = File.Markup("endsMore", 200, "more!");

    public static readonly TextSlot UnknownPerson = File.Plain("unknownPerson", 300);
    public static readonly TextSlot NotApprover = File.Plain("notApprover", 300);
    public static readonly TextSlot IsProposer = File.Plain("isProposer", 300);
    public static readonly TextSlot MadeTheChange = File.Plain("madeTheChange", 300);
    public static readonly TextSlot UnknownChange = File.Plain("unknownChange", 300);
    public static readonly TextSlot NotApprovable = File.Plain("notApprovable", 300);
    public static readonly TextSlot TooLarge = File.Plain("tooLarge", 300);
    public static readonly TextSlot AlreadyApproved = File.Plain("alreadyApproved", 300);
    public static readonly TextSlot AlreadyProposed = File.Plain("alreadyProposed", 300);
    public static readonly TextSlot NobodyApproves = File.Plain("nobodyApproves", 300);
    public static readonly TextSlot UnknownProposal = File.Plain("unknownProposal", 300);
    public static readonly TextSlot AlreadyDecided = File.Plain("alreadyDecided", 300);
    public static readonly TextSlot HasLapsed = File.Plain("hasLapsed", 300);
    public static readonly TextSlot WrongDay = File.Plain("wrongDay", 300, "to!");
    public static readonly TextSlot TryAgain = File.Plain("tryAgain", 300);

    public static IReadOnlyList<TextSlot> All => File.Slots;
}
