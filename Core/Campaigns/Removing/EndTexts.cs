using OAuthAttest.Slack.Text;

namespace OAuthAttest.Campaigns.Removing;

/// <summary>The texts of the report on the end of a worklist.</summary>
internal static class EndTexts
{
    public const string FileName = "removal-report.json";

    public static readonly TextSlot Fallback = TextSlot.Of(FileName, "fallback", TextKind.Notice, 300, "campaign! count!");
    public static readonly TextSlot Header = Plain("header", 150, "campaign!");
    public static readonly TextSlot Intro = Markup("intro", 300, "count!");
    public static readonly TextSlot Gone = Markup("gone", 300, "count!");
    public static readonly TextSlot GoneBefore = Markup("goneBefore", 150, "count!");
    public static readonly TextSlot Tail = Markup("tail", 200, "when!");
    public static readonly TextSlot Failed = Markup("failed", 150, "count!");
    public static readonly TextSlot Answer = Markup("answer", 560, "count! why!");
    public static readonly TextSlot ByHand = Markup("byHand", 150, "count!");
    public static readonly TextSlot Questioned = Markup("questioned", 200, "count!");
    public static readonly TextSlot CameBack = Markup("cameBack", 150, "count!");
    public static readonly TextSlot Restored = Markup("restored", 150, "count!");
    public static readonly TextSlot Restoring = Markup("restoring", 150, "count!");
    public static readonly TextSlot Stood = Markup("stood", 150, "count!");
    public static readonly TextSlot Told = Markup("told", 200, "count! failed!");
    public static readonly TextSlot Watch = Markup("watch", 400, "campaign!");
    public static readonly TextSlot Riskiest = Markup("riskiest", 150);
    public static readonly TextSlot RiskyLine = Markup("riskyLine", 300, "risk! app! account!");
    public static readonly TextSlot ButtonRestore = Plain("buttonRestore", 50);
    public static readonly TextSlot ConfirmRestoreTitle = Plain("confirmRestoreTitle", 100);
    public static readonly TextSlot ConfirmRestoreText = Plain("confirmRestoreText", 300);
    public static readonly TextSlot ConfirmYes = Plain("confirmYes", 30);
    public static readonly TextSlot ConfirmNo = Plain("confirmNo", 30);

    public static readonly IReadOnlyList<TextSlot> All =
    [
        Fallback,
        Header,
        Intro,
        Gone,
        GoneBefore,
        Tail,
        Failed,
        Answer,
        ByHand,
        Questioned,
        CameBack,
        Restored,
        Restoring,
        Stood,
        Told,
        Watch,
        Riskiest,
        RiskyLine,
        ButtonRestore,
        ConfirmRestoreTitle,
        ConfirmRestoreText,
        ConfirmYes,
        ConfirmNo,
    ];

    private static TextSlot Plain(string name, int max, string placeholders = "") =>
        TextSlot.Of(FileName, name, TextKind.Plain, max, placeholders);

    private static TextSlot Markup(string name, int max, string placeholders = "") =>
        TextSlot.Of(FileName, name, TextKind.Markup, max, placeholders);
}
