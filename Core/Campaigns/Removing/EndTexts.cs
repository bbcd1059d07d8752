using OAuthAttest.Slack.Text;

namespace OAuthAttest.Campaigns.Removing;

/// <summary>The texts of the report on the end of a worklist.</summary>
internal static class EndTexts
{
    public const string FileName = "removal-report.json";

    private static readonly TextFile File = new(FileName);

    public static readonly TextSlot Fallback = File.Notice("fallback", 300, "campaign! count!");
    public static readonly TextSlot Header = File.Plain("header", 150, "campaign!");
    public static readonly TextSlot Intro = File.Markup("intro", 300, "count!");
    public static readonly TextSlot Gone = File.Markup("gone", 300, "count!");
    public static readonly TextSlot GoneBefore = File.Markup("goneBefore", 150, "count!");
    public static readonly TextSlot Narrowed = File.Markup("narrowed", 300, "count!");
    public static readonly TextSlot NarrowedBefore = File.Markup("narrowedBefore", 200, "count!");
    public static readonly TextSlot Tail = File.Markup("tail", 200, "when!");
    public static readonly TextSlot Failed = File.Markup("failed", 150, "count!");
    public static readonly TextSlot Answer = File.Markup("answer", 560, "count! why!");
    public static readonly TextSlot ByHand = File.Markup("byHand", 150, "count!");
    public static readonly TextSlot Questioned = File.Markup("questioned", 200, "count!");
    public static readonly TextSlot CameBack = File.Markup("cameBack", 150, "count!");
    public static readonly TextSlot Restored = File.Markup("restored", 150, "count!");
    public static readonly TextSlot Restoring = File.Markup("restoring", 150, "count!");
    public static readonly TextSlot NotRestored = File.Markup("notRestored", 150, "count!");
    public static readonly TextSlot Stood = File.Markup("stood", 150, "count!");
    public static readonly TextSlot Told = File.Markup("told", 200, "count! failed!");
    public static readonly TextSlot Watch = File.Markup("watch", 400, "campaign!");
    public static readonly TextSlot Riskiest = File.Markup("riskiest", 150);
    public static readonly TextSlot RiskyLine = File.Markup("riskyLine", 300, "risk! app! account!");
    public static readonly TextSlot NarrowedLine = File.Markup("narrowedLine", 350, "risk! app! account!");
    public static readonly TextSlot NextGone = File.Markup("nextGone", 150, "campaign!");
    public static readonly TextSlot NoMore = File.Notice("noMore", 150, "campaign!");
    public static readonly TextSlot ButtonMore = File.Plain("buttonMore", 50);
    public static readonly TextSlot ButtonRestore = File.Plain("buttonRestore", 50);
    public static readonly TextSlot ConfirmRestoreTitle = File.Plain("confirmRestoreTitle", 100);
    public static readonly TextSlot ConfirmRestoreText = File.Plain("confirmRestoreText", 300);
    public static readonly TextSlot ConfirmYes = File.Plain("confirmYes", 30);
    public static readonly TextSlot ConfirmNo = File.Plain("confirmNo", 30);

    public static IReadOnlyList<TextSlot> All => File.Slots;
}
