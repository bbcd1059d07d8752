using OAuthAttest.Slack.Text;

namespace OAuthAttest.Campaigns.Removing;

/// <summary>The texts of the messages that tell people what was removed.</summary>
internal static class RemovalTexts
{
    public const string FileName = "removal.json";

    private static readonly TextFile File = new(FileName);

    public static readonly TextSlot Fallback = File.Notice("fallback", 300, "campaign! count");
    public static readonly TextSlot Intro = File.Markup("intro", 400, "campaign!");
    public static readonly TextSlot Line = File.Markup("line", 520, "app! details! standing! reason!");
    public static readonly TextSlot Several = File.Markup("several", 60, "count!");
    public static readonly TextSlot Orphans = File.Markup("orphans", 100, "count!");
    public static readonly TextSlot TenantWide = File.Markup("tenantWide", 100);
    public static readonly TextSlot Service = File.Markup("service", 100);
    public static readonly TextSlot WasRemoved = File.Markup("wasRemoved", 80);
    public static readonly TextSlot WasGoneBefore = File.Markup("wasGoneBefore", 80);
    public static readonly TextSlot IsGone = File.Markup("isGone", 80);
    public static readonly TextSlot BecauseRemove = File.Markup("becauseRemove", 120);
    public static readonly TextSlot BecauseNotMine = File.Markup("becauseNotMine", 120);
    public static readonly TextSlot BecauseSilent = File.Markup("becauseSilent", 120);
    public static readonly TextSlot BecauseAudit = File.Markup("becauseAudit", 120);
    public static readonly TextSlot NarrowedFallback = File.Notice("narrowedFallback", 300, "campaign! count");
    public static readonly TextSlot NarrowedIntro = File.Markup("narrowedIntro", 400, "campaign!");
    public static readonly TextSlot NarrowedLine = File.Markup("narrowedLine", 520, "app! standing! details!");
    public static readonly TextSlot NarrowedBefore = File.Markup("narrowedBefore", 560, "app! standing! details!");
    public static readonly TextSlot MeansNarrowed = File.Markup("meansNarrowed", 400);
    public static readonly TextSlot BackFallback = File.Notice("backFallback", 300, "campaign! count");
    public static readonly TextSlot BackIntro = File.Markup("backIntro", 400, "campaign!");
    public static readonly TextSlot BackAgain = File.Markup("backAgain", 520, "app! details! who!");
    public static readonly TextSlot BackAgainScopes = File.Markup("backAgainScopes", 620, "app! standing! who! details!");
    public static readonly TextSlot BackGone = File.Markup("backGone", 420, "app! who!");
    public static readonly TextSlot BackGoneOfOthers = File.Markup("backGoneOfOthers", 520, "app! details! who!");
    public static readonly TextSlot BackLess = File.Markup("backLess", 620, "app! standing! details! who!");
    public static readonly TextSlot HowByLink = File.Markup("howByLink", 760, "link!");
    public static readonly TextSlot HowByApp = File.Markup("howByApp", 160);
    public static readonly TextSlot HowByOthers = File.Markup("howByOthers", 160);
    public static readonly TextSlot More = File.Markup("more", 100, "more!");
    public static readonly TextSlot MeansOwn = File.Markup("meansOwn", 400);
    public static readonly TextSlot MeansOthers = File.Markup("meansOthers", 400);
    public static readonly TextSlot Tokens = File.Markup("tokens", 250, "when!");
    public static readonly TextSlot TokensOver = File.Markup("tokensOver", 250);
    public static readonly TextSlot Help = File.Markup("help", 250, "help!");

    public static IReadOnlyList<TextSlot> All => File.Slots;
}
