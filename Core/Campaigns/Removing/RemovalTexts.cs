using OAuthAttest.Slack.Text;

namespace OAuthAttest.Campaigns.Removing;

/// <summary>The texts of the messages that tell people what was removed.</summary>
internal static class RemovalTexts
{
    public const string FileName = "removal.json";

    public static readonly TextSlot Fallback = TextSlot.Of(FileName, "fallback", TextKind.Notice, 300, "campaign! count");
    public static readonly TextSlot Intro = Markup("intro", 400, "campaign!");
    public static readonly TextSlot Line = Markup("line", 520, "app! details! standing! reason!");
    public static readonly TextSlot Several = Markup("several", 60, "count!");
    public static readonly TextSlot Orphans = Markup("orphans", 100, "count!");
    public static readonly TextSlot TenantWide = Markup("tenantWide", 100);
    public static readonly TextSlot Service = Markup("service", 100);
    public static readonly TextSlot WasRemoved = Markup("wasRemoved", 80);
    public static readonly TextSlot WasGoneBefore = Markup("wasGoneBefore", 80);
    public static readonly TextSlot IsGone = Markup("isGone", 80);
    public static readonly TextSlot BecauseRemove = Markup("becauseRemove", 120);
    public static readonly TextSlot BecauseNotMine = Markup("becauseNotMine", 120);
    public static readonly TextSlot BecauseSilent = Markup("becauseSilent", 120);
    public static readonly TextSlot More = Markup("more", 100, "more!");
    public static readonly TextSlot MeansOwn = Markup("meansOwn", 400);
    public static readonly TextSlot MeansOthers = Markup("meansOthers", 400);
    public static readonly TextSlot Tokens = Markup("tokens", 250, "when!");
    public static readonly TextSlot TokensOver = Markup("tokensOver", 250);
    public static readonly TextSlot Help = Markup("help", 250, "help!");

    public static readonly IReadOnlyList<TextSlot> All =
    [
        Fallback,
        Intro,
        Line,
        Several,
        Orphans,
        TenantWide,
        Service,
        WasRemoved,
        WasGoneBefore,
        IsGone,
        BecauseRemove,
        BecauseNotMine,
        BecauseSilent,
        More,
        MeansOwn,
        MeansOthers,
        Tokens,
        TokensOver,
        Help,
    ];

    private static TextSlot Markup(string name, int max, string placeholders = "") =>
        TextSlot.Of(FileName, name, TextKind.Markup, max, placeholders);
}
