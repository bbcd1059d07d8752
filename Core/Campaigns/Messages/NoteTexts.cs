using OAuthAttest.Slack.Text;

namespace OAuthAttest.Campaigns.Messages;

/// <summary>The texts of reminders, of the modals and of the short answers to a click.</summary>
internal static class NoteTexts
{
    public const string ReminderFile = "reminder.json";
    public const string ModalFile = "modal.json";
    public const string AnswerFile = "answers.json";
    public const string NoticeFile = "notices.json";

    public static readonly TextSlot ReminderFallback = TextSlot.Of(ReminderFile, "fallback", TextKind.Notice, 300, "open! deadline");
    public static readonly TextSlot Reminder = Markup(ReminderFile, "reminder", 1200, "open! deadline! silence! link!");
    public static readonly TextSlot ReminderWithoutLink = Markup(ReminderFile, "reminderWithoutLink", 1000, "open! deadline! silence!");
    public static readonly TextSlot ReminderFallbackOnBehalf = TextSlot.Of(
        ReminderFile,
        "fallbackOnBehalf",
        TextKind.Notice,
        500,
        "open! deadline owner!"
    );
    public static readonly TextSlot ReminderOnBehalf = Markup(
        ReminderFile,
        "reminderOnBehalf",
        1600,
        "open! deadline! silence! owner! link!"
    );
    public static readonly TextSlot ReminderOnBehalfWithoutLink = Markup(
        ReminderFile,
        "reminderOnBehalfWithoutLink",
        1400,
        "open! deadline! silence! owner!"
    );

    public static readonly TextSlot ReasonTitle = Plain(ModalFile, "reasonTitle", 24);
    public static readonly TextSlot ReasonIntro = Markup(ModalFile, "reasonIntro", 600, "app! risk!");
    public static readonly TextSlot ReasonLabel = Plain(ModalFile, "reasonLabel", 150, "app");
    public static readonly TextSlot ReasonHint = Plain(ModalFile, "reasonHint", 150);
    public static readonly TextSlot ReasonPlaceholder = Plain(ModalFile, "reasonPlaceholder", 150);
    public static readonly TextSlot ReasonSubmit = Plain(ModalFile, "reasonSubmit", 24);
    public static readonly TextSlot KeepAppTitle = Plain(ModalFile, "keepAppTitle", 24);
    public static readonly TextSlot KeepAppIntro = Markup(ModalFile, "keepAppIntro", 700, "app! risk! count!");
    public static readonly TextSlot KeepAppSubmit = Plain(ModalFile, "keepAppSubmit", 24);
    public static readonly TextSlot RemoveAppTitle = Plain(ModalFile, "removeAppTitle", 24);
    public static readonly TextSlot RemoveAppIntro = Markup(ModalFile, "removeAppIntro", 700, "app! risk! count!");
    public static readonly TextSlot RemoveAppSubmit = Plain(ModalFile, "removeAppSubmit", 24);
    public static readonly TextSlot AppReasonLabel = Plain(ModalFile, "appReasonLabel", 150);
    public static readonly TextSlot AppReasonPlaceholder = Plain(ModalFile, "appReasonPlaceholder", 150);
    public static readonly TextSlot DetailsTitle = Plain(ModalFile, "detailsTitle", 24);
    public static readonly TextSlot DetailsIntro = Markup(ModalFile, "detailsIntro", 600, "app! count!");
    public static readonly TextSlot DetailsMore = Markup(ModalFile, "detailsMore", 200, "more!");
    public static readonly TextSlot Close = Plain(ModalFile, "close", 24);

    public static readonly TextSlot ReasonTooShort = Plain(AnswerFile, "reasonTooShort", 200);
    public static readonly TextSlot NotYours = Plain(AnswerFile, "notYours", 300);
    public static readonly TextSlot Closed = Plain(AnswerFile, "closed", 300);
    public static readonly TextSlot Cancelled = Plain(AnswerFile, "cancelled", 300);
    public static readonly TextSlot UnknownGrant = Plain(AnswerFile, "unknownGrant", 300);
    public static readonly TextSlot ReasonMissing = Plain(AnswerFile, "reasonMissing", 300);
    public static readonly TextSlot ScopesChanged = Plain(AnswerFile, "scopesChanged", 300);
    public static readonly TextSlot GrantsChanged = Plain(AnswerFile, "grantsChanged", 300);
    public static readonly TextSlot TryAgain = Plain(AnswerFile, "tryAgain", 300);
    public static readonly TextSlot WorklistChanged = Plain(AnswerFile, "worklistChanged", 300);
    public static readonly TextSlot NotApprover = Plain(AnswerFile, "notApprover", 300);

    public static readonly TextSlot GrewFallback = Plain(NoticeFile, "scopesGrewFallback", 300, "open! deadline");
    public static readonly TextSlot Grew = Markup(NoticeFile, "scopesGrew", 1200, "open! deadline! link!");
    public static readonly TextSlot GrewWithoutLink = Markup(NoticeFile, "scopesGrewWithoutLink", 1000, "open! deadline!");
    public static readonly TextSlot RefusedFallback = Plain(NoticeFile, "refusedFallback", 300, "campaign! reason!");
    public static readonly TextSlot Refused = Markup(NoticeFile, "refused", 1200, "campaign! name! reason!");
    public static readonly TextSlot OutageFallback = Plain(NoticeFile, "outageFallback", 300, "campaign!");
    public static readonly TextSlot Outage = Markup(NoticeFile, "outage", 800, "campaign! from! to!");
    public static readonly TextSlot BlockedFallback = Plain(NoticeFile, "startBlockedFallback", 300, "campaign!");
    public static readonly TextSlot Blocked = Markup(NoticeFile, "startBlocked", 600, "campaign!");
    public static readonly TextSlot BlockedLine = Markup(NoticeFile, "startBlockedLine", 600, "details!");
    public static readonly TextSlot BlockedMore = Markup(NoticeFile, "startBlockedMore", 200, "more!");
    public static readonly TextSlot LeftOut = Markup(NoticeFile, "leftOut", 300);

    public static readonly IReadOnlyList<TextSlot> All =
    [
        ReminderFallback,
        Reminder,
        ReminderWithoutLink,
        ReminderFallbackOnBehalf,
        ReminderOnBehalf,
        ReminderOnBehalfWithoutLink,
        ReasonTitle,
        ReasonIntro,
        ReasonLabel,
        ReasonHint,
        ReasonPlaceholder,
        ReasonSubmit,
        KeepAppTitle,
        KeepAppIntro,
        KeepAppSubmit,
        RemoveAppTitle,
        RemoveAppIntro,
        RemoveAppSubmit,
        AppReasonLabel,
        AppReasonPlaceholder,
        DetailsTitle,
        DetailsIntro,
        DetailsMore,
        Close,
        ReasonTooShort,
        NotYours,
        Closed,
        Cancelled,
        UnknownGrant,
        ReasonMissing,
        ScopesChanged,
        GrantsChanged,
        TryAgain,
        WorklistChanged,
        NotApprover,
        GrewFallback,
        Grew,
        GrewWithoutLink,
        RefusedFallback,
        Refused,
        OutageFallback,
        Outage,
        BlockedFallback,
        Blocked,
        BlockedLine,
        BlockedMore,
        LeftOut,
    ];

    private static TextSlot Plain(string file, string name, int max, string placeholders = "") =>
        TextSlot.Of(file, name, TextKind.Plain, max, placeholders);

    private static TextSlot Markup(string file, string name, int max, string placeholders = "") =>
        TextSlot.Of(file, name, TextKind.Markup, max, placeholders);
}
