namespace OAuthAttest.Campaigns.Asking;

/// <summary>
/// The business key of every message, known before its first attempt, so that a retry repeats it. Everybody in the workspace can
/// read it: identifiers only.
/// </summary>
public static class MessageKeys
{
    public static string Request(Respondent who) => $"{who.Campaign}:u:{who.Key}:request";

    /// <param name="who">Who is reminded.</param>
    /// <param name="number">From 1.</param>
    public static string Reminder(Respondent who, int number) => $"{who.Campaign}:u:{who.Key}:reminder-{number}";

    public static string Delegation(Respondent who) => $"{who.Campaign}:u:{who.Key}:escalation";

    /// <param name="who">In whose place somebody is reminded.</param>
    /// <param name="number">From 1.</param>
    public static string DelegateReminder(Respondent who, int number) => $"{who.Campaign}:u:{who.Key}:escalation-reminder-{number}";

    /// <param name="who">Who is told.</param>
    /// <param name="number">The how manieth time answers of the person were made void.</param>
    public static string ScopesGrew(Respondent who, int number) => $"{who.Campaign}:u:{who.Key}:grown-{number}";

    /// <summary>The report; the last one, after a decision on a held worklist, is a message of its own.</summary>
    public static string Report(CampaignKey campaign, string occasion) => $"{campaign}:report:{occasion}";

    /// <summary>The lead is told once that a campaign cannot start, however often it is tried.</summary>
    public static string StartBlocked(CampaignKey campaign) => $"{campaign}:start-blocked";
}
