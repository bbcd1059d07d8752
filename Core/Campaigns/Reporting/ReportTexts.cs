using OAuthAttest.Slack.Text;

namespace OAuthAttest.Campaigns.Reporting;

/// <summary>The texts of the coverage report to the security lead.</summary>
internal static class ReportTexts
{
    public const string FileName = "report.json";

    private static readonly TextFile File = new(FileName);

    public static readonly TextSlot Fallback = File.Notice("fallback", 300, "campaign! share grants");
    public static readonly TextSlot Title = File.Plain("header", 150, "campaign!");
    public static readonly TextSlot Opened = File.Markup("opened", 400, "requestedBy opened! closes!");
    public static readonly TextSlot Population = File.Markup("population", 300, "grants! people! digest! version");
    public static readonly TextSlot Filter = File.Markup("filter", 700, "details! share! grants! total! outside! unowned! covered!");
    public static readonly TextSlot FilterUncounted = File.Markup("filterUncounted", 500, "details!");
    public static readonly TextSlot Coverage = File.Markup("coverage", 300, "share! decided! total!");
    public static readonly TextSlot Classes = File.Markup("classes", 500, "attested! remove! unanswered! unreachable! changed!");
    public static readonly TextSlot Narrowed = File.Markup("narrowed", 250, "count!");
    public static readonly TextSlot Users = File.Markup("people", 400, "total! complete! partial! silent! unreachable!");
    public static readonly TextSlot Interrupted = File.Markup("interrupted", 300, "failed! revived!");
    public static readonly TextSlot NeverAsked = File.Markup("neverAsked", 300, "count!");
    public static readonly TextSlot UnreachableHeading = File.Markup("unreachableHeading", 150, "count!");
    public static readonly TextSlot UnreachableLine = File.Markup("unreachableLine", 280, "name! grants! reason!");
    public static readonly TextSlot SpecialGrants = File.Markup("specialGrants", 400, "orphans! tenantWide! applications! notRecognised!");
    public static readonly TextSlot ChangedHeading = File.Markup("changedHeading", 250, "count!");
    public static readonly TextSlot ChangedLine = File.Markup("changedLine", 420, "risk! app! name! details!");
    public static readonly TextSlot ChangedLater = File.Markup("changedLater", 480, "risk! app! name! details!");
    public static readonly TextSlot ChangedGone = File.Markup("changedGone", 80);
    public static readonly TextSlot ChangedReach = File.Markup("changedReach", 80);
    public static readonly TextSlot KeptHeading = File.Markup("keptHeading", 150);
    public static readonly TextSlot KeptLine = File.Markup("keptLine", 620, "app! owner! risk! ability! reason!");
    public static readonly TextSlot NoReason = File.Markup("noReason", 60);
    public static readonly TextSlot NotEvaluatedHeading = File.Markup("notEvaluatedHeading", 200);
    public static readonly TextSlot NotEvaluatedLine = File.Markup("notEvaluatedLine", 440, "source! when! details! grants!");
    public static readonly TextSlot Never = File.Markup("never", 40);
    public static readonly TextSlot Stale = File.Markup("stale", 80);
    public static readonly TextSlot ExclusionsHeading = File.Markup("exclusionsHeading", 150);
    public static readonly TextSlot ExclusionLine = File.Markup("exclusionLine", 260, "details! grants!");
    public static readonly TextSlot AuditHead = File.Markup("auditHead", 150, "head!");
    public static readonly TextSlot More = File.Markup("more", 100, "more!");
    public static readonly TextSlot WorklistNone = File.Markup("worklistNone", 200);
    public static readonly TextSlot WorklistReady = File.Markup("worklistReady", 250, "count! digest");
    public static readonly TextSlot WorklistHeld = File.Markup("worklistHeld", 300, "count! digest!");
    public static readonly TextSlot WorklistApproved = File.Markup("worklistApproved", 350, "count! digest name! when!");
    public static readonly TextSlot WorklistRejected = File.Markup("worklistRejected", 350, "count! digest name! when!");
    public static readonly TextSlot WorklistNarrowed = File.Markup("worklistNarrowed", 250, "count!");
    public static readonly TextSlot HoldReason = File.Markup("holdReason", 230, "details!");
    public static readonly TextSlot ButtonApprove = File.Plain("buttonApprove", 50, "count");
    public static readonly TextSlot ButtonReject = File.Plain("buttonReject", 50);
    public static readonly TextSlot ConfirmApproveTitle = File.Plain("confirmApproveTitle", 100, "count");
    public static readonly TextSlot ConfirmApproveText = File.Plain("confirmApproveText", 300, "count! digest");
    public static readonly TextSlot ConfirmRejectTitle = File.Plain("confirmRejectTitle", 100, "count");
    public static readonly TextSlot ConfirmRejectText = File.Plain("confirmRejectText", 300, "count!");
    public static readonly TextSlot ConfirmApproveRemoves = File.Plain("confirmApproveRemoves", 300, "count! digest");
    public static readonly TextSlot ModeWorklist = File.Markup("modeWorklist", 250);
    public static readonly TextSlot ModeApproved = File.Markup("modeApproved", 250);
    public static readonly TextSlot ModeAutomatic = File.Markup("modeAutomatic", 250);
    public static readonly TextSlot ModeUnnamed = File.Markup("modeUnnamed", 350, "campaign");
    public static readonly TextSlot ModeApprovedNow = File.Markup("modeApprovedNow", 250);
    public static readonly TextSlot ButtonPause = File.Plain("buttonPause", 50);
    public static readonly TextSlot ButtonResume = File.Plain("buttonResume", 50);
    public static readonly TextSlot ConfirmResumeTitle = File.Plain("confirmResumeTitle", 100);
    public static readonly TextSlot ConfirmResumeText = File.Plain("confirmResumeText", 300);
    public static readonly TextSlot ConfirmYes = File.Plain("confirmYes", 30);
    public static readonly TextSlot ConfirmNo = File.Plain("confirmNo", 30);

    public static IReadOnlyList<TextSlot> All => File.Slots;
}
