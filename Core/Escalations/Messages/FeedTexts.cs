using OAuthAttest.Slack.Text;

namespace OAuthAttest.Escalations.Messages;

/// <summary>The texts for the security channel about the logs that are polled, the watch channels, and the reading of the roster.</summary>
internal static class FeedTexts
{
    public const string FileName = "feeds.json";

    public static readonly TextSlot PollFailing = Markup("pollFailing", 900, "source! when!");
    public static readonly TextSlot PollNeverWorked = Markup("pollNeverWorked", 900, "source! when!");
    public static readonly TextSlot PollWorks = Markup("pollWorks", 600, "source! when!");
    public static readonly TextSlot WatchFailing = Markup("watchFailing", 900, "source! when!");
    public static readonly TextSlot WatchNeverWorked = Markup("watchNeverWorked", 900, "source! when!");
    public static readonly TextSlot WatchWorks = Markup("watchWorks", 600, "source! when!");
    public static readonly TextSlot RosterFailing = Markup("rosterFailing", 900, "source! when!");
    public static readonly TextSlot RosterNeverWorked = Markup("rosterNeverWorked", 900, "source! when!");
    public static readonly TextSlot RosterWorks = Markup("rosterWorks", 600, "source! when!");
    public static readonly TextSlot Failures = Markup("failures", 400, "count! details!");
    public static readonly TextSlot NoFailure = Markup("noFailure", 200);
    public static readonly TextSlot SetAside = Markup("setAside", 1200, "source! count! details! when! digest!");
    public static readonly TextSlot SetAsideWithoutTime = Markup("setAsideWithoutTime", 1200, "source! count! details! when! digest!");
    public static readonly TextSlot FailingFallback = TextSlot.Of(FileName, "failingFallback", TextKind.Notice, 300, "source!");
    public static readonly TextSlot WorksFallback = TextSlot.Of(FileName, "worksFallback", TextKind.Notice, 300, "source!");
    public static readonly TextSlot RosterFailingFallback =
        TextSlot.Of(FileName, "rosterFailingFallback", TextKind.Notice, 300, "source!");
    public static readonly TextSlot RosterWorksFallback =
        TextSlot.Of(FileName, "rosterWorksFallback", TextKind.Notice, 300, "source!");
    public static readonly TextSlot SetAsideFallback = TextSlot.Of(FileName, "setAsideFallback", TextKind.Notice, 300, "source! count!");

    public static readonly IReadOnlyList<TextSlot> All =
    [
        PollFailing,
        PollNeverWorked,
        PollWorks,
        WatchFailing,
        WatchNeverWorked,
        WatchWorks,
        RosterFailing,
        RosterNeverWorked,
        RosterWorks,
        Failures,
        NoFailure,
        SetAside,
        SetAsideWithoutTime,
        FailingFallback,
        WorksFallback,
        RosterFailingFallback,
        RosterWorksFallback,
        SetAsideFallback,
    ];

    private static TextSlot Markup(string name, int max, string placeholders) =>
        TextSlot.Of(FileName, name, TextKind.Markup, max, placeholders);

    private static TextSlot Markup(string name, int max) => Markup(name, max, "");
}
