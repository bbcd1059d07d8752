using OAuthAttest.Slack.Text;

namespace OAuthAttest.Campaigns.Reporting;

/// <summary>The texts of the coverage report to the security lead.</summary>
internal static class ReportTexts
{
    public const string FileName = "report.json";

    public static readonly TextSlot Fallback = TextSlot.Of(FileName, "fallback", TextKind.Notice, 300, "campaign! share grants");
    public static readonly TextSlot Title = Plain("header", 150, "campaign!");
    public static readonly TextSlot Opened = Markup("opened", 400, "requestedBy opened! closes!");
    public static readonly TextSlot Population = Markup("population", 300, "grants! people! digest! version");
    public static readonly TextSlot Filter = Markup("filter", 700, "details! share! grants! total! outside! unowned! covered!");
    public static readonly TextSlot FilterUncounted = Markup("filterUncounted", 500, "details!");
    public static readonly TextSlot Coverage = Markup("coverage", 300, "share! decided! total!");
    public static readonly TextSlot Classes = Markup("classes", 500, "attested! remove! unanswered! unreachable! changed!");
    public static readonly TextSlot Users = Markup("people", 400, "total! complete! partial! silent! unreachable!");
    public static readonly TextSlot Interrupted = Markup("interrupted", 300, "failed! revived!");
    public static readonly TextSlot NeverAsked = Markup("neverAsked", 300, "count!");
    public static readonly TextSlot UnreachableHeading = Markup("unreachableHeading", 150, "count!");
    public static readonly TextSlot UnreachableLine = Markup("unreachableLine", 280, "name! grants! reason!");
    public static readonly TextSlot SpecialGrants = Markup("specialGrants", 400, "orphans! tenantWide! applications! notRecognised!");
    public static readonly TextSlot ChangedHeading = Markup("changedHeading", 250, "count!");
    public static readonly TextSlot ChangedLine = Markup("changedLine", 420, "risk! app! name! details!");
    public static readonly TextSlot ChangedLater = Markup("changedLater", 480, "risk! app! name! details!");
    public static readonly TextSlot ChangedGone = Markup("changedGone", 80);
    public static readonly TextSlot ChangedReach = Markup("changedReach", 80);
    public static readonly TextSlot KeptHeading = Markup("keptHeading", 150);
    public static readonly TextSlot KeptLine = Markup("keptLine", 620, "app! owner! risk! ability! reason!");
    public static readonly TextSlot NoReason = Markup("noReason", 60);
    public static readonly TextSlot NotEvaluatedHeading = Markup("notEvaluatedHeading", 200);
    public static readonly TextSlot NotEvaluatedLine = Markup("notEvaluatedLine", 440, "source! when! details! grants!");
    public static readonly TextSlot Never = Markup("never", 40);
    public static readonly TextSlot Stale = Markup("stale", 80);
    public static readonly TextSlot ExclusionsHeading = Markup("exclusionsHeading", 150);
    public static readonly TextSlot ExclusionLine = Markup("exclusionLine", 260, "details! grants!");
    public static readonly TextSlot AuditHead = Markup("auditHead", 150, "head!");
    public static readonly TextSlot More = Markup("more", 100, "more!");
    public static readonly TextSlot WorklistNone = Markup("worklistNone", 200);
    public static readonly TextSlot WorklistReady = Markup("worklistReady", 250, "count! digest");
    public static readonly TextSlot WorklistHeld = Markup("worklistHeld", 300, "count! digest!");
    public static readonly TextSlot WorklistApproved = Markup("worklistApproved", 350, "count! digest name! when!");
    public static readonly TextSlot WorklistRejected = Markup("worklistRejected", 350, "count! digest name! when!");
    public static readonly TextSlot HoldReason = Markup("holdReason", 230, "details!");
    public static readonly TextSlot ButtonApprove = Plain("buttonApprove", 50, "count");
    public static readonly TextSlot ButtonReject = Plain("buttonReject", 50);
    public static readonly TextSlot ConfirmApproveTitle = Plain("confirmApproveTitle", 100, "count");
    public static readonly TextSlot ConfirmApproveText = Plain("confirmApproveText", 300, "count! digest");
    public static readonly TextSlot ConfirmRejectTitle = Plain("confirmRejectTitle", 100, "count");
    public static readonly TextSlot ConfirmRejectText = Plain("confirmRejectText", 300, "count!");
    public static readonly TextSlot ConfirmApproveRemoves = Plain("confirmApproveRemoves", 300, "count! digest");
    public static readonly TextSlot ModeWorklist = Markup("modeWorklist", 250);
    public static readonly TextSlot ModeApproved = Markup("modeApproved", 250);
    public static readonly TextSlot ModeAutomatic = Markup("modeAutomatic", 250);
    public static readonly TextSlot ModeApprovedNow = Markup("modeApprovedNow", 250);
    public static readonly TextSlot ButtonPause = Plain("buttonPause", 50);
    public static readonly TextSlot ButtonResume = Plain("buttonResume", 50);
    public static readonly TextSlot ConfirmResumeTitle = Plain("confirmResumeTitle", 100);
    public static readonly TextSlot ConfirmResumeText = Plain("confirmResumeText", 300);
    public static readonly TextSlot ConfirmYes = Plain("confirmYes", 30);
    public static readonly TextSlot ConfirmNo = Plain("confirmNo", 30);

    public static readonly IReadOnlyList<TextSlot> All =
    [
        Fallback,
        Title,
        Opened,
        Population,
        Filter,
        FilterUncounted,
        Coverage,
        Classes,
        Users,
        Interrupted,
        NeverAsked,
        UnreachableHeading,
        UnreachableLine,
        SpecialGrants,
        ChangedHeading,
        ChangedLine,
        ChangedLater,
        ChangedGone,
        ChangedReach,
        KeptHeading,
        KeptLine,
        NoReason,
        NotEvaluatedHeading,
        NotEvaluatedLine,
        Never,
        Stale,
        ExclusionsHeading,
        ExclusionLine,
        AuditHead,
        More,
        WorklistNone,
        WorklistReady,
        WorklistHeld,
        WorklistApproved,
        WorklistRejected,
        HoldReason,
        ButtonApprove,
        ButtonReject,
        ConfirmApproveTitle,
        ConfirmApproveText,
        ConfirmRejectTitle,
        ConfirmRejectText,
        ConfirmApproveRemoves,
        ModeWorklist,
        ModeApproved,
        ModeAutomatic,
        ModeApprovedNow,
        ButtonPause,
        ButtonResume,
        ConfirmResumeTitle,
        ConfirmResumeText,
        ConfirmYes,
        ConfirmNo,
    ];

    private static TextSlot Plain(string name, int max, string placeholders = "") =>
        TextSlot.Of(FileName, name, TextKind.Plain, max, placeholders);

    private static TextSlot Markup(string name, int max, string placeholders = "") =>
        TextSlot.Of(FileName, name, TextKind.Markup, max, placeholders);
}
