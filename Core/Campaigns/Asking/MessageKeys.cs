using System.Globalization;

namespace OAuthAttest.Campaigns.Asking;

/// <summary>
/// The business key of every message. It is known before the first attempt, so that a retry uses the same key. Everybody in the workspace
/// can read it, so it contains identifiers only.
/// </summary>
public static class MessageKeys
{
    public static string Request(Respondent who) => $"{who.Campaign}:u:{who.Key}:request";

    /// <param name="who">The participant who is reminded.</param>
    /// <param name="number">From 1.</param>
    public static string Reminder(Respondent who, int number) => $"{who.Campaign}:u:{who.Key}:reminder-{number}";

    public static string Delegation(Respondent who) => $"{who.Campaign}:u:{who.Key}:escalation";

    /// <param name="who">The participant in whose place the delegate is reminded.</param>
    /// <param name="number">From 1.</param>
    public static string DelegateReminder(Respondent who, int number) => $"{who.Campaign}:u:{who.Key}:escalation-reminder-{number}";

    /// <param name="who">The participant who is notified.</param>
    /// <param name="number">Counts how often answers of this person were made void, from 1.</param>
    public static string ScopesGrew(Respondent who, int number) => $"{who.Campaign}:u:{who.Key}:grown-{number}";

    /// <summary>What is gone; one message for each time that some of it was put together.</summary>
    public static string Removed(Respondent who, DateTimeOffset tellingAt) =>
        $"{who.Campaign}:u:{who.Key}:removed-{Number(tellingAt)}";

    /// <summary>The same, where the thread of the question takes no message.</summary>
    public static string RemovedDirectly(Respondent who, DateTimeOffset tellingAt) => $"{Removed(who, tellingAt)}:direct";

    /// <summary>What a person must act on; one message for each time that some of it was put together.</summary>
    public static string ToDo(CampaignKey campaign, DateTimeOffset tellingAt) => $"{campaign}:to-do:{Number(tellingAt)}";

    /// <summary>The report. The final one, after a decision on a held worklist, is a separate message.</summary>
    public static string Report(CampaignKey campaign, string occasion) => $"{campaign}:report:{occasion}";

    /// <summary>The notice that Slack refuses the app's messages; once for each error of a campaign.</summary>
    public static string Refused(CampaignKey campaign, string error) => $"{campaign}:refused:{error}";

    /// <summary>The notice that Slack was out; once for each outage of a campaign.</summary>
    public static string Outage(CampaignKey campaign, DateTimeOffset since) =>
        string.Create(CultureInfo.InvariantCulture, $"{campaign}:outage:{since.UtcDateTime:yyyyMMdd'T'HHmmss}");

    /// <summary>The notice that a campaign cannot start. The lead gets it once, however often the start is tried.</summary>
    public static string StartBlocked(CampaignKey campaign) => $"{campaign}:start-blocked";

    private static string Number(DateTimeOffset at) => at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}
