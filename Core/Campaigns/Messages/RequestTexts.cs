using OAuthAttest.Slack.Text;

namespace OAuthAttest.Campaigns.Messages;

/// <summary>The texts of the question to one person.</summary>
internal static class RequestTexts
{
    public const string FileName = "request.json";

    public static readonly TextSlot Fallback = TextSlot.Of(FileName, "fallback", TextKind.Notice, 300, "name askedBy count open deadline");
    public static readonly TextSlot FallbackDone = TextSlot.Of(
        FileName,
        "fallbackDone",
        TextKind.Notice,
        300,
        "name askedBy count open deadline"
    );
    public static readonly TextSlot FallbackClosed = TextSlot.Of(FileName, "fallbackClosed", TextKind.Notice, 300, "campaign");
    public static readonly TextSlot FallbackCancelled = TextSlot.Of(FileName, "fallbackCancelled", TextKind.Notice, 300, "campaign");
    public static readonly TextSlot Title = Plain("header", 150, "campaign");
    public static readonly TextSlot TitleOnBehalf = Plain("headerOnBehalf", 150, "campaign owner!");
    public static readonly TextSlot Greeting = Markup("greeting", 150, "name!");
    public static readonly TextSlot Intro = Markup("intro", 1400, "askedBy! why! deadline! silence! count");
    public static readonly TextSlot IntroOnBehalf = Markup("introOnBehalf", 1500, "askedBy! why! deadline! silence! owner! count");
    public static readonly TextSlot IntroClosed = Markup("introClosed", 300, "deadline");
    public static readonly TextSlot IntroCancelled = Markup("introCancelled", 300);
    public static readonly TextSlot AnswersExplained = Markup("answersExplained", 600, "deadline");
    public static readonly TextSlot Help = Markup("help", 160, "help!");
    public static readonly TextSlot SilenceRevoke = Markup("silenceRevoke", 220);
    public static readonly TextSlot SilenceKeep = Markup("silenceKeep", 220);
    public static readonly TextSlot SilenceAskManager = Markup("silenceAskManager", 220);
    public static readonly TextSlot SilenceOfManager = Markup("silenceOfManager", 220);
    public static readonly TextSlot Progress = Markup("progress", 200, "page! pages! count! open!");
    public static readonly TextSlot ProgressOpened = Markup("progressOpened", 260, "app! page! pages! count! open!");

    public static readonly TextSlot AppTitle = Markup("appTitle", 220, "number! app! provider! risk!");
    public static readonly TextSlot RiskLow = Markup("riskLow", 40);
    public static readonly TextSlot RiskMedium = Markup("riskMedium", 40);
    public static readonly TextSlot RiskHigh = Markup("riskHigh", 40);
    public static readonly TextSlot RiskCritical = Markup("riskCritical", 40);
    public static readonly TextSlot PublisherVerified = Markup("publisherVerified", 140, "publisher!");
    public static readonly TextSlot PublisherUnverified = Markup("publisherUnverified", 140, "publisher!");
    public static readonly TextSlot PublisherUnknown = Markup("publisherUnknown", 140, "publisher!");
    public static readonly TextSlot PublisherUnnamed = Markup("publisherUnnamed", 60);
    public static readonly TextSlot AppUnnamed = Markup("appUnnamed", 60);
    public static readonly TextSlot OwnerUnnamed = Markup("ownerUnnamed", 60);
    public static readonly TextSlot Abilities = Markup("abilities", 60);
    public static readonly TextSlot NoAbilities = Markup("noAbilities", 100);
    public static readonly TextSlot Ability = Markup("ability", 250, "ability!");
    public static readonly TextSlot AbilityHigh = Markup("abilityHigh", 270, "ability!");
    public static readonly TextSlot AbilityLine = Markup("abilityLine", 260, "ability!");
    public static readonly TextSlot AbilityLineHigh = Markup("abilityLineHigh", 280, "ability!");
    public static readonly TextSlot MoreAbilities = Markup("moreAbilities", 120, "more! high!");
    public static readonly TextSlot MoreAbilitiesLow = Markup("moreAbilitiesLow", 90, "more!");
    public static readonly TextSlot Facts = Markup("facts", 220, "granted! used!");
    public static readonly TextSlot Unknown = Markup("unknown", 40);
    public static readonly TextSlot Account = Markup("account", 110, "account!");
    public static readonly TextSlot DriftNew = Markup("driftNew", 90);
    public static readonly TextSlot DriftUnchanged = Markup("driftUnchanged", 90);
    public static readonly TextSlot DriftGrown = Markup("driftGrown", 90);
    public static readonly TextSlot DriftKept = Markup("driftKept", 90);
    public static readonly TextSlot ConsentTenant = Markup("consentTenant", 100);
    public static readonly TextSlot ConsentApplication = Markup("consentApplication", 100);
    public static readonly TextSlot OwnershipOrphan = Markup("ownershipOrphan", 160, "owner!");
    public static readonly TextSlot OwnershipTenantWide = Markup("ownershipTenantWide", 160);
    public static readonly TextSlot OwnershipService = Markup("ownershipService", 160);
    public static readonly TextSlot OrphanGroupLine = Markup("orphanGroup", 160, "count!");
    public static readonly TextSlot GroupAnswersLine = Markup("groupAnswers", 120, "kept! remove! open!");
    public static readonly TextSlot LowRiskHeading = Plain("lowRiskHeading", 60);
    public static readonly TextSlot LowRiskTitle = Markup("lowRiskTitle", 140, "number! count! risk!");
    public static readonly TextSlot LowRiskName = Markup("lowRiskName", 90, "app!");
    public static readonly TextSlot MoreNames = Markup("moreNames", 60, "more!");
    public static readonly TextSlot LowRiskWhy = Markup("lowRiskWhy", 200);
    public static readonly TextSlot AskedAgain = Markup("askedAgain", 120);
    public static readonly TextSlot AnsweredKeep = Markup("answeredKeep", 130, "when!");
    public static readonly TextSlot AnsweredRemove = Markup("answeredRemove", 130, "when!");
    public static readonly TextSlot AnsweredNotMine = Markup("answeredNotMine", 130, "when!");
    public static readonly TextSlot Reason = Markup("reason", 150, "reason!");
    public static readonly TextSlot NotAnswered = Markup("notAnswered", 130);

    public static readonly TextSlot ButtonKeep = Plain("buttonKeep", 30);
    public static readonly TextSlot ButtonKeepReason = Plain("buttonKeepReason", 30);
    public static readonly TextSlot ButtonRemove = Plain("buttonRemove", 30);
    public static readonly TextSlot ButtonNotMine = Plain("buttonNotMine", 30);
    public static readonly TextSlot ButtonChange = Plain("buttonChange", 30);
    public static readonly TextSlot ButtonDetails = Plain("buttonDetails", 50, "count");
    public static readonly TextSlot ButtonKeepApp = Plain("buttonKeepApp", 50, "count!");
    public static readonly TextSlot ButtonRemoveApp = Plain("buttonRemoveApp", 50, "count!");
    public static readonly TextSlot ButtonChangeApp = Plain("buttonChangeApp", 50, "count!");
    public static readonly TextSlot ButtonSeeEach = Plain("buttonSeeEach", 30);
    public static readonly TextSlot ButtonBack = Plain("buttonBack", 30);
    public static readonly TextSlot ButtonKeepAll = Plain("buttonKeepAll", 60, "count!");
    public static readonly TextSlot ButtonPrevious = Plain("buttonPrevious", 30);
    public static readonly TextSlot ButtonNext = Plain("buttonNext", 30);
    public static readonly TextSlot ConfirmKeepAllTitle = Plain("confirmKeepAllTitle", 100, "count");
    public static readonly TextSlot ConfirmKeepAllText = Plain("confirmKeepAllText", 300, "count!");
    public static readonly TextSlot ConfirmKeepAllYes = Plain("confirmKeepAllYes", 30);
    public static readonly TextSlot ConfirmKeepAllNo = Plain("confirmKeepAllNo", 30);
    public static readonly TextSlot FooterOpen = Markup("footerOpen", 250, "open! deadline");
    public static readonly TextSlot FooterDone = Markup("footerDone", 250, "deadline");
    public static readonly TextSlot FooterClosed = Markup("footerClosed", 250);
    public static readonly TextSlot FooterCancelled = Markup("footerCancelled", 250);

    public static readonly IReadOnlyList<TextSlot> All =
    [
        Fallback,
        FallbackDone,
        FallbackClosed,
        FallbackCancelled,
        Title,
        TitleOnBehalf,
        Greeting,
        Intro,
        IntroOnBehalf,
        IntroClosed,
        IntroCancelled,
        AnswersExplained,
        Help,
        SilenceRevoke,
        SilenceKeep,
        SilenceAskManager,
        SilenceOfManager,
        Progress,
        ProgressOpened,
        AppTitle,
        RiskLow,
        RiskMedium,
        RiskHigh,
        RiskCritical,
        PublisherVerified,
        PublisherUnverified,
        PublisherUnknown,
        PublisherUnnamed,
        AppUnnamed,
        OwnerUnnamed,
        Abilities,
        NoAbilities,
        Ability,
        AbilityHigh,
        AbilityLine,
        AbilityLineHigh,
        MoreAbilities,
        MoreAbilitiesLow,
        Facts,
        Unknown,
        Account,
        DriftNew,
        DriftUnchanged,
        DriftGrown,
        DriftKept,
        ConsentTenant,
        ConsentApplication,
        OwnershipOrphan,
        OwnershipTenantWide,
        OwnershipService,
        OrphanGroupLine,
        GroupAnswersLine,
        LowRiskHeading,
        LowRiskTitle,
        LowRiskName,
        MoreNames,
        LowRiskWhy,
        AskedAgain,
        AnsweredKeep,
        AnsweredRemove,
        AnsweredNotMine,
        Reason,
        NotAnswered,
        ButtonKeep,
        ButtonKeepReason,
        ButtonRemove,
        ButtonNotMine,
        ButtonChange,
        ButtonDetails,
        ButtonKeepApp,
        ButtonRemoveApp,
        ButtonChangeApp,
        ButtonSeeEach,
        ButtonBack,
        ButtonKeepAll,
        ButtonPrevious,
        ButtonNext,
        ConfirmKeepAllTitle,
        ConfirmKeepAllText,
        ConfirmKeepAllYes,
        ConfirmKeepAllNo,
        FooterOpen,
        FooterDone,
        FooterClosed,
        FooterCancelled,
    ];

    private static TextSlot Plain(string name, int max, string placeholders = "") =>
        TextSlot.Of(FileName, name, TextKind.Plain, max, placeholders);

    private static TextSlot Markup(string name, int max, string placeholders = "") =>
        TextSlot.Of(FileName, name, TextKind.Markup, max, placeholders);
}
