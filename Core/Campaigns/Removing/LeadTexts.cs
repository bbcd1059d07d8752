using OAuthAttest.Slack.Text;

namespace OAuthAttest.Campaigns.Removing;

/// <summary>The texts of the messages about items that a person must act on.</summary>
internal static class LeadTexts
{
    public const string FileName = "removal-lead.json";

    private static readonly TextFile File = new(FileName);

    public static readonly TextSlot Fallback = File.Notice("fallback", 300, "campaign! count!");
    public static readonly TextSlot Intro = File.Markup("intro", 400, "campaign! count!");
    public static readonly TextSlot ReappearedHeading = File.Markup("reappearedHeading", 250, "count!");
    public static readonly TextSlot QuestionedHeading = File.Markup("questionedHeading", 250, "count!");
    public static readonly TextSlot FailedHeading = File.Markup("failedHeading", 250, "count!");
    public static readonly TextSlot NotRestoredHeading = File.Markup("notRestoredHeading", 250, "count!");
    public static readonly TextSlot ByHandHeading = File.Markup("byHandHeading", 350, "count!");
    public static readonly TextSlot Done = File.Markup("done", 250, "count!");
    public static readonly TextSlot Item = File.Markup("item", 300, "app! account! provider! number!");
    public static readonly TextSlot Without = File.Markup("without", 300, "details!");
    public static readonly TextSlot ForEverybody = File.Markup("forEverybody", 80);
    public static readonly TextSlot OfTheApp = File.Markup("ofTheApp", 80);
    public static readonly TextSlot OfNobody = File.Markup("ofNobody", 80);
    public static readonly TextSlot Reappeared = File.Markup("reappeared", 400, "from! when!");
    public static readonly TextSlot Why = File.Markup("why", 600, "why!");
    public static readonly TextSlot Who = File.Markup("who", 150, "who!");
    public static readonly TextSlot Steps = File.Markup("steps", 560, "todo!");
    public static readonly TextSlot Page = File.Markup("page", 700, "link!");
    public static readonly TextSlot Command = File.Markup("command", 760, "command!");
    public static readonly TextSlot More = File.Markup("more", 300, "more! campaign!");
    public static readonly TextSlot Paused = File.Markup("paused", 300, "who! when!");
    public static readonly TextSlot ButtonAgain = File.Plain("buttonAgain", 50);
    public static readonly TextSlot ButtonTake = File.Plain("buttonTake", 50);
    public static readonly TextSlot ConfirmTakeTitle = File.Plain("confirmTakeTitle", 100);
    public static readonly TextSlot ConfirmTakeText = File.Plain("confirmTakeText", 300);
    public static readonly TextSlot ButtonStand = File.Plain("buttonStand", 50);
    public static readonly TextSlot ConfirmAgainTitle = File.Plain("confirmAgainTitle", 100);
    public static readonly TextSlot ConfirmAgainText = File.Plain("confirmAgainText", 300);
    public static readonly TextSlot ConfirmYes = File.Plain("confirmYes", 30);
    public static readonly TextSlot ConfirmNo = File.Plain("confirmNo", 30);
    public static readonly TextSlot NotAllowed = File.Plain("notAllowed", 300);
    public static readonly TextSlot WasPaused = File.Plain("wasPaused", 300);
    public static readonly TextSlot WasResumed = File.Plain("wasResumed", 300);

    public static IReadOnlyList<TextSlot> All => File.Slots;
}
