using OAuthAttest.Slack.Text;

namespace OAuthAttest.Campaigns.Messages;

/// <summary>The texts of the question to one person.</summary>
internal static class RequestTexts
{
    public const string FileName = "request.json";

    private static readonly TextFile File = new(FileName);

    public static readonly TextSlot Fallback = File.Notice("fallback", 300, "name askedBy count open deadline");
    public static readonly TextSlot FallbackDone = File.Notice("fallbackDone", 300, "name askedBy count open deadline");
    public static readonly TextSlot FallbackClosed = File.Notice("fallbackClosed", 300, "campaign");
    public static readonly TextSlot FallbackCancelled = File.Notice("fallbackCancelled", 300, "campaign");
    public static readonly TextSlot Title = File.Plain("header", 150, "campaign");
    public static readonly TextSlot TitleOnBehalf = File.Plain("headerOnBehalf", 150, "campaign owner!");
    public static readonly TextSlot Greeting = File.Markup("greeting", 150, "name!");
    public static readonly TextSlot Intro = File.Markup("intro", 1400, "askedBy! why! deadline! silence! count");
    public static readonly TextSlot IntroOnBehalf = File.Markup("introOnBehalf", 1500, "askedBy! why! deadline! silence! owner! count");
    public static readonly TextSlot IntroClosed = File.Markup("introClosed", 300, "deadline");
    public static readonly TextSlot IntroCancelled = File.Markup("introCancelled", 300);
    public static readonly TextSlot AnswersExplained = File.Markup("answersExplained", 600, "deadline");
    public static readonly TextSlot WithoutExplained = File.Markup("withoutExplained", 200);
    public static readonly TextSlot Help = File.Markup("help", 160, "help!");
    public static readonly TextSlot SilenceRevoke = File.Markup("silenceRevoke", 220);
    public static readonly TextSlot SilenceKeep = File.Markup("silenceKeep", 220);
    public static readonly TextSlot SilenceAskManager = File.Markup("silenceAskManager", 220);
    public static readonly TextSlot SilenceOfManager = File.Markup("silenceOfManager", 220);
    public static readonly TextSlot Progress = File.Markup("progress", 200, "page! pages! count! open!");
    public static readonly TextSlot ProgressOpened = File.Markup("progressOpened", 260, "app! page! pages! count! open!");

    public static readonly TextSlot AppTitle = File.Markup("appTitle", 220, "number! app! provider! risk!");
    public static readonly TextSlot RiskLow = File.Markup("riskLow", 40);
    public static readonly TextSlot RiskMedium = File.Markup("riskMedium", 40);
    public static readonly TextSlot RiskHigh = File.Markup("riskHigh", 40);
    public static readonly TextSlot RiskCritical = File.Markup("riskCritical", 40);
    public static readonly TextSlot PublisherVerified = File.Markup("publisherVerified", 140, "publisher!");
    public static readonly TextSlot PublisherUnverified = File.Markup("publisherUnverified", 140, "publisher!");
    public static readonly TextSlot PublisherUnknown = File.Markup("publisherUnknown", 140, "publisher!");
    public static readonly TextSlot PublisherUnnamed = File.Markup("publisherUnnamed", 60);
    public static readonly TextSlot AppUnnamed = File.Markup("appUnnamed", 60);
    public static readonly TextSlot OwnerUnnamed = File.Markup("ownerUnnamed", 60);
    public static readonly TextSlot Abilities = File.Markup("abilities", 60);
    public static readonly TextSlot NoAbilities = File.Markup("noAbilities", 100);
    public static readonly TextSlot Ability = File.Markup("ability", 250, "ability!");
    public static readonly TextSlot AbilityHigh = File.Markup("abilityHigh", 270, "ability!");
    public static readonly TextSlot AbilityLine = File.Markup("abilityLine", 260, "ability!");
    public static readonly TextSlot AbilityLineHigh = File.Markup("abilityLineHigh", 280, "ability!");
    public static readonly TextSlot MoreAbilities = File.Markup("moreAbilities", 120, "more! high!");
    public static readonly TextSlot MoreAbilitiesLow = File.Markup("moreAbilitiesLow", 90, "more!");
    public static readonly TextSlot Facts = File.Markup("facts", 220, "granted! used!");
    public static readonly TextSlot Unknown = File.Markup("unknown", 40);
    public static readonly TextSlot Account = File.Markup("account", 110, "account!");
    public static readonly TextSlot DriftNew = File.Markup("driftNew", 90);
    public static readonly TextSlot DriftUnchanged = File.Markup("driftUnchanged", 90);
    public static readonly TextSlot DriftGrown = File.Markup("driftGrown", 90);
    public static readonly TextSlot DriftKept = File.Markup("driftKept", 90);
    public static readonly TextSlot ConsentTenant = File.Markup("consentTenant", 100);
    public static readonly TextSlot ConsentApplication = File.Markup("consentApplication", 100);
    public static readonly TextSlot OwnershipOrphan = File.Markup("ownershipOrphan", 160, "owner!");
    public static readonly TextSlot OwnershipTenantWide = File.Markup("ownershipTenantWide", 160);
    public static readonly TextSlot OwnershipService = File.Markup("ownershipService", 160);
    public static readonly TextSlot OrphanGroupLine = File.Markup("orphanGroup", 160, "count!");
    public static readonly TextSlot GroupAnswersLine = File.Markup("groupAnswers", 120, "kept! remove! open!");
    public static readonly TextSlot LowRiskHeading = File.Plain("lowRiskHeading", 60);
    public static readonly TextSlot LowRiskTitle = File.Markup("lowRiskTitle", 140, "number! count! risk!");
    public static readonly TextSlot LowRiskName = File.Markup("lowRiskName", 90, "app!");
    public static readonly TextSlot MoreNames = File.Markup("moreNames", 60, "more!");
    public static readonly TextSlot LowRiskWhy = File.Markup("lowRiskWhy", 200);
    public static readonly TextSlot AskedAgain = File.Markup("askedAgain", 120);
    public static readonly TextSlot AnsweredKeep = File.Markup("answeredKeep", 130, "when!");
    public static readonly TextSlot AnsweredKeepWithout = File.Markup("answeredKeepWithout", 340, "details! when!");
    public static readonly TextSlot AnsweredRemove = File.Markup("answeredRemove", 130, "when!");
    public static readonly TextSlot AnsweredNotMine = File.Markup("answeredNotMine", 130, "when!");
    public static readonly TextSlot Reason = File.Markup("reason", 150, "reason!");
    public static readonly TextSlot NotAnswered = File.Markup("notAnswered", 130);

    public static readonly TextSlot ButtonKeep = File.Plain("buttonKeep", 30);
    public static readonly TextSlot ButtonKeepReason = File.Plain("buttonKeepReason", 30);
    public static readonly TextSlot ButtonKeepWithout = File.Plain("buttonKeepWithout", 30);
    public static readonly TextSlot ButtonRemove = File.Plain("buttonRemove", 30);
    public static readonly TextSlot ButtonNotMine = File.Plain("buttonNotMine", 30);
    public static readonly TextSlot ButtonChange = File.Plain("buttonChange", 30);
    public static readonly TextSlot ButtonDetails = File.Plain("buttonDetails", 50, "count");
    public static readonly TextSlot ButtonKeepApp = File.Plain("buttonKeepApp", 50, "count!");
    public static readonly TextSlot ButtonRemoveApp = File.Plain("buttonRemoveApp", 50, "count!");
    public static readonly TextSlot ButtonChangeApp = File.Plain("buttonChangeApp", 50, "count!");
    public static readonly TextSlot ButtonSeeEach = File.Plain("buttonSeeEach", 30);
    public static readonly TextSlot ButtonBack = File.Plain("buttonBack", 30);
    public static readonly TextSlot ButtonKeepAll = File.Plain("buttonKeepAll", 60, "count!");
    public static readonly TextSlot ButtonPrevious = File.Plain("buttonPrevious", 30);
    public static readonly TextSlot ButtonNext = File.Plain("buttonNext", 30);
    public static readonly TextSlot ConfirmKeepAllTitle = File.Plain("confirmKeepAllTitle", 100, "count");
    public static readonly TextSlot ConfirmKeepAllText = File.Plain("confirmKeepAllText", 300, "count!");
    public static readonly TextSlot ConfirmKeepAllYes = File.Plain("confirmKeepAllYes", 30);
    public static readonly TextSlot ConfirmKeepAllNo = File.Plain("confirmKeepAllNo", 30);
    public static readonly TextSlot FooterOpen = File.Markup("footerOpen", 250, "open! deadline");
    public static readonly TextSlot FooterDone = File.Markup("footerDone", 250, "deadline");
    public static readonly TextSlot FooterClosed = File.Markup("footerClosed", 250);
    public static readonly TextSlot FooterCancelled = File.Markup("footerCancelled", 250);

    public static IReadOnlyList<TextSlot> All => File.Slots;
}
