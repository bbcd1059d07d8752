using OAuthAttest.Slack.Text;

namespace OAuthAttest.Escalations.Messages;

/// <summary>The texts for the security channel about the logs that are polled, the watch channels, and the reading of the roster.</summary>
internal static class FeedTexts
{
    public const string FileName = "feeds.json";

    private static readonly TextFile File = new(FileName);

    public static readonly TextSlot PollFailing = File.Markup("pollFailing", 900, "source! when!");
    public static readonly TextSlot PollNeverWorked = File.Markup("pollNeverWorked", 900, "source! when!");
    public static readonly TextSlot PollWorks = File.Markup("pollWorks", 600, "source! when!");
    public static readonly TextSlot WatchFailing = File.Markup("watchFailing", 900, "source! when!");
    public static readonly TextSlot WatchNeverWorked = File.Markup("watchNeverWorked", 900, "source! when!");
    public static readonly TextSlot WatchWorks = File.Markup("watchWorks", 600, "source! when!");
    public static readonly TextSlot RosterFailing = File.Markup("rosterFailing", 900, "source! when!");
    public static readonly TextSlot RosterNeverWorked = File.Markup("rosterNeverWorked", 900, "source! when!");
    public static readonly TextSlot RosterWorks = File.Markup("rosterWorks", 600, "source! when!");
    public static readonly TextSlot Failures = File.Markup("failures", 400, "count! details!");
    public static readonly TextSlot NoFailure = File.Markup("noFailure", 200);
    public static readonly TextSlot SetAside = File.Markup("setAside", 1200, "source! count! details! when! digest!");
    public static readonly TextSlot SetAsideWithoutTime = File.Markup("setAsideWithoutTime", 1200, "source! count! details! when! digest!");
    public static readonly TextSlot FailingFallback = File.Notice("failingFallback", 300, "source!");
    public static readonly TextSlot WorksFallback = File.Notice("worksFallback", 300, "source!");
    public static readonly TextSlot RosterFailingFallback =
        File.Notice("rosterFailingFallback", 300, "source!");
    public static readonly TextSlot RosterWorksFallback =
        File.Notice("rosterWorksFallback", 300, "source!");
    public static readonly TextSlot SetAsideFallback = File.Notice("setAsideFallback", 300, "source! count!");

    public static IReadOnlyList<TextSlot> All => File.Slots;
}
