using OAuthAttest.Slack.Text;

namespace OAuthAttest.Campaigns.Messages;

/// <summary>The texts of reminders, of the modals and of the short answers to a click.</summary>
internal static class NoteTexts
{
    public const string ReminderFile = "reminder.json";
    public const string ModalFile = "modal.json";
    public const string AnswerFile = "answers.json";
    public const string NoticeFile = "notices.json";

    private static readonly TextFile Reminders = new(ReminderFile);
    private static readonly TextFile Modals = new(ModalFile);
    private static readonly TextFile Answers = new(AnswerFile);
    private static readonly TextFile Notices = new(NoticeFile);

    public static readonly TextSlot ReminderFallback = Reminders.Notice("fallback", 300, "open! deadline");
    public static readonly TextSlot Reminder = Reminders.Markup("reminder", 1200, "open! deadline! silence! link!");
    public static readonly TextSlot ReminderWithoutLink = Reminders.Markup("reminderWithoutLink", 1000, "open! deadline! silence!");
    public static readonly TextSlot ReminderFallbackOnBehalf = Reminders.Notice("fallbackOnBehalf", 500, "open! deadline owner!");
    public static readonly TextSlot ReminderOnBehalf = Reminders.Markup("reminderOnBehalf", 1600,
        "open! deadline! silence! owner! link!");
    public static readonly TextSlot ReminderOnBehalfWithoutLink = Reminders.Markup("reminderOnBehalfWithoutLink", 1400,
        "open! deadline! silence! owner!");

    public static readonly TextSlot ReasonTitle = Modals.Plain("reasonTitle", 24);
    public static readonly TextSlot ReasonIntro = Modals.Markup("reasonIntro", 600, "app! risk!");
    public static readonly TextSlot ReasonLabel = Modals.Plain("reasonLabel", 150, "app");
    public static readonly TextSlot ReasonHint = Modals.Plain("reasonHint", 150);
    public static readonly TextSlot ReasonPlaceholder = Modals.Plain("reasonPlaceholder", 150);
    public static readonly TextSlot ReasonSubmit = Modals.Plain("reasonSubmit", 24);
    public static readonly TextSlot KeepAppTitle = Modals.Plain("keepAppTitle", 24);
    public static readonly TextSlot KeepAppIntro = Modals.Markup("keepAppIntro", 700, "app! risk! count!");
    public static readonly TextSlot KeepAppSubmit = Modals.Plain("keepAppSubmit", 24);
    public static readonly TextSlot RemoveAppTitle = Modals.Plain("removeAppTitle", 24);
    public static readonly TextSlot RemoveAppIntro = Modals.Markup("removeAppIntro", 700, "app! risk! count!");
    public static readonly TextSlot RemoveAppSubmit = Modals.Plain("removeAppSubmit", 24);
    public static readonly TextSlot AppReasonLabel = Modals.Plain("appReasonLabel", 150);
    public static readonly TextSlot AppReasonPlaceholder = Modals.Plain("appReasonPlaceholder", 150);
    public static readonly TextSlot WithoutTitle = Modals.Plain("withoutTitle", 24);
    public static readonly TextSlot WithoutIntro = Modals.Markup("withoutIntro", 600, "app! used!");
    public static readonly TextSlot WithoutRest = Modals.Markup("withoutRest", 300);
    public static readonly TextSlot WithoutNote = Modals.Markup("withoutNote", 400);
    public static readonly TextSlot WithoutSubmit = Modals.Plain("withoutSubmit", 24);
    public static readonly TextSlot RefusedTitle = Modals.Plain("refusedTitle", 24);
    public static readonly TextSlot DetailsTitle = Modals.Plain("detailsTitle", 24);
    public static readonly TextSlot DetailsIntro = Modals.Markup("detailsIntro", 600, "app! count!");
    public static readonly TextSlot DetailsMore = Modals.Markup("detailsMore", 200, "more!");
    public static readonly TextSlot Close = Modals.Plain("close", 24);

    public static readonly TextSlot ReasonTooShort = Answers.Plain("reasonTooShort", 200);
    public static readonly TextSlot NotYours = Answers.Plain("notYours", 300);
    public static readonly TextSlot Closed = Answers.Plain("closed", 300);
    public static readonly TextSlot Cancelled = Answers.Plain("cancelled", 300);
    public static readonly TextSlot UnknownGrant = Answers.Plain("unknownGrant", 300);
    public static readonly TextSlot ReasonMissing = Answers.Plain("reasonMissing", 300);
    public static readonly TextSlot ScopesChanged = Answers.Plain("scopesChanged", 300);
    public static readonly TextSlot GrantsChanged = Answers.Plain("grantsChanged", 300);
    public static readonly TextSlot OfferChanged = Answers.Plain("offerChanged", 300);
    public static readonly TextSlot TryAgain = Answers.Plain("tryAgain", 300);
    public static readonly TextSlot WorklistChanged = Answers.Plain("worklistChanged", 300);
    public static readonly TextSlot NotApprover = Answers.Plain("notApprover", 300);

    public static readonly TextSlot GrewFallback = Notices.Plain("scopesGrewFallback", 300, "open! deadline");
    public static readonly TextSlot Grew = Notices.Markup("scopesGrew", 1200, "open! deadline! link!");
    public static readonly TextSlot GrewWithoutLink = Notices.Markup("scopesGrewWithoutLink", 1000, "open! deadline!");
    public static readonly TextSlot RefusedFallback = Notices.Plain("refusedFallback", 300, "campaign! reason!");
    public static readonly TextSlot Refused = Notices.Markup("refused", 1200, "campaign! name! reason!");
    public static readonly TextSlot OutageFallback = Notices.Plain("outageFallback", 300, "campaign!");
    public static readonly TextSlot Outage = Notices.Markup("outage", 800, "campaign! from! to!");
    public static readonly TextSlot BlockedFallback = Notices.Plain("startBlockedFallback", 300, "campaign!");
    public static readonly TextSlot Blocked = Notices.Markup("startBlocked", 600, "campaign!");
    public static readonly TextSlot BlockedLine = Notices.Markup("startBlockedLine", 600, "details!");
    public static readonly TextSlot BlockedMore = Notices.Markup("startBlockedMore", 200, "more!");
    public static readonly TextSlot LeftOut = Notices.Markup("leftOut", 300);

    public static IReadOnlyList<TextSlot> All => [.. Reminders.Slots, .. Modals.Slots, .. Answers.Slots, .. Notices.Slots];
}
