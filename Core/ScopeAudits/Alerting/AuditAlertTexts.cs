using OAuthAttest.Slack.Text;

namespace OAuthAttest.ScopeAudits.Alerting;

/// <summary>The texts of the messages about audits of scopes.</summary>
internal static class AuditAlertTexts
{
    public const string FileName = "scope-audit.json";

    private static readonly TextFile File = new(FileName);

    public static readonly TextSlot Fallback = File.Notice("fallback", 200, "count!");
    public static readonly TextSlot Header = File.Plain("header", 150);
    public static readonly TextSlot Intro = File.Markup("intro", 500, "count! from! to!");
    public static readonly TextSlot Group = File.Markup("group", 520, "kind! name! count! who! account! standing!");
    public static readonly TextSlot More = File.Markup("more", 120, "more!");
    public static readonly TextSlot Complete = File.Markup("complete", 200);
    public static readonly TextSlot Partial = File.Markup("partial", 800, "why!");
    public static readonly TextSlot Where = File.Markup("where", 450, "id!");
    public static readonly TextSlot DoubtFallback = File.Notice("doubtFallback", 200);
    public static readonly TextSlot Doubt = File.Markup("doubt", 1000, "from! to! why!");
    public static readonly TextSlot DoubtBesides = File.Markup("doubtBesides", 1000, "from! to! why! count!");
    public static readonly TextSlot What = File.Markup("what", 450, "ability! kind! name!");
    public static readonly TextSlot Place = File.Markup("place", 350, "when! account! source!");
    public static readonly TextSlot Who = File.Markup("who", 500, "who! standing! details!");
    public static readonly TextSlot Factor = File.Markup("factor", 250, "reason!");
    public static readonly TextSlot Target = File.Markup("target", 350, "id!");
    public static readonly TextSlot Access = File.Markup("access", 600, "why!");
    public static readonly TextSlot Rule = File.Markup("rule", 650, "todo!");
    public static readonly TextSlot Step = File.Markup("step", 600, "number! todo!");
    public static readonly TextSlot Command = File.Markup("command", 760, "command!");
    public static readonly TextSlot MoreSteps = File.Markup("moreSteps", 200);
    public static readonly TextSlot LongCommand = File.Markup("longCommand", 200);

    public static readonly TextSlot PageFailedFallback = File.Notice("pageFailedFallback", 200);
    public static readonly TextSlot PageFailed = File.Markup("pageFailed", 800, "why!");

    public static IReadOnlyList<TextSlot> All => File.Slots;
}
