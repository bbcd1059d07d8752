using OAuthAttest.Slack.Text;

namespace OAuthAttest.Campaigns.Removing;

/// <summary>The texts of the messages about items that a person must act on.</summary>
internal static class LeadTexts
{
    public const string FileName = "removal-lead.json";

    public static readonly TextSlot Fallback = TextSlot.Of(FileName, "fallback", TextKind.Notice, 300, "campaign! count!");
    public static readonly TextSlot Intro = Markup("intro", 400, "campaign! count!");
    public static readonly TextSlot ReappearedHeading = Markup("reappearedHeading", 250, "count!");
    public static readonly TextSlot QuestionedHeading = Markup("questionedHeading", 250, "count!");
    public static readonly TextSlot FailedHeading = Markup("failedHeading", 250, "count!");
    public static readonly TextSlot ByHandHeading = Markup("byHandHeading", 350, "count!");
    public static readonly TextSlot Done = Markup("done", 250, "count!");
    public static readonly TextSlot Item = Markup("item", 300, "app! account! provider! number!");
    public static readonly TextSlot ForEverybody = Markup("forEverybody", 80);
    public static readonly TextSlot OfTheApp = Markup("ofTheApp", 80);
    public static readonly TextSlot OfNobody = Markup("ofNobody", 80);
    public static readonly TextSlot Reappeared = Markup("reappeared", 400, "from! when!");
    public static readonly TextSlot Why = Markup("why", 600, "why!");
    public static readonly TextSlot Who = Markup("who", 150, "who!");
    public static readonly TextSlot Steps = Markup("steps", 560, "todo!");
    public static readonly TextSlot Page = Markup("page", 700, "link!");
    public static readonly TextSlot Command = Markup("command", 760, "command!");
    public static readonly TextSlot More = Markup("more", 300, "more! campaign!");
    public static readonly TextSlot Paused = Markup("paused", 300, "who! when!");
    public static readonly TextSlot ButtonAgain = Plain("buttonAgain", 50);
    public static readonly TextSlot ButtonStand = Plain("buttonStand", 50);
    public static readonly TextSlot ConfirmAgainTitle = Plain("confirmAgainTitle", 100);
    public static readonly TextSlot ConfirmAgainText = Plain("confirmAgainText", 300);
    public static readonly TextSlot ConfirmYes = Plain("confirmYes", 30);
    public static readonly TextSlot ConfirmNo = Plain("confirmNo", 30);
    public static readonly TextSlot NotAllowed = Plain("notAllowed", 300);
    public static readonly TextSlot WasPaused = Plain("wasPaused", 300);
    public static readonly TextSlot WasResumed = Plain("wasResumed", 300);

    public static readonly IReadOnlyList<TextSlot> All =
    [
        Fallback,
        Intro,
        ReappearedHeading,
        QuestionedHeading,
        FailedHeading,
        ByHandHeading,
        Done,
        Item,
        ForEverybody,
        OfTheApp,
        OfNobody,
        Reappeared,
        Why,
        Who,
        Steps,
        Page,
        Command,
        More,
        Paused,
        ButtonAgain,
        ButtonStand,
        ConfirmAgainTitle,
        ConfirmAgainText,
        ConfirmYes,
        ConfirmNo,
        NotAllowed,
        WasPaused,
        WasResumed,
    ];

    private static TextSlot Plain(string name, int max, string placeholders = "") =>
        TextSlot.Of(FileName, name, TextKind.Plain, max, placeholders);

    private static TextSlot Markup(string name, int max, string placeholders = "") =>
        TextSlot.Of(FileName, name, TextKind.Markup, max, placeholders);
}
